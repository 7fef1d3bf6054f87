/*
 * The journal of a batch that is running: lines of JSON, each written at once, so that a crash
 * loses nothing that has ended. The first line has facts of the run; each of the others is a row of
 * the batch table. The run holds a lock on the file as long as it needs it.
 */
#ifndef FACS_STUDY_JOURNAL_H
#define FACS_STUDY_JOURNAL_H

#include "base/draft.h"
#include "study/batch_rows.h"

#define FACS_NO_JOURNAL ((facs_journal){.file = FACS_NO_DRAFT})

typedef struct facs_journal {
    facs_draft file;  /* path, and the handle that holds the lock */
    double synced_ms; /* when it was last synced */
} facs_journal;

/* Creates the first of BASE.jsonl, BASE.2.jsonl ... that does not exist, and locks it. The caller
 * holds the lock of the folder. OUTPUT errors. */
int facs_journal_open(facs_journal *journal, const char *base, facs_error *error);
void facs_journal_close(facs_journal *journal);

/* What the first lines say. */
typedef struct facs_journal_start {
    const facs_study *study;
    const char *host;
    const facs_batch_rows *before; /* of earlier runs, settled */
    const char *options;           /* digest of this run's */
    int resume, retry_failed;
} facs_journal_start;

/* Writes the first line, then a row with state left for each input. When resuming, those that ended
 * before with the same options keep their row until it is their turn. OUTPUT errors. */
int facs_journal_begin(facs_journal *journal, const facs_journal_start *start, facs_error *error);

/* Writes a row at once. Also waits until it is on the disk, but at most five times a second, as
 * thousands of inputs may end in one second. OUTPUT errors. */
int facs_journal_add(facs_journal *journal, const facs_batch_row *row, facs_error *error);

/* Adds the rows of a journal. A last line that broke off does not count. INPUT errors: -ENOENT and
 * so on; -EINVAL: it is damaged. */
int facs_journal_read(facs_batch_rows *rows, const char *path, facs_error *error);

/* Whether name, without a folder, is that of a journal BASE.jsonl or BASE.n.jsonl. */
int facs_journal_is(const char *name, const char *base);

#endif
