#include "shape/sum_modes.h"

#include "base/simd.h"

#define LANES FACS_PDM_LANES
/* Vectors of the shape that are summed together; it has a multiple of three. */
#define MANY 9
#define FEW  3

/* Sums vectors (a constant) of the modes times the local parameters, from number at on. */
static inline void sum_vectors(const facs_pdm *pdm, const double *local, int at, int vectors,
                               double *moved)
{
    const double *mode = pdm->columns + at;
    f64x4 sum[MANY];

    for (int v = 0; v < vectors; v++)
        sum[v] = f64x4_of(0);
    for (int j = 0; j < pdm->modes; j++, mode += 3 * pdm->width) {
        const f64x4 share = f64x4_of(local[j]);
        for (int v = 0; v < vectors; v++)
            sum[v] = f64x4_add_product(share, f64x4_load(mode + v * LANES), sum[v]);
    }
    for (int v = 0; v < vectors; v++)
        f64x4_store(moved + at + v * LANES, sum[v]);
}

void FACS_KERNEL(facs_sum_modes)(const facs_pdm *pdm, const double *local, double *shape)
{
    const int n = pdm->points, size = 3 * pdm->width;
    double moved[3 * FACS_PDM_MAX_POINTS];
    int at = 0;

    for (; at + MANY * LANES <= size; at += MANY * LANES)
        sum_vectors(pdm, local, at, MANY, moved);
    for (; at < size; at += FEW * LANES)
        sum_vectors(pdm, local, at, FEW, moved);
    for (int axis = 0; axis < 3; axis++)
        for (int i = 0; i < n; i++)
            shape[axis * n + i] = pdm->mean[axis * n + i] + moved[axis * pdm->width + i];
}
