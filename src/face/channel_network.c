#include "face/channel_network.h"

#include "base/cpu.h"

#include <errno.h>
#include <stdlib.h>

/* A layer with its sizes for this picture, and the last rows that its kernel and its maxima need:
   row i is at i % kernel_height, i % pool. */
typedef struct stage {
    const facs_channel_layer *layer;
    int in_rows;                         /* that have come */
    int width;                           /* of the convolution's output */
    int height, rows;                    /* likewise: in all, and made so far */
    int out_width, out_height, out_rows; /* after the maxima */
    float *in, *sums;
    size_t in_step, sums_step; /* floats from row to row */
} stage;

struct facs_channel_run {
    int count;
    stage stage[FACS_CHANNEL_LAYERS];
    facs_channel_row *make_row;
    facs_channel_sink *sink;
    void *opaque;
    float *memory, *output; /* output: one row */
};

/* ---- Sizes ---------------------------------------------------------------------------------- */

/* As OpenFace's CNN_utils.cpp rounds: the last window may be cut by the border. */
static int pooled_side(const facs_channel_layer *layer, int side)
{
    return layer->pool ? (2 * (side - layer->pool) + layer->stride) / (2 * layer->stride) + 1
                       : side;
}

static int out_side(const facs_channel_layer *layer, int kernel, int side)
{
    int sums = side - kernel + 1;
    return sums < 1 || sums < layer->pool ? 0 : pooled_side(layer, sums);
}

int facs_channel_run_side(const facs_channel_run *run, int side)
{
    for (int i = 0; i < run->count && side > 0; i++)
        side = out_side(run->stage[i].layer, run->stage[i].layer->kernel_width, side);
    return side;
}

/* ---- Memory --------------------------------------------------------------------------------- */

static size_t row_floats(int width, int maps)
{
    return ((size_t)width * (size_t)maps + FACS_CHANNEL_SLACK + 7) / 8 * 8;
}

/* Steps of the rows for pictures of that width; the floats of all of them. */
static size_t measure(facs_channel_run *run, int width)
{
    size_t total = 0;
    for (int i = 0; i < run->count; i++) {
        stage *s = &run->stage[i];
        const facs_channel_layer *layer = s->layer;
        s->in_step = row_floats(width, layer->in_maps);
        width = width > layer->kernel_width ? width - layer->kernel_width + 1 : 1;
        s->sums_step = layer->pool ? row_floats(width, layer->out_maps) : 0;
        total += s->in_step * (size_t)layer->kernel_height + s->sums_step * (size_t)layer->pool;
        width = width > layer->pool ? pooled_side(layer, width) : 1;
    }
    return total + row_floats(width, run->stage[run->count - 1].layer->out_maps);
}

static void share_out(facs_channel_run *run)
{
    float *next = run->memory;
    for (int i = 0; i < run->count; i++) {
        stage *s = &run->stage[i];
        s->in = next;
        next += s->in_step * (size_t)s->layer->kernel_height;
        s->sums = next;
        next += s->sums_step * (size_t)s->layer->pool;
    }
    run->output = next;
}

int facs_channel_run_open(facs_channel_run **out, const facs_channel_network *network, int layers,
                          int max_width)
{
    *out = NULL;
    facs_channel_run *run = calloc(1, sizeof(*run));
    if (!run)
        return -ENOMEM;
    run->count = layers;
    for (int i = 0; i < layers; i++)
        run->stage[i].layer = &network->layer[i];
    run->make_row = facs_cpu_is_fast() ? FACS_FAST(facs_channel_row) : facs_channel_row_portable;
    run->memory = calloc(measure(run, max_width), sizeof(float));
    if (!run->memory) {
        facs_channel_run_close(&run);
        return -ENOMEM;
    }
    share_out(run);
    *out = run;
    return 0;
}

void facs_channel_run_close(facs_channel_run **run)
{
    if (!*run)
        return;
    free((*run)->memory);
    free(*run);
    *run = NULL;
}

/* ---- Rows ----------------------------------------------------------------------------------- */

void facs_channel_run_start(facs_channel_run *run, int width, int height, facs_channel_sink *sink,
                            void *opaque)
{
    run->sink = sink;
    run->opaque = opaque;
    for (int i = 0; i < run->count; i++) {
        stage *s = &run->stage[i];
        s->in_rows = s->rows = s->out_rows = 0;
        s->width = width - s->layer->kernel_width + 1;
        s->height = height - s->layer->kernel_height + 1;
        s->out_width = width = pooled_side(s->layer, s->width);
        s->out_height = height = pooled_side(s->layer, s->height);
    }
}

