#include "detect/priors.h"

#include "base/image.h"

#include <math.h>

/* Strides, sizes and variances of the network's training (RetinaFace's cfg_mnet). */
static const struct {
    int stride;
    float sizes[2];
} levels[] = {{8, {16, 32}}, {16, {64, 128}}, {32, {256, 512}}};
static const float centre_variance = 0.1f, size_variance = 0.2f;

#define LEVELS (sizeof(levels) / sizeof(levels[0]))

static int cells(int side, int stride)
{
    return (side + stride - 1) / stride;
}

size_t facs_priors_count(int width, int height)
{
    size_t count = 0;
    if (width < 1 || height < 1 || width > FACS_IMAGE_MAX_SIDE || height > FACS_IMAGE_MAX_SIDE)
        return 0;
    for (size_t level = 0; level < LEVELS; level++)
        count += (size_t)2 * (size_t)cells(width, levels[level].stride) *
                 (size_t)cells(height, levels[level].stride);
    return count;
}

void facs_priors_fill(int width, int height, facs_prior *priors)
{
    for (size_t level = 0; level < LEVELS; level++) {
        const int stride = levels[level].stride;
        for (int row = 0; row < cells(height, stride); row++)
            for (int column = 0; column < cells(width, stride); column++)
                for (int k = 0; k < 2; k++)
                    *priors++ = (facs_prior){.x = ((float)column + 0.5f) * (float)stride,
                                             .y = ((float)row + 0.5f) * (float)stride,
                                             .size = levels[level].sizes[k]};
    }
}

void facs_prior_box(const facs_prior *prior, const float loc[4], float box[4])
{
    box[2] = prior->size * expf(size_variance * loc[2]);
    box[3] = prior->size * expf(size_variance * loc[3]);
    box[0] = prior->x + centre_variance * loc[0] * prior->size - box[2] / 2;
    box[1] = prior->y + centre_variance * loc[1] * prior->size - box[3] / 2;
}

void facs_prior_points(const facs_prior *prior, const float landms[10], float points[10])
{
    for (int i = 0; i < 10; i += 2) {
        points[i] = prior->x + centre_variance * landms[i] * prior->size;
        points[i + 1] = prior->y + centre_variance * landms[i + 1] * prior->size;
    }
}
