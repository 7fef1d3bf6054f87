#include "detect/resample.h"

#include "base/canvas.h"

#include "base/simd.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TAPS    5   /* 4 source pixels and part of a fifth */
#define AREA_LIMIT  4   /* source pixels along an axis that are all averaged */
#define WEIGHT_ONE  256 /* weights are in 1/256, so 255 * 256 still fits 16 bits */
#define REACH_LIMIT (4.0 * FACS_IMAGE_MAX_SIDE)

/* Along one axis: the source pixels of each target pixel. */
typedef struct axis_taps {
    int count;       /* taps of a target pixel */
    int first, last; /* range of the source pixels used */
    int *index;      /* target x MAX_TAPS; within the picture */
    float *weight;   /* target x MAX_TAPS, whole; 0 if the source pixel is outside the picture */
} axis_taps;

struct facs_resampler {
    int max_width, max_height;
    axis_taps x, y;
    float *row; /* one target row before it is scaled along x; 1/256 grey levels, whole numbers */
};

static int taps_open(axis_taps *taps, int targets)
{
    taps->index = calloc((size_t)targets * MAX_TAPS, sizeof(*taps->index));
    taps->weight = calloc((size_t)targets * MAX_TAPS, sizeof(*taps->weight));
    return taps->index && taps->weight ? 0 : -ENOMEM;
}

static void taps_close(axis_taps *taps)
{
    free(taps->index);
    free(taps->weight);
}

int facs_resampler_open(facs_resampler **out, int max_width, int max_height)
{
    *out = NULL;
    if (max_width < 1 || max_height < 1 || max_width > FACS_IMAGE_MAX_SIDE ||
        max_height > FACS_IMAGE_MAX_SIDE)
        return -EINVAL;
    facs_resampler *resampler = calloc(1, sizeof(*resampler));
    if (!resampler)
        return -ENOMEM;
    resampler->max_width = max_width;
    resampler->max_height = max_height;
    resampler->row = calloc((size_t)3 * FACS_IMAGE_MAX_SIDE + 1, sizeof(*resampler->row));
    if (!resampler->row || taps_open(&resampler->x, max_width) ||
        taps_open(&resampler->y, max_height)) {
        facs_resampler_close(&resampler);
        return -ENOMEM;
    }
    *out = resampler;
    return 0;
}

void facs_resampler_close(facs_resampler **resampler)
{
    if (!*resampler)
        return;
    taps_close(&(*resampler)->x);
    taps_close(&(*resampler)->y);
    free((*resampler)->row);
    free(*resampler);
    *resampler = NULL;
}

/* Finds the source pixels and their shares for the target pixel that covers [from, from + step). */
static int shares_of(double from, double step, facs_filter filter, int index[MAX_TAPS],
                     double share[MAX_TAPS])
{
    if (filter == FACS_FILTER_BILINEAR || step <= 1) {
        double centre = from + step / 2 - 0.5;
        double below = floor(centre);
        index[0] = (int)below;
        index[1] = (int)below + 1;
        share[1] = centre - below;
        share[0] = 1 - share[1];
        return 2;
    }
    if (step > AREA_LIMIT) {
        for (int k = 0; k < AREA_LIMIT; k++) {
            index[k] = (int)floor(from + (k + 0.5) * step / AREA_LIMIT);
            share[k] = 1.0 / AREA_LIMIT;
        }
        return AREA_LIMIT;
    }
    int count = 0;
    for (int k = (int)floor(from); k < from + step && count < MAX_TAPS; k++, count++) {
        index[count] = k;
        share[count] = (fmin(k + 1, from + step) - fmax(k, from)) / step;
    }
    return count;
}

static int clamp(int value, int low, int high)
{
    return value < low ? low : value > high ? high : value;
}

/* Sets the taps of targets pixels over the region [origin, origin + extent) of length source
 * pixels. */
static void taps_set(axis_taps *taps, int targets, double origin, double extent, int length,
                     facs_filter filter)
{
    double step = extent / targets;
    int region_first = (int)lround(origin);
    int region_last = clamp((int)lround(origin + extent) - 1, region_first, INT32_MAX);
    taps->count = 1;
    taps->first = length - 1;
    taps->last = 0;
    for (int i = 0; i < targets; i++) {
        int index[MAX_TAPS];
        double share[MAX_TAPS];
        int count = shares_of(origin + i * step, step, filter, index, share);
        int *to = taps->index + (size_t)i * MAX_TAPS;
        float *weight = taps->weight + (size_t)i * MAX_TAPS;
        double sum = 0;
        int given = 0; /* rounding the running sum makes the weights add up to exactly one */
        for (int k = 0; k < MAX_TAPS; k++) {
            int source = k < count ? clamp(index[k], region_first, region_last) : -1;
            to[k] = clamp(source, 0, length - 1);
            sum = k < count - 1 ? sum + share[k] : 1;
            int rounded = (int)lround(sum * WEIGHT_ONE);
            weight[k] = (float)(source == to[k] ? rounded - given : 0);
            given = rounded;
            if (weight[k] == 0)
                continue;
            taps->count = k + 1 > taps->count ? k + 1 : taps->count;
            taps->first = to[k] < taps->first ? to[k] : taps->first;
            taps->last = to[k] > taps->last ? to[k] : taps->last;
        }
    }
}

