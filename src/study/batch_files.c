#include "study/batch_files.h"

#include "base/draft.h"
#include "base/error.h"
#include "os/file.h"
#include "os/path.h"
#include "output/target.h"
#include "study/batch_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BASE      "facs-batch"
#define CSV       ".csv"
#define JSONL     ".jsonl"
#define MAX_LOOKS 10 /* at a folder in which runs end meanwhile */

/* ---- Names ----------------------------------------------------------------------------------- */

/* The table's path without ".csv"; allocated. */
static char *base_of(const char *table)
{
    const size_t length = strlen(table);
    return facs_text_part(table, facs_text_ends_with(table, CSV) ? length - strlen(CSV) : length);
}

static int is_journal(const char *name)
{
    return facs_text_ends_with(name, JSONL);
}

/* facs-batch, or a shard's facs-batch.3-of-40, before the ending. */
static int is_of_batch(const char *name)
{
    if (strncmp(name, BASE, strlen(BASE)) != 0)
        return 0;
    name += strlen(BASE);
    const size_t shard = name[0] == '.' ? strspn(name + 1, "0123456789") : 0;
    if (shard > 0 && strncmp(name + 1 + shard, "-of-", 4) == 0) {
        const size_t shards = strspn(name + 5 + shard, "0123456789");
        if (shards == 0)
            return 0;
        name += 5 + shard + shards;
    }
    return strcmp(name, CSV) == 0 || facs_journal_is(name, "");
}

/* ---- Renewing a table ------------------------------------------------------------------------ */

/* A renewal: what goes into the table, and the journals whose rows are then in it. */
typedef struct renewal {
    const char *table;
    char *folder;
    const char *base;        /* of the table's name */
    const facs_journal *own; /* NULL: none */
    facs_batch_rows rows;
    int *handles; /* of journals that nobody else holds, with their locks */
    char **names; /* of all journals in the folder */
    int count;
} renewal;

static int is_own(const renewal *r, const char *name)
{
    return r->own && strcmp(facs_path_name(r->own->file.path), name) == 0;
}

/* A journal that another run holds is left alone. */
static int take_journal(renewal *r, int i, facs_error *error)
{
    char *path = facs_path_join(r->folder, r->names[i]);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = 0;
    if (!is_own(r, r->names[i])) {
        r->handles[i] = facs_handle_open(path, FACS_OPEN_CHANGE);
        if (r->handles[i] >= 0 && facs_handle_lock(r->handles[i]) < 0) {
            facs_handle_close(r->handles[i]);
            r->handles[i] = -1;
        }
    }
    r->rows.source++;
    if (is_own(r, r->names[i]))
        r->rows.own = r->rows.source;
    if (r->handles[i] >= 0 || is_own(r, r->names[i]))
        status = facs_journal_read(&r->rows, path, error);
    free(path);
    return status;
}

static int take_all(renewal *r, facs_error *error)
{
    int status = 0;
    if (facs_path_kind(r->table) != FACS_NO_FILE)
        status = facs_batch_table_read(&r->rows, r->table, error);
    for (int i = 0; i < r->count && status == 0; i++)
        if (facs_journal_is(r->names[i], r->base))
            status = take_journal(r, i, error);
    return status;
}

static int remove_journals(const renewal *r, facs_error *error)
{
    int status = 0;
    for (int i = 0; i < r->count && status == 0; i++) {
        if (r->handles[i] < 0 && !is_own(r, r->names[i]))
            continue;
        char *path = facs_path_join(r->folder, r->names[i]);
        status = path ? facs_path_remove(path) : -ENOMEM;
        if (status < 0)
            facs_target_fail(path ? path : r->table, status, error);
        free(path);
    }
    return status;
}

/* The caller holds the folder's lock. */
static int renew(const char *table, const facs_journal *own, facs_error *error)
{
    char *base = base_of(table);
    renewal r = {.table = table, .own = own, .folder = facs_path_folder(table)};
    int status = base && r.folder ? 0 : facs_fail_memory(error, "the batch table");
    if (status == 0) {
        r.base = facs_path_name(base);
        r.count = facs_path_list(r.folder, is_journal, &r.names);
        if (r.count < 0)
            status = facs_target_fail(r.folder, r.count, error);
    }
    if (status == 0) {
        r.handles = malloc(((size_t)r.count + 1) * sizeof(*r.handles));
        for (int i = 0; r.handles && i < r.count; i++)
            r.handles[i] = -1;
        status = r.handles ? take_all(&r, error) : facs_fail_memory(error, "the batch table");
    }
    if (status == 0 && own && r.rows.own == 0)
        status = facs_fail(error, FACS_ERROR_OUTPUT, -ENOENT,
                           "%s was removed during the run, and what became of its inputs is not in "
                           "the batch table: run it again with --resume",
                           own->file.path);
    if (status == 0 && r.rows.source > 0) {
        status = facs_batch_rows_settle(&r.rows) < 0
                     ? facs_fail_memory(error, "the batch table")
                     : facs_batch_table_write(table, &r.rows, error);
        if (status == 0)
            status = remove_journals(&r, error);
    }
    for (int i = 0; r.handles && i < r.count; i++)
        if (r.handles[i] >= 0)
            facs_handle_close(r.handles[i]);
    facs_names_free(r.names, r.count < 0 ? 0 : r.count);
    facs_batch_rows_free(&r.rows);
    free(r.handles);
    free(r.folder);
    free(base);
    return status;
}

