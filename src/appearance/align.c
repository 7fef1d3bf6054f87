#include "appearance/align.h"

#include "base/exact_math.h"

#include <errno.h>
#include <math.h>
#include <string.h>

const facs_aligned_form facs_aligned_au = {.side = FACS_ALIGNED_SIDE, .scale = 0.7};

/* OpenFace, extract_rigid_points: what an expression moves little. */
static const int rigid[] = {1,  2,  3,  4,  12, 13, 14, 15, 27, 28, 29, 31,
                            32, 33, 34, 35, 36, 39, 40, 41, 42, 45, 46, 47};
#define RIGID ((int)(sizeof(rigid) / sizeof(rigid[0])))

/*
 * Kabsch with scale: the similarity that takes the rigid landmarks to the mean face's. In the plane
 * the best proper rotation has the angle of (sum of dot products, sum of cross products), and no
 * singular value decomposition is needed.
 */
int facs_align_transform(const facs_pdm *pdm, const float *landmarks, const double centre[2],
                         const facs_aligned_form *form, double warp[6])
{
    const float *x = landmarks, *y = landmarks + FACS_LANDMARKS;
    const double *to_x = pdm->mean, *to_y = pdm->mean + FACS_LANDMARKS;
    double from_sum[2] = {0}, to_sum[2] = {0}, from_square = 0, to_square = 0, dot = 0, cross = 0;

    if (pdm->points != FACS_LANDMARKS)
        return -EINVAL;
    for (int k = 0; k < RIGID; k++) {
        from_sum[0] += (double)x[rigid[k]];
        from_sum[1] += (double)y[rigid[k]];
        to_sum[0] += to_x[rigid[k]];
        to_sum[1] += to_y[rigid[k]];
    }
    for (int k = 0; k < RIGID; k++) {
        double fx = (double)x[rigid[k]] - from_sum[0] / RIGID;
        double fy = (double)y[rigid[k]] - from_sum[1] / RIGID;
        double tx = to_x[rigid[k]] - to_sum[0] / RIGID;
        double ty = to_y[rigid[k]] - to_sum[1] / RIGID;
        from_square += fx * fx + fy * fy;
        to_square += tx * tx + ty * ty;
        dot += fx * tx + fy * ty;
        cross += fx * ty - fy * tx;
    }
    double length = facs_exact_length(dot, cross);
    if (!(from_square > 0) || !(length > 0))
        return -EINVAL;
    double scale = form->scale * sqrt(to_square / from_square);
    double c = scale * dot / length, s = scale * cross / length;
    const int middle = form->side / 2;
    const double result[6] = {c, -s, middle - (c * centre[0] - s * centre[1]),
                              s, c,  middle - (s * centre[0] + c * centre[1])};
    for (int k = 0; k < 6; k++)
        if (!isfinite(result[k]))
            return -EINVAL;
    memcpy(warp, result, sizeof(result));
    return 0;
}
