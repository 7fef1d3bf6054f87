#include "landmarks/piecewise_warp.h"

#include "base/matrix_file.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TRIANGLES 512 /* the real warps have 31 to 97 */
#define MAX_POINTS    128
#define PARTS         32         /* of a pixel: FACS_WARP_ONE is their square */
#define TO_WHOLE      12582912.f /* 1.5 * 2^23: adding it leaves no fractional bits */

/* ---- File ------------------------------------------------------------------------------------ */

/* Reads the reference face's corner pixel and the face itself, from which the rest was computed. */
static void read_reference(facs_piecewise_warp *warp, facs_file *file)
{
    static const char place[] = "the reference face's place";
    float shape[2 * MAX_POINTS];
    int rows = 2 * warp->points, one = 1;

    facs_matrix_floats(file, FACS_MATRIX_FLOAT64, &warp->min_x, 1, place);
    facs_matrix_floats(file, FACS_MATRIX_FLOAT64, &warp->min_y, 1, place);
    facs_matrix_head(file, FACS_MATRIX_FLOAT64, &rows, &one,
                     "x and y of each landmark of the reference face");
    facs_matrix_floats(file, FACS_MATRIX_FLOAT64, shape, 2 * (size_t)warp->points,
                       "finite landmarks of the reference face");
}

static int read_triangles(facs_piecewise_warp *warp, facs_file *file)
{
    int three = 3;
    if (facs_matrix_head(file, FACS_MATRIX_INT32, &warp->triangles, &three,
                         "triangles of three landmarks"))
        return file->status;
    if (warp->triangles > MAX_TRIANGLES)
        return facs_matrix_damaged(file, "at most 512 triangles");
    size_t count = 3 * (size_t)warp->triangles;
    warp->corners = malloc(count * sizeof(*warp->corners));
    warp->alpha = malloc(count * sizeof(*warp->alpha));
    warp->beta = malloc(count * sizeof(*warp->beta));
    if (!warp->corners || !warp->alpha || !warp->beta)
        return facs_matrix_no_memory(file);
    return facs_matrix_ints(file, warp->corners, count, (const int[]){0, warp->points - 1},
                            "triangles between landmarks");
}

static int read_shares(const facs_piecewise_warp *warp, float *shares, facs_file *file)
{
    int rows = warp->triangles, three = 3;
    facs_matrix_head(file, FACS_MATRIX_FLOAT64, &rows, &three,
                     "three coefficients for each triangle");
    return facs_matrix_floats(file, FACS_MATRIX_FLOAT64, shares, 3 * (size_t)warp->triangles,
                              "finite coefficients");
}

/* Finds the runs of pixels in the mask; together they must have warp->pixels. */
static int find_runs(facs_piecewise_warp *warp, const int32_t *triangle, const int32_t *mask,
                     facs_file *file)
{
    int pixels = 0;

    for (int row = 0; row < warp->height; row++) {
        facs_warp_run *last = NULL;
        for (int column = 0; column < warp->width; column++, triangle++, mask++) {
            if (!*mask) {
                last = NULL;
                continue;
            }
            if (*triangle < 0)
                return facs_matrix_damaged(file, "a triangle for each pixel of the mask");
            if (!last || last->triangle != *triangle) {
                last = &warp->run[warp->runs++];
                *last = (facs_warp_run){.triangle = *triangle, .row = row, .column = column};
            }
            last->count++;
            pixels++;
        }
    }
    return pixels == warp->pixels
               ? 0
               : facs_matrix_damaged(file, "a mask with the announced number of pixels");
}

static int read_mask(facs_piecewise_warp *warp, facs_file *file)
{
    static const char what[] = "the pixels' triangles, on at most 128 x 128 pixels";

    if (facs_matrix_head(file, FACS_MATRIX_INT32, &warp->height, &warp->width, what))
        return file->status;
    if (warp->height > FACS_WARP_MAX_SIDE || warp->width > FACS_WARP_MAX_SIDE)
        return facs_matrix_damaged(file, what);
    size_t count = (size_t)warp->height * (size_t)warp->width;
    int32_t *triangle = malloc(2 * count * sizeof(*triangle)); /* the mask follows it */
    warp->run = malloc(count * sizeof(*warp->run));
    if (!triangle || !warp->run) {
        free(triangle);
        return facs_matrix_no_memory(file);
    }
    facs_matrix_ints(file, triangle, count, (const int[]){-1, warp->triangles - 1}, what);
    facs_matrix_head(file, FACS_MATRIX_INT32, &warp->height, &warp->width,
                     "a mask of the triangles' size");
    if (!facs_matrix_ints(file, triangle + count, count, (const int[]){0, 1}, "a mask of 0 and 1"))
        find_runs(warp, triangle, triangle + count, file);
    free(triangle);
    return file->status;
}

