/* The batch tables and journals of a folder together. */
#ifndef FACS_STUDY_BATCH_FILES_H
#define FACS_STUDY_BATCH_FILES_H

#include "study/journal.h"

/* Begins a batch: makes the folder of table, renews the table if an earlier run broke off, and
 * creates the journal. OUTPUT errors; INPUT errors: a table or journal is damaged. */
int facs_batch_files_begin(facs_journal *journal, const char *table, facs_error *error);

/* Renews the table: adds the rows of this journal, which is then removed and closed, and of those
 * that nobody holds, which are removed as well. Errors as above; the journal is then kept. */
int facs_batch_files_end(facs_journal *journal, const char *table, facs_error *error);

/* Adds the newest row of each path of a folder, from all its tables and journals. With table, one
 * of a shard, without those of the other shards of the same study: a thousand tasks need not read
 * the rows of a million inputs each. Settled. INPUT errors: one is damaged. Returns the number of
 * files in the folder, read or not.
 */
int facs_batch_files_read(facs_batch_rows *rows, const char *folder, const char *table,
                          facs_error *error);

#endif