/* Sums the (at most count) source rows of a target row that have a weight, all at once, because
 * fetching them takes most of the time. */
static inline void sum_rows(float *restrict sum, const uint8_t *const *rows,
                            const uint16_t *weights, const int count, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        uint16_t all = 0; /* at most 255 * 256 */
        for (int k = 0; k < count; k++)
            all = (uint16_t)(all + rows[k][i] * weights[k]);
        sum[i] = all;
    }
}

/* Averages the source rows under target row y, in columns x.first to x.last only. */
static void average_rows(facs_resampler *resampler, const facs_image *picture, int y)
{
    const int *index = resampler->y.index + (size_t)y * MAX_TAPS;
    const float *weight = resampler->y.weight + (size_t)y * MAX_TAPS;
    const size_t from = (size_t)resampler->x.first * 3;
    const size_t length = (size_t)(resampler->x.last - resampler->x.first + 1) * 3;
    const uint8_t *rows[MAX_TAPS];
    uint16_t weights[MAX_TAPS];
    int count = 0;
    for (int k = 0; k < MAX_TAPS; k++)
        if (weight[k] != 0) {
            rows[count] = picture->pixels + (ptrdiff_t)index[k] * picture->stride + from;
            weights[count++] = (uint16_t)weight[k];
        }
    float *sum = resampler->row + from;
    switch (count) { /* unrolls the loop over the rows */
    case 0:
        memset(sum, 0, length * sizeof(*sum));
        break;
    case 1:
        sum_rows(sum, rows, weights, 1, length);
        break;
    case 2:
        sum_rows(sum, rows, weights, 2, length);
        break;
    case 3:
        sum_rows(sum, rows, weights, 3, length);
        break;
    case 4:
        sum_rows(sum, rows, weights, 4, length);
        break;
    default:
        sum_rows(sum, rows, weights, MAX_TAPS, length);
        break;
    }
}

static inline void scale_row_by(const facs_resampler *resampler, int y, const facs_planes *planes,
                                const int count)
{
    const float gain = planes->gain / (WEIGHT_ONE * WEIGHT_ONE);
    const f32x4 offset = {planes->offset[0], planes->offset[1], planes->offset[2], 0};
    const int *index = resampler->x.index;
    const float *weight = resampler->x.weight;
    const size_t at = (size_t)y * (size_t)planes->stride;
    float *restrict blues = planes->plane[0] + at;
    float *restrict greens = planes->plane[1] + at;
    float *restrict reds = planes->plane[2] + at;
    for (int x = 0; x < planes->width; x++, index += MAX_TAPS, weight += MAX_TAPS) {
        f32x4 sum = {0}; /* whole numbers of at most 255 * 256 * 256, exact in a float */
        for (int k = 0; k < count; k++) {
            /* Blue, green and red, and one unused number. */
            const f32x4 pixel = f32x4_load(resampler->row + (size_t)index[k] * 3);
            sum += pixel * weight[k];
        }
        sum = sum * gain + offset;
        blues[x] = sum[0];
        greens[x] = sum[1];
        reds[x] = sum[2];
    }
}

/* Tells the compiler the number of taps, which unrolls the loop: a quarter of the time. */
static void scale_row(const facs_resampler *resampler, int y, const facs_planes *planes)
{
    if (resampler->x.count <= 2)
        scale_row_by(resampler, y, planes, 2);
    else if (resampler->x.count == 3)
        scale_row_by(resampler, y, planes, 3);
    else
        scale_row_by(resampler, y, planes, MAX_TAPS);
}

static int region_is_sane(const facs_region *region)
{
    return fabs(region->x) <= REACH_LIMIT && fabs(region->y) <= REACH_LIMIT && region->width > 0 &&
           region->width <= REACH_LIMIT && region->height > 0 &&
           region->height <= REACH_LIMIT; /* all false for NaN */
}

int facs_resampler_run(facs_resampler *resampler, const facs_image *picture,
                       const facs_region *region, facs_filter filter, const facs_planes *planes)
{
    if (!picture->pixels || picture->width < 1 || picture->height < 1 ||
        picture->width > FACS_IMAGE_MAX_SIDE || picture->height > FACS_IMAGE_MAX_SIDE ||
        planes->width < 1 || planes->width > resampler->max_width || planes->height < 1 ||
        planes->height > resampler->max_height || !region_is_sane(region))
        return -EINVAL;
    taps_set(&resampler->x, planes->width, region->x, region->width, picture->width, filter);
    taps_set(&resampler->y, planes->height, region->y, region->height, picture->height, filter);
    if (resampler->x.first > resampler->x.last) /* no column of the region is in the picture */
        resampler->x.first = resampler->x.last = 0;
    facs_image_need(picture, (facs_rectangle){resampler->x.first, resampler->y.first,
                                              resampler->x.last + 1, resampler->y.last + 1});
    for (int y = 0; y < planes->height; y++) {
        average_rows(resampler, picture, y);
        scale_row(resampler, y, planes);
    }
    return 0;
}