static int read_all(facs_piecewise_warp *warp, facs_file *file)
{
    facs_matrix_count(file, &warp->pixels, 1, FACS_WARP_MAX_SIDE * FACS_WARP_MAX_SIDE,
                      "1 to 16384 pixels in the mask");
    read_reference(warp, file);
    if (read_triangles(warp, file) || read_mask(warp, file) || read_shares(warp, warp->alpha, file))
        return file->status;
    return read_shares(warp, warp->beta, file);
}

int facs_piecewise_warp_read(facs_piecewise_warp **out, int points, facs_file *file)
{
    *out = NULL;
    facs_piecewise_warp *warp = calloc(1, sizeof(*warp));
    if (!warp)
        return facs_matrix_no_memory(file);
    warp->points = points;
    int status = points <= MAX_POINTS ? read_all(warp, file)
                                      : facs_matrix_damaged(file, "at most 128 landmarks");
    if (status)
        facs_piecewise_warp_close(&warp);
    *out = warp;
    return status;
}

void facs_piecewise_warp_close(facs_piecewise_warp **warp)
{
    if (!*warp)
        return;
    free((*warp)->corners);
    free((*warp)->alpha);
    free((*warp)->beta);
    free((*warp)->run);
    free(*warp);
    *warp = NULL;
}

/* ---- Warp ------------------------------------------------------------------------------------ */

/* Maps x, y in the reference face to a place in the source: [axis][1, x, y]. */
typedef struct affine {
    float x[3], y[3];
} affine;

static void fit_axis(const float *landmarks, const int32_t corners[3], const float alpha[3],
                     const float beta[3], float axis[3])
{
    const float first = landmarks[corners[0]];
    const float second = landmarks[corners[1]] - first, third = landmarks[corners[2]] - first;

    for (int k = 0; k < 3; k++)
        axis[k] = (k ? 0 : first) + second * alpha[k] + third * beta[k];
}

static int grey_at(const facs_grey *source, int x, int y)
{
    return x >= 0 && y >= 0 && x < source->width && y < source->height
               ? source->pixels[y * source->stride + x]
               : 0;
}

static int32_t sample(const facs_grey *source, float x, float y)
{
    if (!(x > -1 && y > -1 && x < (float)source->width && y < (float)source->height))
        return 0;
    const int column = (int)(x * PARTS + TO_WHOLE - TO_WHOLE);
    const int row = (int)(y * PARTS + TO_WHOLE - TO_WHOLE);
    const int left = column >= 0 ? column / PARTS : -1, top = row >= 0 ? row / PARTS : -1;
    const int right_share = column - left * PARTS, low_share = row - top * PARTS;
    int upper_left, upper_right, lower_left, lower_right;

    if (left >= 0 && top >= 0 && left + 1 < source->width && top + 1 < source->height) {
        const uint8_t *at = source->pixels + top * source->stride + left;
        upper_left = at[0];
        upper_right = at[1];
        lower_left = at[source->stride];
        lower_right = at[source->stride + 1];
    } else {
        upper_left = grey_at(source, left, top);
        upper_right = grey_at(source, left + 1, top);
        lower_left = grey_at(source, left, top + 1);
        lower_right = grey_at(source, left + 1, top + 1);
    }
    return (PARTS - low_share) * ((PARTS - right_share) * upper_left + right_share * upper_right) +
           low_share * ((PARTS - right_share) * lower_left + right_share * lower_right);
}

void facs_piecewise_warp_apply(const facs_piecewise_warp *warp, const facs_grey *source,
                               const float *landmarks, int32_t *values)
{
    affine place[MAX_TRIANGLES];

    for (int t = 0; t < warp->triangles; t++) {
        const int32_t *corners = warp->corners + 3 * t;
        const float *alpha = warp->alpha + 3 * t, *beta = warp->beta + 3 * t;
        fit_axis(landmarks, corners, alpha, beta, place[t].x);
        fit_axis(landmarks + warp->points, corners, alpha, beta, place[t].y);
    }
    memset(values, 0, (size_t)warp->height * (size_t)warp->width * sizeof(*values));
    for (int i = 0; i < warp->runs; i++) {
        const facs_warp_run *run = &warp->run[i];
        const affine *a = &place[run->triangle];
        const float y = (float)run->row + warp->min_y;
        int32_t *to = values + run->row * warp->width + run->column;
        for (int k = 0; k < run->count; k++) {
            float x = (float)(run->column + k) + warp->min_x;
            to[k] = sample(source, a->x[0] + a->x[1] * x + a->x[2] * y,
                           a->y[0] + a->y[1] * x + a->y[2] * y);
        }
    }
}
