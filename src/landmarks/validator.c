#include "landmarks/validator.h"

#include "base/canvas.h"
#include "base/error.h"
#include "base/matrix_file.h"
#include "detect/channel_network.h"
#include "landmarks/piecewise_warp.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES  ((size_t)16 << 20) /* the real file has 2.1 MB */
#define KIND       3                  /* the file's kind: networks on warped faces */
#define MAX_VIEWS  16
#define MAX_POINTS 128
#define MARGIN     3.0f /* pixels of the picture around the landmarks that take part */
#define FAR        1e6f /* pixels: landmarks beyond this cannot come from a picture */
#define PI         3.14159265358979323846

/* The network for faces that are turned by about centre. */
typedef struct view {
    double centre[3]; /* rx, ry, rz, radians */
    facs_piecewise_warp *warp;
    facs_channel_network network;
    /* Input for a pixel x, normalised over the mask: x * gain - offset. [pixels of the warp's
     * picture], 0 outside the mask. */
    float *gain, *offset;
} view;

struct facs_validator {
    int points, views;
    view view[MAX_VIEWS];
};

struct facs_validator_scratch {
    facs_channel_run *run[MAX_VIEWS];
    int classes; /* of the view at work */
    float confidence;
    int32_t *warped; /* for the largest warp; 1/1024 grey level */
};

/* ---- File ------------------------------------------------------------------------------------ */

static void read_centre(view *v, facs_file *file)
{
    static const char what[] = "three angles for each view";
    float degrees[3] = {0};
    int three = 3, one = 1;

    facs_matrix_head(file, FACS_MATRIX_FLOAT64, &three, &one, what);
    facs_matrix_floats(file, FACS_MATRIX_FLOAT64, degrees, 3, what);
    for (int i = 0; i < 3; i++)
        v->centre[i] = (double)degrees[i] * PI / 180;
}

/* Reads a row of numbers, one for each pixel of the mask, which is not known yet; free() it. */
static int read_pixels(float **values, int *count, const char *what, facs_file *file)
{
    int one = 1;

    if (facs_matrix_head(file, FACS_MATRIX_FLOAT64, &one, count, what))
        return file->status;
    if (*count > FACS_WARP_MAX_SIDE * FACS_WARP_MAX_SIDE)
        return facs_matrix_damaged(file, "at most 16384 pixels in the mask");
    *values = malloc((size_t)*count * sizeof(**values));
    if (!*values)
        return facs_matrix_no_memory(file);
    return facs_matrix_floats(file, FACS_MATRIX_FLOAT64, *values, (size_t)*count, what);
}

/* mean and deviation: of the mask's pixels, column by column (the files come from MATLAB). In the
 * picture's order they become gain = 1 / deviation and offset = mean / deviation. */
static int place_pixels(view *v, const float *mean, const float *deviation, facs_file *file)
{
    const facs_piecewise_warp *warp = v->warp;
    const size_t count = (size_t)warp->height * (size_t)warp->width;
    float *gain = calloc(count, sizeof(float)), *offset = calloc(count, sizeof(float));
    int taken = 0;

    v->gain = gain;
    v->offset = offset;
    if (!gain || !offset)
        return facs_matrix_no_memory(file);
    for (int i = 0; i < warp->runs; i++)
        for (int k = 0; k < warp->run[i].count; k++)
            gain[warp->run[i].row * warp->width + warp->run[i].column + k] = 1;
    for (int x = 0; x < warp->width; x++)
        for (int y = 0; y < warp->height; y++) {
            const int at = y * warp->width + x;
            if (gain[at] == 0)
                continue;
            if (!(deviation[taken] >= 1e-6f))
                facs_matrix_damaged(file, "positive standard deviations");
            else
                gain[at] = 1 / deviation[taken];
            offset[at] = mean[taken] * gain[at];
            taken++;
        }
    return file->status;
}