/* Where the next row that stage i takes belongs; behind the last one: the output. */
static float *row_for(facs_channel_run *run, int i)
{
    if (i == run->count)
        return run->output;
    stage *s = &run->stage[i];
    return s->in + s->in_step * (size_t)(s->in_rows % s->layer->kernel_height);
}

/* The larger of each map over the window's places. */
static void pool_row(const stage *s, int first, int last, float *output)
{
    const int maps = s->layer->out_maps, pool = s->layer->pool, step = s->layer->stride;

    for (int x = 0; x < s->out_width; x++, output += maps) {
        int left = x * step, end = left + pool < s->width ? left + pool : s->width;
        const float *values = s->sums + s->sums_step * (size_t)(first % pool) + left * maps;
        for (int k = 0; k < maps; k++)
            output[k] = values[k];
        for (int y = first; y <= last; y++)
            for (int c = left; c < end; c++) {
                values = s->sums + s->sums_step * (size_t)(y % pool) + c * maps;
                for (int k = 0; k < maps; k++)
                    output[k] = values[k] > output[k] ? values[k] : output[k];
            }
    }
}

static void take(facs_channel_run *run, int i);

/* The rows of maxima that the sums' newest row completes; a last window may be cut. */
static void pool_rows(facs_channel_run *run, int i)
{
    stage *s = &run->stage[i];
    const facs_channel_layer *layer = s->layer;

    while (s->out_rows < s->out_height) {
        int first = s->out_rows * layer->stride, last = first + layer->pool - 1;
        if (last > s->height - 1)
            last = s->height - 1;
        if (last > s->rows - 1)
            return;
        pool_row(s, first, last, row_for(run, i + 1));
        s->out_rows++;
        take(run, i + 1);
    }
}

/* A row has come to stage i. */
static void take(facs_channel_run *run, int i)
{
    const float *rows[FACS_CHANNEL_KERNEL];
    stage *s = &run->stage[i];

    if (i == run->count) {
        run->sink(run->opaque, run->stage[i - 1].out_rows - 1, run->output);
        return;
    }
    const int kernel = s->layer->kernel_height;
    if (++s->in_rows < kernel)
        return;
    for (int k = 0; k < kernel; k++)
        rows[k] = s->in + s->in_step * (size_t)((s->in_rows - kernel + k) % kernel);
    const int pool = s->layer->pool;
    float *to = pool ? s->sums + s->sums_step * (size_t)(s->rows % pool) : row_for(run, i + 1);
    run->make_row(s->layer, rows, s->width, to);
    s->rows++;
    if (pool) {
        pool_rows(run, i);
    } else {
        s->out_rows++;
        take(run, i + 1);
    }
}

float *facs_channel_run_row(facs_channel_run *run)
{
    return row_for(run, 0);
}

void facs_channel_run_take(facs_channel_run *run)
{
    take(run, 0);
}

/* ---- Without vectors ------------------------------------------------------------------------ */

#define WIDE   FACS_CHANNEL_WIDE
#define NARROW FACS_CHANNEL_NARROW

/* A group of maps at one place. */
static void make_place(const facs_channel_layer *layer, const float *const *rows, int x, int map,
                       int group, float *output)
{
    const ptrdiff_t run = (ptrdiff_t)layer->kernel_width * layer->in_maps;
    const float *weights = layer->weights + (ptrdiff_t)map * layer->kernel_height * run;
    float sums[WIDE];

    for (int k = 0; k < group; k++)
        sums[k] = layer->bias[map + k];
    for (int y = 0; y < layer->kernel_height; y++) {
        const float *input = rows[y] + (ptrdiff_t)x * layer->in_maps;
        for (ptrdiff_t i = 0; i < run; i++, weights += group)
            for (int k = 0; k < group; k++)
                sums[k] += input[i] * weights[k];
    }
    for (int k = 0; k < group && map + k < layer->out_maps; k++)
        output[k] = sums[k] > 0 ? sums[k] : sums[k] * layer->slope[map + k];
}

void facs_channel_row_portable(const facs_channel_layer *layer, const float *const *rows, int width,
                               float *output)
{
    for (int x = 0; x < width; x++, output += layer->out_maps)
        for (int map = 0; map < layer->out_maps; map += WIDE)
            make_place(layer, rows, x, map, layer->out_maps - map > NARROW ? WIDE : NARROW,
                       output + map);
}

void facs_channel_dot_portable(const float *row, int width, const float *weights, int maps,
                               float bias, float *sums)
{
    for (int x = 0; x < width; x++, row += maps) {
        float sum = bias;
        for (int k = 0; k < maps; k++)
            sum += row[k] * weights[k];
        sums[x] = sum;
    }
}
