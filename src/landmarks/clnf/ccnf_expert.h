/* A CCNF expert (continuous conditional neural field, Baltrusaitis et al. 2014) in the form that
 * the responses need. Its unsmoothed response at a place is
 *     sum over neurons of gain * sigmoid(weights . (patch - its mean) / |patch - its mean| + bias)
 * and the response map is Sigma times the map of these, minus its minimum if that is negative.
 *
 * Weights and levels are whole numbers of 16 bits, so the products' sums are exact: they are the
 * same on every processor, and as each neuron's weights sum to exactly 0, the patch's mean cancels
 * out. */
#ifndef FACS_LANDMARKS_CLNF_CCNF_EXPERT_H
#define FACS_LANDMARKS_CLNF_CCNF_EXPERT_H

#include "landmarks/clm/patch_experts.h"

#include <stdint.h>

#define FACS_CCNF_PIXELS  (FACS_PATCH_SIDE * FACS_PATCH_SIDE)
#define FACS_CCNF_NEURONS 8 /* max of an expert; the files have 7 */

/* Two weights in 32 bits, the first in the lower half: (row, column) and (row, column + 1), row by
 * row, for even columns below 10; then of column 10, (row, 10) and (row + 1, 10) for even rows. The
 * last has no second: 0. */
#define FACS_CCNF_ACROSS 5 /* pairs of a row */
#define FACS_CCNF_BELOW  6 /* pairs of column 10 */
#define FACS_CCNF_PAIRS  (FACS_PATCH_SIDE * FACS_CCNF_ACROSS + FACS_CCNF_BELOW)

/* Levels are within +-FACS_CCNF_MAX_LEVEL, so that the sum of a patch's products fits 32 bits, and
 * that of eleven squares, too. */
#define FACS_CCNF_MAX_LEVEL  13824
#define FACS_CCNF_MAX_WEIGHT (INT32_MAX / FACS_CCNF_MAX_LEVEL) /* sum of magnitudes of a neuron */

typedef struct facs_ccnf_expert {
    int neurons; /* of the file; what a neuron that does not count has here is 0 */
    /* Times the sum of a patch's products and 1 / |patch - mean|: log2 of e times the argument of
     * the sigmoid, without the bias. */
    float factor[FACS_CCNF_NEURONS];
    float bias[FACS_CCNF_NEURONS]; /* times log2 of e */
    float gain[FACS_CCNF_NEURONS]; /* 2 alpha; without Sigma's components also times Sigma */
    /* Those of the first four neurons, which alternate, then those of the others. */
    int32_t pairs[FACS_CCNF_PAIRS * FACS_CCNF_NEURONS];
} facs_ccnf_expert;

/* How many neurons alternate in the second half of pairs. */
static inline int facs_ccnf_others(const facs_ccnf_expert *expert)
{
    return expert->neurons > 7 ? 4 : 3;
}

/* Sets a neuron of an expert whose number of neurons is set and all else 0. weights: row by row,
 * [FACS_CCNF_PIXELS]; they count times norm. */
void facs_ccnf_set_neuron(facs_ccnf_expert *expert, int neuron, const float *weights, double norm,
                          double bias);

#endif
