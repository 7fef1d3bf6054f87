#include "study/merge_run.h"

#include "study/merge_rows.h"

#include "base/error.h"
#include "base/log.h"
#include "base/queue.h"
#include "os/clock.h"
#include "os/thread.h"

#include <errno.h>
#include <stdlib.h>

#define BLOCKS      4
#define BLOCK_BYTES ((size_t)512 << 10) /* of numbers */
#define PAUSE_MS    100                 /* between two calls of progress */

typedef struct merge {
    const facs_merge_plan *plan;
    const facs_merge_sink *sink;
    facs_merge_outcome *outcome;
    facs_merge_block blocks[BLOCKS];
    facs_queue *empty, *full; /* of pointers to blocks */
    facs_thread thread;
    facs_merge_video *unfinished; /* at which the reading thread stopped */
    int read_status;              /* of that thread, with its error */
    facs_error read_error;
    double last_ms; /* when progress was called last */
} merge;

/* ---- The thread that reads ------------------------------------------------------------------- */

static int get_block(void *opaque, facs_merge_block **block)
{
    const merge *m = opaque;
    return facs_queue_pop(m->empty, block, -1);
}

static int put_block(void *opaque, facs_merge_block *block)
{
    const merge *m = opaque;
    return facs_queue_push(m->full, &block, 0);
}

static void free_video(facs_merge_video *video)
{
    if (!video)
        return;
    json_decref(video->root);
    free(video->path);
    free(video);
}

static void *read_all(void *opaque)
{
    merge *m = opaque;
    const facs_merge_list *list = &m->plan->list;
    const facs_merge_rows rows = {
        .plan = m->plan, .sink = m->sink, .blocks = {get_block, put_block, m}};
    int status = 0;
    for (size_t i = 0; status == 0 && i < list->count; i++) {
        facs_merge_video *video = calloc(1, sizeof(*video));
        if (!video) {
            status = facs_fail_memory(&m->read_error, "a result");
            break;
        }
        video->result = &list->results[i];
        video->id = (int64_t)i + 1;
        status = facs_merge_rows_read(&rows, video, &m->read_error);
        if (status < 0)
            m->unfinished = video; /* the other thread may still write rows of it */
    }
    m->read_status = status;
    facs_queue_finish_send(m->full);
    return NULL;
}

/* ---- The thread that writes ------------------------------------------------------------------ */

static int call_progress(merge *m, facs_error *error)
{
    return facs_merge_progress(m->plan, &m->outcome->summary, &m->last_ms, error);
}

/* A video's last block was written. */
static int end_video(merge *m, facs_merge_video *video, facs_error *error)
{
    int status = 0;
    if (video->status < 0) {
        facs_log_write(&m->plan->options.log, FACS_LOG_WARNING, "%s; it is left out",
                       video->error.text);
        m->outcome->summary.left_out++;
        video->rows = video->dropped = 0;
        status = m->sink->undo(m->sink->self, error);
    } else if (!video->result->csv) {
        m->outcome->summary.missing++;
    } else {
        m->outcome->summary.videos++;
        m->outcome->foreign += !video->root;
    }
    if (!video->matched && m->outcome->unmatched++ == 0)
        m->outcome->unmatched_path = video->result->row.path;
    m->outcome->summary.rows += video->rows;
    m->outcome->summary.dropped += video->dropped;
    if (status == 0)
        status = m->sink->end(m->sink->self, video, error);
    return status;
}

static int write_block(merge *m, facs_merge_block *block, facs_error *error)
{
    int status = block->rows > 0 ? m->sink->rows(m->sink->self, block, error) : 0;
    if (status == 0 && block->last)
        status = end_video(m, block->video, error);
    return status;
}

/* Takes blocks until the reading thread has finished. After a failure nothing more is written, and
 * that thread gets no more blocks. */
static int write_all(merge *m, facs_error *error)
{
    facs_merge_block *block;
    int status = 0, popped;
    while ((popped = facs_queue_pop(m->full, &block, PAUSE_MS)) == 0 || popped == -EAGAIN) {
        if (popped == -EAGAIN) { /* a file whose rows nobody wants */
            if (status == 0 && (status = call_progress(m, error)) < 0)
                facs_queue_cancel(m->empty);
            continue;
        }
        if (status == 0)
            status = write_block(m, block, error);
        if (block->last)
            free_video(block->video);
        if (status == 0)
            status = call_progress(m, error);
        if (status < 0)
            facs_queue_cancel(m->empty);
        else
            facs_queue_push(m->empty, &block, 0); /* has room for all of them */
    }
    return status;
}

/* ---- The two together ------------------------------------------------------------------------ */

static int open_blocks(merge *m, facs_error *error)
{
    const size_t row = ((size_t)m->plan->columns.count + 1) * sizeof(double);
    const int room = BLOCK_BYTES / row > 1 ? (int)(BLOCK_BYTES / row) : 1;
    int status = facs_queue_open(&m->empty, sizeof(facs_merge_block *), BLOCKS, SIZE_MAX);
    if (status == 0)
        status = facs_queue_open(&m->full, sizeof(facs_merge_block *), BLOCKS, SIZE_MAX);
    for (int i = 0; status == 0 && i < BLOCKS; i++) {
        facs_merge_block *block = &m->blocks[i];
        block->room = m->sink->put ? 1 : room;
        block->values = malloc((size_t)block->room * row);
        status = block->values ? facs_queue_push(m->empty, &block, 0) : -ENOMEM;
    }
    return status < 0 ? facs_fail_memory(error, "the rows") : 0;
}

static void close_blocks(merge *m)
{
    facs_queue_close(&m->empty);
    facs_queue_close(&m->full);
    for (int i = 0; i < BLOCKS; i++) {
        free(m->blocks[i].values);
        free(m->blocks[i].text);
    }
    free_video(m->unfinished);
}

static int run(merge *m, facs_error *error)
{
    int status = facs_thread_start(&m->thread, read_all, m);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "no thread could be started (%s)",
                         facs_strerror(status));
    status = write_all(m, error);
    facs_thread_join(m->thread);
    if (status == 0 && m->read_status < 0) {
        status = m->read_status;
        if (error)
            *error = m->read_error;
    }
    return status;
}

int facs_merge_progress(const facs_merge_plan *plan, const facs_merge_summary *summary,
                        double *last_ms, facs_error *error)
{
    const double now = facs_clock_ms();
    if (!plan->options.progress || now - *last_ms < PAUSE_MS)
        return 0;
    *last_ms = now;
    if (plan->options.progress(plan->options.opaque, summary->videos, summary->rows) == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped");
}

int facs_merge_run(const facs_merge_plan *plan, const facs_merge_sink *sink,
                   facs_merge_outcome *outcome, facs_error *error)
{
    merge m = {.plan = plan, .sink = sink, .outcome = outcome};
    int status = open_blocks(&m, error);
    if (status == 0)
        status = run(&m, error);
    close_blocks(&m);
    return status;
}
