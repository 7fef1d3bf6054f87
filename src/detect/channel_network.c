#include "detect/channel_network.h"

#include "base/cpu.h"
#include "os/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The last rows of a map, and room for the next two: row i is at i % size. */
typedef struct ring {
    float *rows;
    size_t step;     /* floats between rows */
    int size, count; /* rows it holds; rows so far */
} ring;

/* A layer with its sizes for this picture. */
typedef struct stage {
    const facs_channel_layer *layer;
    int in_height, width, height; /* of the input; of the convolution's output */
    int out_width, out_height;    /* after pooling */
    ring in, sums;                /* sums: the convolution's output, if it is pooled */
} stage;

struct facs_channel_run {
    const facs_channel_network *network;
    int count;
    stage stage[FACS_CHANNEL_LAYERS];
    ring output;
    const facs_channel_kernels *kernels;
    facs_channel_sink *sink;
    void *opaque;
    float *memory, *work;
};

static float *ring_row(const ring *r, int i)
{
    return r->rows + r->step * (size_t)(i % r->size);
}

/* ---- Sizes ----------------------------------------------------------------------------------- */

/* Rounds as OpenFace's CNN_utils.cpp does: the border may truncate the last window. */
static int pooled_side(const facs_channel_layer *layer, int side)
{
    return layer->pool ? (2 * (side - layer->pool) + layer->stride) / (2 * layer->stride) + 1
                       : side;
}

int facs_channel_network_side(const facs_channel_network *network, int layers, int side)
{
    for (int i = 0; i < layers && side > 0; i++) {
        const facs_channel_layer *layer = &network->layer[i];
        side = side - layer->kernel_width + 1;
        side = side < 1 || side < layer->pool ? 0 : pooled_side(layer, side);
    }
    return side;
}

int facs_channel_run_side(const facs_channel_run *run, int side)
{
    return facs_channel_network_side(run->network, run->count, side);
}

/* ---- Memory ---------------------------------------------------------------------------------- */

/* Gives the ring size rows; memory may be NULL. Returns their floats. */
static size_t set_ring(ring *r, float *memory, int size, int width, int maps)
{
    /* One extra place: pairs of rows read it if their width is odd. */
    r->step = ((size_t)(width + 1) * (size_t)maps + FACS_CHANNEL_SLACK + 15) / 16 * 16;
    r->size = size;
    r->rows = memory;
    return r->step * (size_t)size;
}

static size_t work_of(const facs_channel_layer *layer)
{
    const size_t maps = (size_t)layer->in_maps + (size_t)layer->out_maps;
    return layer->transformed ? 16 * (FACS_CHANNEL_TILES * maps + 4 * FACS_CHANNEL_SLACK) : 0;
}

/* Divides memory for pictures of this width. Returns the floats that takes; NULL: only that. */
static size_t share_out(facs_channel_run *run, float *memory, int width)
{
    size_t total = 0, work = 0;
#define NEXT (memory ? memory + total : NULL)
    for (int i = 0; i < run->count; i++) {
        stage *s = &run->stage[i];
        const facs_channel_layer *layer = s->layer;
        const int rows = layer->transformed ? 4 : layer->kernel_height;
        total += set_ring(&s->in, NEXT, rows + 1, width, layer->in_maps);
        width = width > layer->kernel_width ? width - layer->kernel_width + 1 : 1;
        if (layer->pool)
            total += set_ring(&s->sums, NEXT, layer->pool + 1, width, layer->out_maps);
        width = width > layer->pool ? pooled_side(layer, width) : 1;
        work = work_of(layer) > work ? work_of(layer) : work;
    }
    total += set_ring(&run->output, NEXT, 2, width, run->stage[run->count - 1].layer->out_maps);
    run->work = NEXT;
#undef NEXT
    return total + work;
}

const facs_channel_kernels *facs_channel_kernels_choose(void)
{
    return facs_cpu_is_fast() ? &FACS_FAST(facs_channel_kernels) : &facs_channel_kernels_portable;
}