static int read_view(view *v, int points, facs_file *file)
{
    float *mean = NULL, *deviation = NULL;
    int count = 0;

    if (read_pixels(&mean, &count, "a mean value for each pixel of the mask", file) ||
        read_pixels(&deviation, &count, "a standard deviation for each pixel of the mask", file) ||
        facs_channel_network_read_grey(&v->network, file) ||
        facs_piecewise_warp_read(&v->warp, points, file))
        goto done;
    if (v->warp->pixels != count)
        facs_matrix_damaged(file, "a mask of as many pixels as mean values");
    else if (v->warp->height != v->warp->width ||
             facs_channel_network_side(&v->network, v->network.count, v->warp->width) != 1)
        facs_matrix_damaged(file, "layers that fit the mask");
    else
        place_pixels(v, mean, deviation, file);
done:
    free(mean);
    free(deviation);
    return file->status;
}

static int read_validator(facs_validator *validator, facs_file *file)
{
    int kind;

    facs_matrix_count(file, &kind, KIND, KIND, "a validator of kind 3");
    facs_matrix_count(file, &validator->views, 1, MAX_VIEWS, "1 to 16 views");
    for (int i = 0; i < validator->views; i++)
        read_centre(&validator->view[i], file);
    for (int i = 0; i < validator->views && !file->status; i++)
        read_view(&validator->view[i], validator->points, file);
    return file->status ? file->status : facs_file_expect_end(file, 0, file->error);
}

int facs_validator_open(facs_validator **out, const char *path, int points, facs_error *error)
{
    facs_file file;

    *out = NULL;
    int status = facs_file_map(&file, path, MAX_BYTES, error);
    if (status)
        return status;
    facs_validator *validator = calloc(1, sizeof(*validator));
    if (validator) {
        validator->points = points;
        status = read_validator(validator, &file);
    } else {
        status = facs_fail_memory(error, path);
    }
    if (status)
        facs_validator_close(&validator);
    facs_file_free(&file);
    *out = validator;
    return status;
}

void facs_validator_close(facs_validator **validator)
{
    if (!*validator)
        return;
    for (int i = 0; i < (*validator)->views; i++) {
        view *v = &(*validator)->view[i];
        facs_piecewise_warp_close(&v->warp);
        facs_channel_network_free(&v->network);
        free(v->gain);
        free(v->offset);
    }
    free(*validator);
    *validator = NULL;
}

int facs_validator_scratch_open(facs_validator_scratch **out, const facs_validator *validator)
{
    size_t pixels = 0;
    int status = 0;
    facs_validator_scratch *scratch = calloc(1, sizeof(*scratch));

    *out = scratch;
    if (!scratch)
        return -ENOMEM;
    for (int i = 0; i < validator->views && status == 0; i++) {
        const view *v = &validator->view[i];
        const size_t area = (size_t)v->warp->height * (size_t)v->warp->width;
        pixels = area > pixels ? area : pixels;
        status =
            facs_channel_run_open(&scratch->run[i], &v->network, v->network.count, v->warp->width);
    }
    scratch->warped = malloc(pixels * sizeof(*scratch->warped));
    if (status || !scratch->warped) {
        facs_validator_scratch_close(out);
        return -ENOMEM;
    }
    return 0;
}

void facs_validator_scratch_close(facs_validator_scratch **scratch)
{
    if (!*scratch)
        return;
    for (int i = 0; i < MAX_VIEWS; i++)
        facs_channel_run_close(&(*scratch)->run[i]);
    free((*scratch)->warped);
    free(*scratch);
    *scratch = NULL;
}

/* ---- Check ----------------------------------------------------------------------------------- */

/* Returns the view with the nearest centre; the first of equals. */
static int choose_view(const facs_validator *validator, const double rotation[3])
{
    double min = INFINITY;
    int best = 0;

    for (int i = 0; i < validator->views; i++) {
        double distance = 0;
        for (int k = 0; k < 3; k++) {
            const double d = rotation[k] - validator->view[i].centre[k];
            distance += d * d;
        }
        if (distance < min) {
            best = i;
            min = distance;
        }
    }
    return best;
}