/* ---- A batch --------------------------------------------------------------------------------- */

int facs_batch_files_begin(facs_journal *journal, const char *table, facs_error *error)
{
    *journal = FACS_NO_JOURNAL;
    char *base = base_of(table);
    int status = base ? 0 : facs_fail_memory(error, "the batch table");
    if (status == 0)
        status = facs_target_make_folder(table, error);
    if (status == 0)
        status = facs_target_check(table, error);
    const int lock = status < 0 ? status : facs_target_lock_folder(table, error);
    if (lock >= 0) {
        status = renew(table, NULL, error);
        if (status == 0)
            status = facs_journal_open(journal, base, error);
        facs_handle_close(lock);
    }
    free(base);
    return lock < 0 ? lock : status;
}

int facs_batch_files_end(facs_journal *journal, const char *table, facs_error *error)
{
    const int lock = facs_target_lock_folder(table, error);
    if (lock < 0)
        return lock;
    const int status = renew(table, journal, error);
    if (status == 0)
        facs_journal_close(journal);
    facs_handle_close(lock);
    return status;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* -ENOENT: a run has renewed the table and removed its journal meanwhile. */
static int read_one(facs_batch_rows *rows, const char *folder, const char *name, facs_error *error)
{
    char *path = facs_path_join(folder, name);
    if (!path)
        return facs_fail_memory(error, "a path");
    rows->source++;
    int status = is_journal(name) ? facs_journal_read(rows, path, error)
                                  : facs_batch_table_read(rows, path, error);
    free(path);
    return status;
}

/* Whether own, the name of a table, and name are of different shards, I-of-N with the same N. */
static int is_other_shard(const char *own, const char *name)
{
    const char *of = strstr(own, "-of-"), *other = strstr(name, "-of-");
    if (!of || !other)
        return 0;
    const size_t shards = strspn(of + 4, "0123456789");
    const size_t length = (size_t)(of - own), others = (size_t)(other - name);
    return strncmp(of, other, 4 + shards) == 0 && other[4 + shards] == '.' &&
           (length != others || memcmp(own, name, length) != 0);
}

/* Returns the number of files or an error; -ENOENT: one has vanished. */
static int read_listed(facs_batch_rows *rows, const char *folder, const char *table,
                       facs_error *error)
{
    const char *own = table ? facs_path_name(table) : "";
    char **names = NULL;
    int status = 0;
    const int count = facs_path_list(folder, is_of_batch, &names);
    if (count < 0)
        return facs_fail(error, FACS_ERROR_INPUT, count, "%s cannot be read (%s)", folder,
                         facs_strerror(count));
    /* First the journals: the rows of one that then vanishes are in the table. */
    for (int journals = 1; journals >= 0; journals--)
        for (int i = 0; i < count && status == 0; i++)
            if (is_journal(names[i]) == journals && !is_other_shard(own, names[i]))
                status = read_one(rows, folder, names[i], error);
    facs_names_free(names, count);
    return status < 0 ? status : count;
}

int facs_batch_files_read(facs_batch_rows *rows, const char *folder, const char *table,
                          facs_error *error)
{
    int status = read_listed(rows, folder, table, error);
    for (int i = 0; i < MAX_LOOKS && status == -ENOENT && facs_path_kind(folder); i++) {
        facs_batch_rows_free(rows);
        status = read_listed(rows, folder, table, error);
    }
    if (facs_batch_rows_settle(rows) < 0)
        return facs_fail_memory(error, "the batch table");
    return status;
}

int facs_batch_read(const char *folder, int (*row)(void *opaque, const facs_batch_row *row),
                    void *opaque, facs_error *error)
{
    if (!folder || !row)
        return facs_fail_null(error, "folder, row");
    facs_batch_rows rows = {.records = NULL};
    int status = facs_batch_files_read(&rows, folder, NULL, error);
    if (status == 0)
        status = facs_fail(error, FACS_ERROR_INPUT, -ENOENT,
                           "%s has no batch table, " BASE CSV ": expected the results of a study",
                           folder);
    else if (status > 0)
        status = 0;
    for (size_t i = 0; i < rows.count && status == 0; i++)
        status = row(opaque, &rows.records[i].row);
    facs_batch_rows_free(&rows);
    return status;
}