int facs_channel_run_open(facs_channel_run **out, const facs_channel_network *network, int layers,
                          int max_width)
{
    *out = NULL;
    facs_channel_run *run = calloc(1, sizeof(*run));
    if (!run)
        return -ENOMEM;
    run->network = network;
    run->count = layers;
    for (int i = 0; i < layers; i++)
        run->stage[i].layer = &network->layer[i];
    run->kernels = facs_channel_kernels_choose();
    const size_t bytes = share_out(run, NULL, max_width) * sizeof(float);
    run->memory = facs_aligned_alloc(FACS_CHANNEL_ALIGNMENT, bytes);
    if (!run->memory) {
        facs_channel_run_close(&run);
        return -ENOMEM;
    }
    memset(run->memory, 0, bytes);
    share_out(run, run->memory, max_width);
    *out = run;
    return 0;
}

void facs_channel_run_close(facs_channel_run **run)
{
    if (!*run)
        return;
    facs_aligned_free((*run)->memory);
    free(*run);
    *run = NULL;
}

/* ---- Rows ------------------------------------------------------------------------------------ */

void facs_channel_run_start(facs_channel_run *run, int width, int height, facs_channel_sink *sink,
                            void *opaque)
{
    run->sink = sink;
    run->opaque = opaque;
    run->output.count = 0;
    for (int i = 0; i < run->count; i++) {
        stage *s = &run->stage[i];
        s->in.count = s->sums.count = 0;
        s->in_height = height;
        s->width = width - s->layer->kernel_width + 1;
        s->height = height - s->layer->kernel_height + 1;
        s->out_width = width = pooled_side(s->layer, s->width);
        s->out_height = height = pooled_side(s->layer, s->height);
    }
}

/* Returns the ring for the rows of stage i - 1. */
static ring *ring_of(facs_channel_run *run, int i)
{
    return i == run->count ? &run->output : &run->stage[i].in;
}

static void take(facs_channel_run *run, int i);

/* Pools the rows that the newest sums complete; a last window may be truncated. */
static void pool_rows(facs_channel_run *run, int i)
{
    const stage *s = &run->stage[i];
    ring *to = ring_of(run, i + 1);
    const float *rows[FACS_CHANNEL_KERNEL];

    while (to->count < s->out_height) {
        const int first = to->count * s->layer->stride, end = first + s->layer->pool;
        const int last = (end < s->height ? end : s->height) - 1;
        if (last > s->sums.count - 1)
            return;
        for (int y = 0; y < s->layer->pool; y++)
            rows[y] = ring_row(&s->sums, first + y < last ? first + y : last);
        run->kernels->maxima(s->layer, rows, s->width, s->out_width, ring_row(to, to->count));
        take(run, i + 1);
    }
}

/* Computes the rows of sums that stage i's newest row completes: two, one, or none. */
static int make_sums(facs_channel_run *run, int i, ring *to)
{
    const stage *s = &run->stage[i];
    const int pairs = s->layer->transformed != NULL, size = s->layer->kernel_height;
    const int single = pairs && s->in.count == s->in_height && s->in.count % 2 == 1;
    const int first = s->in.count - (pairs && !single ? size + 1 : size);
    const float *rows[FACS_CHANNEL_KERNEL];

    if (first < 0 || (pairs && !single && s->in.count % 2 == 1))
        return 0;
    for (int k = 0; k < (pairs ? 4 : size); k++)
        rows[k] = ring_row(&s->in, first + k < s->in.count ? first + k : s->in.count - 1);
    if (!pairs) {
        run->kernels->row(s->layer, rows, s->width, ring_row(to, to->count));
        return 1;
    }
    float *const outputs[2] = {ring_row(to, to->count), ring_row(to, to->count + 1)};
    run->kernels->pair(s->layer, rows, s->width, run->work, outputs);
    return single ? 1 : 2;
}

/* Handles a new row of stage i. */
static void take(facs_channel_run *run, int i)
{
    ring_of(run, i)->count++;
    if (i == run->count) {
        const int y = run->output.count - 1;
        run->sink(run->opaque, y, ring_row(&run->output, y));
        return;
    }
    stage *s = &run->stage[i];
    if (s->layer->pool) {
        s->sums.count += make_sums(run, i, &s->sums);
        pool_rows(run, i);
        return;
    }
    for (int made = make_sums(run, i, ring_of(run, i + 1)); made > 0; made--)
        take(run, i + 1);
}

float *facs_channel_run_row(facs_channel_run *run)
{
    return ring_row(&run->stage[0].in, run->stage[0].in.count);
}

void facs_channel_run_take(facs_channel_run *run)
{
    take(run, 0);
}
