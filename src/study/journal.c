#include "study/journal.h"

#include "base/error.h"
#include "os/clock.h"
#include "output/json.h"
#include "output/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_JOURNALS 10000        /* runs at a time in one folder */
#define MAX_LINE     (256 * 1024) /* bytes, as of a record of the table */
#define BUFFER       (64 * 1024)  /* bytes of lines written together */
#define SYNC_MS      200

/* ---- Files ----------------------------------------------------------------------------------- */

int facs_journal_is(const char *name, const char *base)
{
    const size_t length = strlen(base);
    if (strncmp(name, base, length) != 0)
        return 0;
    name += length;
    if (name[0] == '.' && name[1] >= '1' && name[1] <= '9')
        name += 1 + strspn(name + 1, "0123456789");
    return strcmp(name, ".jsonl") == 0;
}

static int fail(const facs_journal *journal, int status, facs_error *error)
{
    return facs_target_fail(journal->file.path, status, error);
}

/* Returns a locked handle or -errno: -EEXIST if the name is taken, or was taken away meanwhile. */
static int open_new(const char *path)
{
    const int handle = facs_handle_open(path, FACS_OPEN_NEW);
    if (handle < 0)
        return handle;
    const int status = facs_handle_lock(handle);
    if ((status == 0 || status == -ENOLCK) && facs_draft_is_name_of(path, handle))
        return handle;
    facs_handle_close(handle);
    return status == 0 || status == -ENOLCK || status == -EWOULDBLOCK ? -EEXIST : status;
}

int facs_journal_open(facs_journal *journal, const char *base, facs_error *error)
{
    const size_t size = strlen(base) + 32;
    char *path = malloc(size);
    *journal = FACS_NO_JOURNAL;
    if (!path)
        return facs_fail_memory(error, "the batch's journal");
    int handle = -EEXIST;
    for (int n = 1; n <= MAX_JOURNALS && handle == -EEXIST; n++) {
        snprintf(path, size, n > 1 ? "%s.%d.jsonl" : "%s.jsonl", base, n);
        handle = open_new(path);
    }
    journal->file = (facs_draft){.path = path, .handle = handle < 0 ? -1 : handle};
    if (handle >= 0)
        return 0;
    fail(journal, handle, error);
    facs_journal_close(journal);
    return handle;
}

