#include "status.h"

#include "args.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOCK_TRIES    20
#define LOCK_PAUSE_MS 50 /* others hold the folder's lock while they rename a few files */

#define LINE_BYTES 4096 /* of the first line of JSON lines, which has 200 */

/* ---- Rows ------------------------------------------------------------------------------------ */

typedef struct reading {
    facs_status *status;
    facs_status_row row;
    void *opaque;
    int is_wrong; /* 1: out of memory */
} reading;

/* Replaces a text by a copy of another. */
static int keep(char **text, const char *value)
{
    free(*text);
    *text = strdup(value);
    return *text ? 0 : -ENOMEM;
}

static void count_state(facs_batch_totals *totals, facs_batch_state state)
{
    totals->inputs++;
    totals->done += state == FACS_BATCH_DONE || state == FACS_BATCH_WARNED ||
                    state == FACS_BATCH_SKIPPED; /* by an earlier run */
    totals->failed += state == FACS_BATCH_FAILED;
    totals->skipped += state == FACS_BATCH_SKIPPED;
    totals->left += state == FACS_BATCH_LEFT;
}

static int keep_newest(facs_status *s, const facs_batch_row *row)
{
    if (row->state == FACS_BATCH_FAILED || row->state == FACS_BATCH_LEFT || !*row->results ||
        (s->finished && strcmp(row->finished, s->finished) < 0))
        return 0;
    const int wrong = keep(&s->path, row->path) | keep(&s->results, row->results) |
                      keep(&s->finished, row->finished);
    return wrong ? -ENOMEM : 0;
}