/* Finds one axis of the region to look at, from *from up to but not including *to, and writes its
 * landmarks relative to *from to local. 0: there is no such region. The last row and column of the
 * picture are never part of it (OpenFace's DetectionValidator::Check). */
static int find_region(const float *landmarks, int points, int size, int *from, int *to,
                       float *local)
{
    float min = landmarks[0], max = landmarks[0];

    for (int i = 0; i < points; i++) {
        if (!(fabsf(landmarks[i]) <= FAR))
            return 0;
        min = landmarks[i] < min ? landmarks[i] : min;
        max = landmarks[i] > max ? landmarks[i] : max;
    }
    *from = (int)(min - MARGIN);
    *to = (int)(max + MARGIN);
    *from = *from < 0 ? 0 : *from;
    *to = *to > size - 1 ? size - 1 : *to;
    for (int i = 0; i < points; i++)
        local[i] = landmarks[i] - (float)*from;
    return *to - *from > 1;
}

/* Normalises to mean 0 and deviation 1 over the mask, then pixel by pixel, and runs the network row
 * by row. The sums are of whole numbers, so exact. */
static void run(const view *v, const int32_t *warped, facs_channel_run *network)
{
    const int width = v->warp->width, count = v->warp->height * width;
    const double pixels = (double)v->warp->pixels;
    uint64_t sum = 0, squares = 0;

    for (int i = 0; i < count; i++) { /* 0 outside the mask */
        uint32_t value = (uint32_t)warped[i];
        sum += value;
        squares += (uint64_t)value * value;
    }
    const double mean = (double)sum / pixels;
    const double variance = (double)squares / pixels - mean * mean;
    const double deviation = variance > 0 ? sqrt(variance) : FACS_WARP_ONE;
    const float middle = (float)mean, scale = (float)(1 / deviation);
    for (int from = 0; from < count; from += width) {
        float *row = facs_channel_run_row(network);
        for (int i = from; i < from + width; i++)
            row[i - from] = ((float)warped[i] - middle) * scale * v->gain[i] - v->offset[i];
        facs_channel_run_take(network);
    }
}

/* The classes divide -1 (surely a face) to 1 into equal steps. */
static void take_classes(void *opaque, int y, const float *classes)
{
    facs_validator_scratch *scratch = opaque;
    const double step = 2.0 / scratch->classes;
    int best = 0;

    (void)y;
    for (int i = 1; i < scratch->classes; i++)
        if (classes[i] > classes[best])
            best = i;
    const double decision = -1 + step / 2 + best * step;
    scratch->confidence = (float)(0.5 * (1 - decision));
}

float facs_validator_check(const facs_validator *validator, const facs_grey *picture,
                           const double rotation[3], const float *landmarks,
                           facs_validator_scratch *scratch)
{
    const int chosen = choose_view(validator, rotation);
    const view *v = &validator->view[chosen];
    const int points = validator->points;
    float local[2 * MAX_POINTS];
    int left, right, top, bottom;

    if (!find_region(landmarks, points, picture->width, &left, &right, local) ||
        !find_region(landmarks + points, points, picture->height, &top, &bottom, local + points))
        return 0;
    facs_grey_need(picture, (facs_rectangle){left, top, right, bottom});
    const facs_grey source = {.pixels = picture->pixels + top * picture->stride + left,
                              .width = right - left,
                              .height = bottom - top,
                              .stride = picture->stride};
    facs_piecewise_warp_apply(v->warp, &source, local, scratch->warped);
    scratch->classes = v->network.layer[v->network.count - 1].out_maps;
    facs_channel_run_start(scratch->run[chosen], v->warp->width, v->warp->height, take_classes,
                           scratch);
    run(v, scratch->warped, scratch->run[chosen]);
    return scratch->confidence;
}
