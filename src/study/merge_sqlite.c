/*
 * The merged table as an SQLite database. It is written once, in order, and thrown away if that
 * fails, so there is no journal, and the only index that grows with the rows is one in which every
 * row comes last.
 */
#include "study/merge_schema.h"
#include "study/sqlite_library.h"

#include "base/error.h"
#include "base/log.h"
#include "os/path.h"
#include "output/json.h"
#include "output/target.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WARNINGS 1000 /* of a video; facs has two dozen kinds */

/* Large pages hold some rows of 6 KB each. No locks: nobody else knows the file. */
static const char settings[] = "PRAGMA page_size=65536; PRAGMA cache_size=-8192;"
                               "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                               "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=MEMORY;";

typedef struct merge_sqlite {
    facs_draft draft;
    const facs_merge_plan *plan;
    sqlite3 *db;
    sqlite3_stmt *frame, *video, *warning;
    int64_t rows, before; /* in frames; when the present video began */
} merge_sqlite;

/* ---- Calls ----------------------------------------------------------------------------------- */

/* Turns the state of the database into an error. */
static int fail(const merge_sqlite *m, int result, facs_error *error)
{
    const int number = facs_sqlite.system_errno(m->db);
    if (result == SQLITE_NOMEM)
        return facs_fail_memory(error, "the database");
    if (result == SQLITE_FULL || number > 0)
        return facs_target_fail(m->draft.path, number > 0 ? -number : -ENOSPC, error);
    return facs_fail(error, FACS_ERROR_OUTPUT, -EIO, "%s cannot be written (SQLite: %s)",
                     m->draft.path, m->db ? facs_sqlite.errmsg(m->db) : facs_sqlite.errstr(result));
}