void facs_journal_close(facs_journal *journal)
{
    facs_draft_close(&journal->file);
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Returns a line, allocated, and releases object. NULL without memory. */
static char *line_of(json_t *object)
{
    char *text = object ? json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    const size_t length = text ? strlen(text) : 0;
    char *line = text ? realloc(text, length + 2) : NULL;
    json_decref(object);
    if (!line)
        free(text);
    else
        memcpy(line + length, "\n", 2);
    return line;
}

static void set_whole(json_t **object, const char *key, int64_t value)
{
    if (value >= 0)
        facs_json_set(object, key, json_integer((json_int_t)value));
}

static void set_real(json_t **object, const char *key, double value)
{
    if (isfinite(value))
        facs_json_set(object, key, json_real(value));
}

static void set_text(json_t **object, const char *key, const char *value)
{
    if (*value)
        facs_json_set(object, key, facs_json_text(value));
}

/* What is not known is left out. */
static json_t *row_object(const facs_batch_row *row)
{
    json_t *object = json_object();
    facs_json_set_name(&object, "path", row->path);
    facs_json_set(&object, "state", json_string(facs_batch_state_name(row->state)));
    set_text(&object, "message", row->message);
    set_whole(&object, "frames", row->frames);
    set_real(&object, "face_share", row->face_share);
    set_real(&object, "mean_confidence", row->mean_confidence);
    set_whole(&object, "people", row->people);
    set_real(&object, "seconds", row->seconds);
    set_real(&object, "fps", row->fps);
    set_text(&object, "options", row->options);
    if (*row->results)
        facs_json_set_name(&object, "results", row->results);
    set_whole(&object, "bytes", row->bytes);
    set_text(&object, "modified", row->modified);
    set_text(&object, "finished", row->finished);
    set_text(&object, "host", row->host);
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        set_real(&object, facs_batch_figure_table[i].name, facs_batch_figure_of(row, i));
    return object;
}

/* Lines that are written together. */
typedef struct lines {
    facs_journal *journal;
    char *text; /* BUFFER bytes */
    size_t length;
} lines;

static int flush(lines *l, facs_error *error)
{
    const int status = facs_draft_write(&l->journal->file, l->text, l->length);
    l->length = 0;
    return status < 0 ? fail(l->journal, status, error) : 0;
}

/* Takes over object. */
static int put(lines *l, json_t *object, facs_error *error)
{
    char *line = line_of(object);
    int status = line ? 0 : facs_fail_memory(error, "a line of the batch's journal");
    const size_t length = line ? strlen(line) : 0;
    if (status == 0 && l->length + length > BUFFER)
        status = flush(l, error);
    if (status == 0 && length > BUFFER) {
        status = facs_draft_write(&l->journal->file, line, length);
        status = status < 0 ? fail(l->journal, status, error) : 0;
    } else if (status == 0) {
        memcpy(l->text + l->length, line, length);
        l->length += length;
    }
    free(line);
    return status;
}

static json_t *first_object(const facs_journal_start *start, const char *now)
{
    return json_pack("{s:{s:s, s:s, s:s, s:o, s:s, s:I}}", "batch", "program", "facs", "version",
                     facs_version(), "started", now, "host", facs_json_text(start->host), "options",
                     start->options, "inputs", (json_int_t)facs_study_count(start->study));
}

/* Whether the row that an earlier run wrote stays for now. */
static int is_known(const facs_journal_start *start, const char *path)
{
    const facs_batch_row *row = start->resume ? facs_batch_rows_find(start->before, path) : NULL;
    return row && row->state != FACS_BATCH_LEFT && strcmp(row->options, start->options) == 0 &&
           !(row->state == FACS_BATCH_FAILED && start->retry_failed);
}

static int put_all(lines *l, const facs_journal_start *start, facs_error *error)
{
    char now[FACS_TIME_SIZE];
    facs_batch_row row = facs_batch_row_unknown();
    const int64_t count = facs_study_count(start->study);
    facs_batch_now(now);
    row.finished = now;
    int status = put(l, first_object(start, now), error);
    for (int64_t i = 0; i < count && status == 0; i++) {
        facs_study_input input = {.size = sizeof(input)};
        status = facs_study_get(start->study, i, &input);
        row.path = input.path;
        row.bytes = input.bytes;
        if (status == 0 && !is_known(start, row.path))
            status = put(l, row_object(&row), error);
    }
    return status < 0 ? status : flush(l, error);
}

int facs_journal_begin(facs_journal *journal, const facs_journal_start *start, facs_error *error)
{
    lines l = {.journal = journal, .text = malloc(BUFFER)};
    int status =
        l.text ? put_all(&l, start, error) : facs_fail_memory(error, "the batch's journal");
    free(l.text);
    if (status == 0) {
        status = facs_draft_sync(&journal->file);
        status = status < 0 ? fail(journal, status, error) : 0;
    }
    return status;
}

int facs_journal_add(facs_journal *journal, const facs_batch_row *row, facs_error *error)
{
    char *line = line_of(row_object(row));
    if (!line)
        return facs_fail_memory(error, "a line of the batch's journal");
    int status = facs_draft_write(&journal->file, line, strlen(line));
    const double now = facs_clock_ms();
    if (status == 0 && now - journal->synced_ms >= SYNC_MS) {
        status = facs_draft_sync(&journal->file);
        journal->synced_ms = now;
    }
    free(line);
    return status < 0 ? fail(journal, status, error) : 0;
}

/* ---- Reading --------------------------------------------------------------------------------- */

static int take_whole(const json_t *object, const char *key, int64_t *value)
{
    const json_t *number = json_object_get(object, key);
    if (!number)
        return 0;
    const json_int_t whole = json_integer_value(number);
    if (!json_is_integer(number) || whole < 0 || whole > FACS_BATCH_MAX_WHOLE)
        return -EINVAL;
    *value = (int64_t)whole;
    return 0;
}

static int take_real(const json_t *object, const char *key, double *value)
{
    const json_t *number = json_object_get(object, key);
    if (!number)
        return 0;
    if (!json_is_number(number) || json_number_value(number) < 0)
        return -EINVAL;
    *value = json_number_value(number);
    return 0;
}

static int take_text(const json_t *object, const char *key, const char **value)
{
    const json_t *text = json_object_get(object, key);
    if (text && !json_is_string(text))
        return -EINVAL;
    *value = text ? json_string_value(text) : "";
    return 0;
}

/* -EINVAL: this is not a row; -ENOMEM. */
static int take_row(facs_batch_rows *rows, const json_t *object)
{
    facs_batch_row row = facs_batch_row_unknown();
    char *path = facs_json_get_name(object, "path");
    char *results =
        json_object_get(object, "results") ? facs_json_get_name(object, "results") : strdup("");
    int status = path && *path && results ? 0 : -EINVAL;
    if (facs_batch_state_from_name(json_string_value(json_object_get(object, "state")),
                                   &row.state) < 0 ||
        take_text(object, "message", &row.message) < 0 ||
        take_whole(object, "frames", &row.frames) < 0 ||
        take_real(object, "face_share", &row.face_share) < 0 ||
        take_real(object, "mean_confidence", &row.mean_confidence) < 0 ||
        take_whole(object, "people", &row.people) < 0 ||
        take_real(object, "seconds", &row.seconds) < 0 || take_real(object, "fps", &row.fps) < 0 ||
        take_text(object, "options", &row.options) < 0 ||
        take_whole(object, "bytes", &row.bytes) < 0 ||
        take_text(object, "modified", &row.modified) < 0 ||
        take_text(object, "finished", &row.finished) < 0 ||
        take_text(object, "host", &row.host) < 0)
        status = -EINVAL;
    for (int i = 0; i < FACS_BATCH_FIGURES; i++)
        if (take_real(object, facs_batch_figure_table[i].name, facs_batch_figure_in(&row, i)) < 0)
            status = -EINVAL;
    row.path = path;
    row.results = results;
    if (status == 0)
        status = facs_batch_rows_add(rows, &row);
    free(path);
    free(results);
    return status;
}

/* 0, -EINVAL or -ENOMEM. first: the line with the facts of the run. */
static int take_line(facs_batch_rows *rows, const char *line, size_t length, int first)
{
    json_t *object = json_loadb(line, length, 0, NULL);
    int status = -EINVAL;
    if (json_is_object(object))
        status = first && json_object_get(object, "batch") ? 0 : take_row(rows, object);
    json_decref(object);
    return status;
}

/* Reads the next line into line, MAX_LINE bytes. Returns its length, 0 at the end, -EINVAL if it is
 * longer, or another negative errno. */
static int read_line(FILE *stream, char *line)
{
    int length = 0, c;
    while ((c = getc(stream)) != EOF) {
        if (length == MAX_LINE)
            return -EINVAL;
        line[length++] = (char)c;
        if (c == '\n')
            break;
    }
    return ferror(stream) ? -EIO : length;
}

/* A crash of the machine may leave any bytes at the end, so what counts as damage is only a line
 * that is followed by another. */
static int read_lines(facs_batch_rows *rows, FILE *stream, char *line, int64_t *number)
{
    int status = 0, length;
    while ((length = read_line(stream, line)) > 0) {
        if (status < 0)
            return status;
        status = take_line(rows, line, (size_t)length, ++*number == 1);
        if (status == -ENOMEM)
            return status;
    }
    *number += length == -EINVAL;
    return length;
}

int facs_journal_read(facs_batch_rows *rows, const char *path, facs_error *error)
{
    int64_t number = 0;
    FILE *stream = facs_path_regular_stream(path);
    int status = stream ? 0 : -errno;
    if (!stream)
        return facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", path,
                         facs_strerror(status));
    char *line = malloc(MAX_LINE);
    status = line ? read_lines(rows, stream, line, &number) : -ENOMEM;
    free(line);
    fclose(stream);
    if (status == -ENOMEM)
        return facs_fail_memory(error, "the batch's journal");
    if (status == -EINVAL)
        return facs_fail(error, FACS_ERROR_INPUT, status,
                         "%s: line %lld is damaged: mend this journal of a batch, or move it away",
                         path, (long long)number);
    return status < 0 ? facs_fail(error, FACS_ERROR_INPUT, status, "%s cannot be read (%s)", path,
                                  facs_strerror(status))
                      : 0;
}
