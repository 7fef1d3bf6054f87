#include "media/resize.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ONE_BITS  14 /* 1 << 14 is a factor of 1 */
#define FINE_BITS 8  /* between the two passes: 1/256 of a level. 255 << 22 is half of an int32 */
#define REACH     2  /* pixels that the kernel reaches to either side */

/* How the pixels of one axis are made: each of taps neighbours, starting at first[]. */
typedef struct axis {
    int from, to, taps;
    int *first;       /* [to], within the picture */
    int16_t *factors; /* [to][taps] */
} axis;

struct facs_resize {
    axis across, down;
    int32_t *row; /* [3 * from width]: a row of the target, still as wide as the source */
};

/* Keys' kernel, a = -1/2. */
static double kernel(double x)
{
    x = fabs(x);
    if (x < 1)
        return (1.5 * x - 2.5) * x * x + 1;
    return x < REACH ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

/* Computes the factors of a pixel; the edge continues beyond the picture. weights: [taps], scratch.
 * */
static void fill_pixel(axis *a, int to, int neighbours, double *weights)
{
    const double ratio = (double)a->from / a->to, spread = ratio > 1 ? ratio : 1;
    const double centre = (to + 0.5) * ratio - 0.5;
    const int begin = (int)floor(centre) - (neighbours - 1) / 2;
    double sum = 0;
    int rest = 1 << ONE_BITS, largest = 0;
    int16_t *factors = a->factors + (ptrdiff_t)to * a->taps;
    const int last = a->from - a->taps;

    a->first[to] = begin < 0 ? 0 : begin > last ? last : begin;
    memset(weights, 0, (size_t)a->taps * sizeof(*weights));
    for (int i = 0; i < neighbours; i++) {
        const double weight = kernel((begin + i - centre) / spread);
        int place = begin + i;
        place = place < 0 ? 0 : place >= a->from ? a->from - 1 : place;
        weights[place - a->first[to]] += weight;
        sum += weight;
    }
    for (int i = 0; i < a->taps; i++) {
        factors[i] = (int16_t)lround(weights[i] / sum * (1 << ONE_BITS));
        rest -= factors[i];
        if (factors[i] > factors[largest])
            largest = i;
    }
    factors[largest] = (int16_t)(factors[largest] + rest); /* a uniform area stays as it is */
}

static int open_axis(axis *a, int from, int to)
{
    const double ratio = (double)from / to, spread = ratio > 1 ? ratio : 1;
    const int neighbours = from == to ? 1 : 2 * (int)ceil(REACH * spread);

    *a = (axis){.from = from, .to = to, .taps = neighbours < from ? neighbours : from};
    a->first = malloc((size_t)to * sizeof(*a->first));
    a->factors = malloc((size_t)to * (size_t)a->taps * sizeof(*a->factors));
    double *weights = malloc((size_t)a->taps * sizeof(*weights));
    const int status = a->first && a->factors && weights ? 0 : -ENOMEM;
    for (int i = 0; status == 0 && i < to; i++)
        fill_pixel(a, i, neighbours, weights);
    free(weights);
    return status;
}

int facs_resize_open(facs_resize **out, int from_width, int from_height, int to_width,
                     int to_height)
{
    const int sides[4] = {from_width, from_height, to_width, to_height};

    *out = NULL;
    for (int i = 0; i < 4; i++)
        if (sides[i] < 1 || sides[i] > FACS_IMAGE_MAX_SIDE)
            return -EINVAL;
    facs_resize *resize = calloc(1, sizeof(*resize));
    if (!resize)
        return -ENOMEM;
    resize->row = malloc(3 * (size_t)from_width * sizeof(*resize->row));
    int status = resize->row ? open_axis(&resize->across, from_width, to_width) : -ENOMEM;
    if (status == 0)
        status = open_axis(&resize->down, from_height, to_height);
    if (status) {
        facs_resize_close(&resize);
        return status;
    }
    *out = resize;
    return 0;
}

void facs_resize_close(facs_resize **resize)
{
    if (!*resize)
        return;
    free((*resize)->across.first);
    free((*resize)->across.factors);
    free((*resize)->down.first);
    free((*resize)->down.factors);
    free((*resize)->row);
    free(*resize);
    *resize = NULL;
}

/* Makes row y of the target, in 1/256 of a level. */
static void make_row(const axis *down, const facs_image *source, int y, int32_t *row)
{
    const int count = 3 * source->width;
    const int16_t *factors = down->factors + (ptrdiff_t)y * down->taps;
    const uint8_t *pixels = source->pixels + down->first[y] * source->stride;

    if (down->taps == 1) {
        for (int i = 0; i < count; i++)
            row[i] = pixels[i] << FINE_BITS;
        return;
    }
    memset(row, 0, (size_t)count * sizeof(*row));
    for (int tap = 0; tap < down->taps; tap++, pixels += source->stride)
        for (int i = 0; i < count; i++)
            row[i] += factors[tap] * pixels[i];
    for (int i = 0; i < count; i++)
        row[i] = (row[i] + (1 << (ONE_BITS - FINE_BITS - 1))) >> (ONE_BITS - FINE_BITS);
}

static uint8_t level(int32_t sum)
{
    const int shift = ONE_BITS + FINE_BITS;
    const int32_t value = (sum + (1 << (shift - 1))) >> shift;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void make_pixels(const axis *across, const int32_t *row, uint8_t *target)
{
    const int taps = across->taps;
    const int16_t *factors = across->factors;

    for (int x = 0; x < across->to; x++, factors += taps, target += 3) {
        const int32_t *pixel = row + 3 * (ptrdiff_t)across->first[x];
        int32_t blue = 0, green = 0, red = 0;
        for (int tap = 0; tap < taps; tap++, pixel += 3) {
            blue += factors[tap] * pixel[0];
            green += factors[tap] * pixel[1];
            red += factors[tap] * pixel[2];
        }
        target[0] = level(blue);
        target[1] = level(green);
        target[2] = level(red);
    }
}

void facs_resize_run(facs_resize *resize, const facs_image *source, uint8_t *target,
                     ptrdiff_t stride)
{
    for (int y = 0; y < resize->down.to; y++, target += stride) {
        make_row(&resize->down, source, y, resize->row);
        make_pixels(&resize->across, resize->row, target);
    }
}
