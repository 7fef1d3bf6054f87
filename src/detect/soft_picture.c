#include "detect/soft_picture.h"

#include <errno.h>
#include <stdlib.h>

#define BINS 1024 /* of a histogram of grey levels, 4 per level */
#define OUTLIERS                                                                                   \
    0.005 /* share of the values that become darker than black, and brighter than white */
#define MIN_SPAN 128 /* grey levels: a picture with a larger span is left as it is */
#define MAX_GAIN 64.0f

static int make_room(facs_soft_picture *soft, int width, int height)
{
    if (width <= soft->max_width && height <= soft->max_height)
        return 0;
    facs_soft_picture_free(soft);
    const size_t pixels = (size_t)width * (size_t)height;
    soft->planes = malloc(3 * pixels * sizeof(float));
    soft->pixels = malloc(3 * pixels);
    if (!soft->planes || !soft->pixels ||
        facs_resampler_open(&soft->resampler, width, height) < 0) {
        facs_soft_picture_free(soft);
        return -ENOMEM;
    }
    soft->max_width = width;
    soft->max_height = height;
    return 0;
}

static int bin_of(float value)
{
    const int bin = (int)(value * (BINS / 256));
    return bin < 0 ? 0 : bin < BINS ? bin : BINS - 1;
}

/* Finds the grey level that becomes black, and the factor for the others. */
static void find_span(const float *values, size_t count, float *black, float *gain)
{
    size_t bins[BINS] = {0}, below = 0, above = 0;
    const size_t outliers = (size_t)((double)count * OUTLIERS);
    int low = 0, high = BINS - 1;

    for (size_t i = 0; i < count; i++)
        bins[bin_of(values[i])]++;
    while (low < BINS - 1 && below + bins[low] <= outliers)
        below += bins[low++];
    while (high > low && above + bins[high] <= outliers)
        above += bins[high--];
    const float span = (float)(high + 1 - low) * (256.0f / BINS);
    *black = span < MIN_SPAN ? (float)low * (256.0f / BINS) : 0;
    *gain = span < MIN_SPAN ? 255 / span : 1;
    *gain = *gain > MAX_GAIN ? MAX_GAIN : *gain;
}

static uint8_t level_of(float value)
{
    return value < 0 ? 0 : value > 255 ? 255 : (uint8_t)(value + 0.5f);
}

int facs_soft_picture_make(facs_soft_picture *soft, const facs_image *picture,
                           const facs_region *part, int width, int height)
{
    float black, gain;
    const size_t plane = (size_t)width * (size_t)height;

    int status = make_room(soft, width, height);
    if (status)
        return status;
    const facs_planes planes = {
        .plane = {soft->planes, soft->planes + plane, soft->planes + 2 * plane},
        .width = width,
        .height = height,
        .stride = width,
        .gain = 1};
    status = facs_resampler_run(soft->resampler, picture, part, FACS_FILTER_AREA, &planes);
    if (status)
        return status;
    find_span(soft->planes, 3 * plane, &black, &gain);
    for (int k = 0; k < 3; k++)
        for (size_t i = 0; i < plane; i++)
            soft->pixels[3 * i + (size_t)k] = level_of((planes.plane[k][i] - black) * gain);
    soft->image = (facs_image){
        .pixels = soft->pixels, .width = width, .height = height, .stride = (ptrdiff_t)3 * width};
    return 0;
}

void facs_soft_picture_free(facs_soft_picture *soft)
{
    facs_resampler_close(&soft->resampler);
    free(soft->planes);
    free(soft->pixels);
    *soft = (facs_soft_picture){.max_width = 0};
}