static int take_row(void *opaque, const facs_batch_row *row)
{
    reading *r = opaque;
    facs_status *s = r->status;
    int status = keep_newest(s, row);
    if (row->state == FACS_BATCH_LEFT && s->totals.left < FACS_LEFT_SHOWN && status == 0)
        status = keep(&s->left[s->totals.left], row->path);
    if (row->state == FACS_BATCH_FAILED && status == 0)
        status = facs_reasons_add(&s->failures, row->path, row->message);
    const int warned =
        row->state == FACS_BATCH_WARNED || (row->state == FACS_BATCH_SKIPPED && row->message[0]);
    if (warned && status == 0)
        status = facs_reasons_add(&s->warnings, row->path, row->message);
    count_state(&s->totals, row->state);
    if (row->frames > 0)
        s->totals.frames += row->frames;
    if (row->frames > 0 && !isnan(row->face_share)) {
        s->rows += (double)row->frames;
        s->face_rows += (double)row->frames * row->face_share;
    }
    s->totals.seconds += row->seconds > 0 ? row->seconds : 0;
    if (r->row)
        r->row(r->opaque, row);
    r->is_wrong = status < 0;
    return status;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static int is_journal(const char *name)
{
    static const char begin[] = "facs-batch";
    return strncmp(name, begin, strlen(begin)) == 0 && facs_text_ends_with(name, ".jsonl");
}

/* Reads when and where a run was started from the first line of its JSON lines. */
static void read_start(facs_status_run *run, int handle)
{
    char line[LINE_BYTES];
    const int64_t length = facs_handle_read_at(handle, line, sizeof(line), 0);
    const char *end = length > 0 ? memchr(line, '\n', (size_t)length) : NULL;
    json_t *root = end ? json_loadb(line, (size_t)(end - line), 0, NULL) : NULL;
    const json_t *batch = json_object_get(root, "batch");
    const char *started = json_string_value(json_object_get(batch, "started"));
    const char *host = json_string_value(json_object_get(batch, "host"));
    run->started = started ? strdup(started) : NULL;
    run->host = host ? strdup(host) : NULL;
    json_decref(root);
}

/* A run holds a lock on its journal. folder_is_ours: nobody begins or ends a run meanwhile, who
 * would be disturbed by our lock. */
static int look_at(facs_status_run *run, const char *folder, int folder_is_ours)
{
    char *path = facs_path_join(folder, run->journal);
    const int handle = path ? facs_handle_open(path, FACS_OPEN_READ_NOW) : -ENOMEM;
    free(path);
    if (handle < 0)
        return handle;
    read_start(run, handle);
    const int locked = folder_is_ours ? facs_handle_lock(handle) : -EWOULDBLOCK;
    run->running = locked == -EWOULDBLOCK ? 1 : locked == 0 ? 0 : -1;
    facs_handle_close(handle);
    return 0;
}

/* Returns the handle of the folder, and whether it has the lock. */
static int lock_folder(const char *folder, int *has_lock)
{
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    *has_lock = 0;
    for (int i = 0; handle >= 0 && i < LOCK_TRIES && !*has_lock; i++) {
        if (i > 0)
            facs_clock_sleep_ms(LOCK_PAUSE_MS);
        *has_lock = facs_handle_lock(handle) != -EWOULDBLOCK;
    }
    return handle;
}

static int find_runs(facs_status *s, const char *folder)
{
    char **names;
    int has_lock;
    const int count = facs_path_list(folder, is_journal, &names);
    if (count <= 0)
        return count;
    s->runs = calloc((size_t)count, sizeof(*s->runs));
    const int lock = s->runs ? lock_folder(folder, &has_lock) : -ENOMEM;
    for (int i = 0; s->runs && i < count; i++) {
        facs_status_run *run = &s->runs[s->run_count];
        run->journal = strdup(names[i]);
        if (run->journal && look_at(run, folder, lock >= 0 && has_lock) == 0) {
            s->run_count++;
        } else { /* it has ended by now */
            free(run->journal);
            run->journal = NULL;
        }
    }
    facs_names_free(names, count);
    if (lock >= 0)
        facs_handle_close(lock);
    return s->runs ? 0 : -ENOMEM;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static int say(facs_error *error, int status, const char *format, const char *folder)
{
    error->kind = FACS_ERROR_INPUT;
    snprintf(error->text, sizeof(error->text), format, folder);
    return status;
}

int facs_status_read(facs_status *s, const char *folder, facs_status_row row, void *opaque,
                     facs_error *error)
{
    reading r = {.status = s, .row = row, .opaque = opaque};
    *s = (facs_status){.totals.size = sizeof(s->totals)};
    const facs_file_kind kind = facs_path_kind(folder);
    if (kind == FACS_NO_FILE)
        return say(error, -ENOENT, "%s: there is no such folder", folder);
    if (kind != FACS_FOLDER)
        return say(error, -ENOTDIR, "%s is not a folder: give the one with the results", folder);
    int status = find_runs(s, folder); /* first: a run that ends now is in the table afterwards */
    if (status == 0)
        status = facs_status_find_shards(s, folder);
    if (status < 0)
        return say(error, status, "%s: the folder cannot be read", folder);
    status = facs_batch_read(folder, take_row, &r, error);
    if (status == -ENOENT)
        return say(
            error, status,
            "%s has no batch table (facs-batch.csv), which facs extract writes there when it "
            "is given several inputs, a folder or a list",
            folder);
    if (r.is_wrong)
        return say(error, -ENOMEM, "out of memory for the state of %s", folder);
    s->totals.warned = s->warnings.inputs;
    facs_reasons_sort(&s->failures);
    facs_reasons_sort(&s->warnings);
    return status;
}

void facs_status_free(facs_status *s)
{
    facs_reasons_free(&s->failures);
    facs_reasons_free(&s->warnings);
    for (int i = 0; i < FACS_LEFT_SHOWN; i++)
        free(s->left[i]);
    free(s->path);
    free(s->results);
    free(s->finished);
    for (int i = 0; i < s->run_count; i++) {
        free(s->runs[i].journal);
        free(s->runs[i].started);
        free(s->runs[i].host);
    }
    free(s->runs);
    *s = (facs_status){.run_count = 0};
}