static int execute(const merge_sqlite *m, const char *sql, facs_error *error)
{
    const int result = sql ? facs_sqlite.exec(m->db, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
    return result == SQLITE_OK ? 0 : fail(m, result, error);
}

/* Prepares a statement; takes over sql. */
static int prepare(const merge_sqlite *m, sqlite3_stmt **statement, char *sql, facs_error *error)
{
    const int result = sql ? facs_sqlite.prepare_v2(m->db, sql, -1, statement, NULL) : SQLITE_NOMEM;
    free(sql);
    return result == SQLITE_OK ? 0 : fail(m, result, error);
}

/* Runs a statement that returns no rows. */
static int run(const merge_sqlite *m, sqlite3_stmt *statement, facs_error *error)
{
    const int result = facs_sqlite.step(statement);
    const int reset = facs_sqlite.reset(statement);
    return result == SQLITE_DONE ? 0 : fail(m, reset != SQLITE_OK ? reset : result, error);
}

/* A value that could not be bound is NULL; without memory, SQLite fails at the next step too. */
static void bind_text(sqlite3_stmt *statement, int i, const char *text)
{
    json_t *utf8 = text && *text ? facs_json_text(text) : NULL;
    facs_sqlite.bind_text(statement, i, utf8 ? json_string_value(utf8) : NULL, -1,
                          SQLITE_TRANSIENT);
    json_decref(utf8);
}

/* A negative number is unknown: NULL. */
static void bind_count(sqlite3_stmt *statement, int i, int64_t count)
{
    if (count < 0)
        facs_sqlite.bind_null(statement, i);
    else
        facs_sqlite.bind_int64(statement, i, count);
}

static void bind_json(sqlite3_stmt *statement, int i, const json_t *value)
{
    if (json_is_integer(value))
        facs_sqlite.bind_int64(statement, i, json_integer_value(value));
    else if (json_is_real(value))
        facs_sqlite.bind_double(statement, i, json_real_value(value));
    else
        bind_text(statement, i, json_string_value(value));
}

/* ---- Rows ------------------------------------------------------------------------------------ */

static int write_rows(void *self, const facs_merge_block *block, facs_error *error)
{
    merge_sqlite *m = self;
    const int columns = m->plan->columns.count;
    int status = 0;
    facs_sqlite.bind_int64(m->frame, 1, block->video->id);
    for (int row = 0; status == 0 && row < block->rows; row++) {
        const double *values = block->values + (size_t)row * ((size_t)columns + 1);
        for (int i = 0; i < columns; i++)
            facs_sqlite.bind_double(m->frame, i + 2, values[i]); /* NAN becomes NULL */
        status = run(m, m->frame, error);
    }
    m->rows += block->rows;
    return status;
}

/* Rows are numbered from 1. */
static int undo(void *self, facs_error *error)
{
    merge_sqlite *m = self;
    char sql[80];
    snprintf(sql, sizeof(sql), "DELETE FROM frames WHERE rowid > %lld", (long long)m->before);
    m->rows = m->before;
    return execute(m, sql, error);
}

/* ---- Facts of a video ------------------------------------------------------------------------ */

/* A number of the batch table, or NAME.json's if the table does not have it. */
static void bind_known(sqlite3_stmt *statement, int i, int64_t count, const json_t *otherwise)
{
    if (count >= 0)
        facs_sqlite.bind_int64(statement, i, count);
    else
        bind_json(statement, i, otherwise);
}

/* Returns the place of what follows. */
static int bind_facts(sqlite3_stmt *statement, int i, const facs_merge_video *video)
{
    const facs_batch_row *row = &video->result->row;
    const json_t *frames = json_object_get(video->root, "frames");
    const double read = video->read > 0 ? (double)video->read : (double)NAN;
    bind_text(statement, i++, facs_batch_state_name(row->state));
    bind_text(statement, i++, video->status < 0 ? video->error.text : row->message);
    facs_sqlite.bind_int64(statement, i++, video->rows);
    facs_sqlite.bind_int64(statement, i++, video->dropped);
    bind_known(statement, i++, row->frames, json_object_get(frames, "analyzed"));
    facs_sqlite.bind_double(
        statement, i++, isfinite(row->face_share) ? row->face_share : (double)video->faces / read);
    facs_sqlite.bind_double(statement, i++,
                            isfinite(row->mean_confidence) ? row->mean_confidence
                                                           : video->confidence / read);
    bind_known(statement, i++, row->people, json_object_get(frames, "people"));
    facs_sqlite.bind_double(statement, i++, row->seconds);
    facs_sqlite.bind_double(statement, i++, row->fps);
    return i;
}

static void bind_origin(sqlite3_stmt *statement, int i, const facs_merge_video *video)
{
    static const char *const keys[] = {"width", "height", "frame_rate", "duration"};
    const json_t *input = json_object_get(video->root, "input");
    for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
        bind_json(statement, i++, json_object_get(input, keys[k]));
    bind_json(statement, i++, json_object_get(video->root, "version"));
    bind_text(statement, i, video->result->row.options);
}

static int write_video(const merge_sqlite *m, const facs_merge_video *video, facs_error *error)
{
    int i = 1;
    facs_sqlite.clear_bindings(m->video);
    facs_sqlite.bind_int64(m->video, i++, video->id);
    bind_text(m->video, i++, video->result->row.path);
    bind_text(m->video, i++, video->result->csv);
    for (int k = 0; k < m->plan->path.count; k++) {
        char *value = video->values[k].text
                          ? facs_text_part(video->values[k].text, video->values[k].length)
                          : NULL;
        bind_text(m->video, i++, value);
        free(value);
    }
    i = bind_facts(m->video, i, video);
    bind_origin(m->video, i, video);
    return run(m, m->video, error);
}

static int write_warnings(const merge_sqlite *m, const facs_merge_video *video, facs_error *error)
{
    static const char *const keys[] = {"code", "text", "count", "first_frame", "first_time"};
    const json_t *list = json_object_get(video->root, "warnings");
    int status = 0;
    if (json_array_size(list) > MAX_WARNINGS)
        facs_log_write(&m->plan->options.log, FACS_LOG_WARNING,
                       "%s has %zu warnings, of which the table has the first %d",
                       video->result->json, json_array_size(list), MAX_WARNINGS);
    for (size_t k = 0; status == 0 && k < json_array_size(list) && k < MAX_WARNINGS; k++) {
        facs_sqlite.bind_int64(m->warning, 1, video->id);
        for (int i = 0; i < 5; i++)
            bind_json(m->warning, i + 2, json_object_get(json_array_get(list, k), keys[i]));
        status = run(m, m->warning, error);
    }
    return status;
}

static int end(void *self, const facs_merge_video *video, facs_error *error)
{
    merge_sqlite *m = self;
    m->before = m->rows;
    const int status = write_video(m, video, error);
    return status < 0 ? status : write_warnings(m, video, error);
}

/* ---- The file -------------------------------------------------------------------------------- */

static int write_columns(const merge_sqlite *m, facs_error *error)
{
    sqlite3_stmt *statement = NULL;
    int status = prepare(m, &statement, strdup("INSERT INTO columns VALUES (?,?,?,?,?,?)"), error);
    for (int i = 0; status == 0 && i < m->plan->columns.count; i++) {
        const facs_merge_column *column = &m->plan->columns.list[i];
        bind_text(statement, 1, column->sql);
        bind_text(statement, 2, column->name);
        bind_text(statement, 3, column->unit);
        bind_text(statement, 4, column->meaning);
        bind_count(statement, 5, column->decimals);
        bind_text(statement, 6, column->block);
        status = run(m, statement, error);
    }
    facs_sqlite.finalize(statement);
    return status;
}

/* Closes the database: 0, or an OUTPUT error if what it held back cannot be written. */
static int close_database(merge_sqlite *m, facs_error *error)
{
    if (!m->db)
        return 0;
    facs_sqlite.finalize(m->frame);
    facs_sqlite.finalize(m->video);
    facs_sqlite.finalize(m->warning);
    m->frame = m->video = m->warning = NULL;
    const int result = facs_sqlite.close(m->db);
    m->db = NULL;
    return result == SQLITE_OK ? 0 : fail(m, result, error);
}

static int finish(void *self, facs_error *error)
{
    merge_sqlite *m = self;
    int status = execute(m, "COMMIT", error);
    if (status == 0)
        status = close_database(m, error);
    if (status == 0)
        status = facs_target_finish(&m->draft, error);
    return status < 0 ? status : facs_target_commit_or_keep(&m->draft, error);
}

static void close_sqlite(void *self)
{
    merge_sqlite *m = self;
    close_database(m, NULL);
    facs_draft_remove(&m->draft);
    free(m);
}

/* Only this thread uses it, and nobody else the file: no mutexes, and no locks, which some file
 * systems of clusters do not have. */
static int open_database(merge_sqlite *m, facs_error *error)
{
    /* The second is Windows' for paths of any length. */
    const char *vfs = facs_sqlite.vfs_find("unix-none")        ? "unix-none"
                      : facs_sqlite.vfs_find("win32-longpath") ? "win32-longpath"
                                                               : NULL;
    char *name = facs_path_for_library(m->draft.name);
    if (!name)
        return facs_fail_memory(error, "the database");
    const int result =
        facs_sqlite.open_v2(name, &m->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, vfs);
    free(name);
    return result == SQLITE_OK ? execute(m, settings, error) : fail(m, result, error);
}

static int make_tables(merge_sqlite *m, facs_error *error)
{
    char *schema = facs_merge_schema_create(m->plan);
    int status = execute(m, schema, error);
    free(schema);
    if (status == 0)
        status = execute(m, "BEGIN", error);
    if (status == 0)
        status = write_columns(m, error);
    if (status == 0)
        status = prepare(m, &m->frame, facs_merge_schema_insert_frame(m->plan), error);
    if (status == 0)
        status = prepare(m, &m->video, facs_merge_schema_insert_video(m->plan), error);
    if (status == 0)
        status =
            prepare(m, &m->warning, strdup("INSERT INTO warnings VALUES (?,?,?,?,?,?)"), error);
    return status;
}

int facs_merge_sqlite_check(facs_error *error)
{
    return facs_sqlite_open(error);
}

int facs_merge_sqlite_open(facs_merge_sink *sink, const facs_merge_plan *plan, facs_error *error)
{
    *sink = (facs_merge_sink){.self = NULL};
    int status = facs_sqlite_open(error);
    if (status == 0)
        status = facs_merge_schema_check_columns(plan, error);
    if (status < 0)
        return status;
    merge_sqlite *m = calloc(1, sizeof(*m));
    if (!m)
        return facs_fail_memory(error, "the database");
    m->plan = plan;
    *sink = (facs_merge_sink){.self = m,
                              .rows = write_rows,
                              .undo = undo,
                              .end = end,
                              .finish = finish,
                              .close = close_sqlite};
    status = facs_target_open(&m->draft, plan->output, error);
    if (status == 0)
        status = open_database(m, error);
    return status < 0 ? status : make_tables(m, error);
}
