#include "landmarks/clnf/ccnf_expert.h"

#include <math.h>

#define LOG2_E 1.44269504088896340736

/* The largest factor at which weights that deviate from their mean are surely within bounds: each
 * is rounded by less than 1. 0: all are alike. */
static double scale_of(const float *weights, double mean)
{
    double sum = 0, max = 0;

    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        const double size = fabs((double)weights[i] - mean);
        sum += size;
        max = size > max ? size : max;
    }
    if (!(max > 0))
        return 0;
    const double by_sum = (FACS_CCNF_MAX_WEIGHT - FACS_CCNF_PIXELS) / sum;
    const double by_one = (INT16_MAX - 1) / max;
    return by_sum < by_one ? by_sum : by_one;
}

/* Returns where pairs[] has a weight: 2 * pair, plus 1 if it is the second. */
static int place_of(int row, int column)
{
    if (column < 2 * FACS_CCNF_ACROSS)
        return 2 * FACS_CCNF_ACROSS * row + column;
    return 2 * FACS_CCNF_ACROSS * FACS_PATCH_SIDE + row;
}

void facs_ccnf_set_neuron(facs_ccnf_expert *expert, int neuron, const float *weights, double norm,
                          double bias)
{
    const int group = neuron / 4, width = group == 0 ? 4 : facs_ccnf_others(expert);
    int32_t *pairs = expert->pairs + FACS_CCNF_PAIRS * 4 * group + neuron % 4;
    double mean = 0, sum = 0, before = 0;

    for (int i = 0; i < FACS_CCNF_PIXELS; i++)
        mean += (double)weights[i];
    mean /= FACS_CCNF_PIXELS; /* at last: so that of equal weights, it is exact */
    const double scale = scale_of(weights, mean);
    /* Sums are rounded, not weights: so the last sum, 0, stays 0, and the errors of neighbours
     * almost cancel where the picture is smooth. */
    for (int i = 0; i < FACS_CCNF_PIXELS; i++) {
        const int place = place_of(i / FACS_PATCH_SIDE, i % FACS_PATCH_SIDE);
        sum += scale * ((double)weights[i] - mean);
        const double after = i < FACS_CCNF_PIXELS - 1 ? rint(sum) : 0;
        const uint32_t weight = (uint32_t)(int32_t)(after - before) & 0xffff;
        pairs[place / 2 * width] |= (int32_t)(weight << (place % 2 ? 16 : 0));
        before = after;
    }
    expert->factor[neuron] = scale > 0 ? (float)(norm / scale * LOG2_E) : 0;
    expert->bias[neuron] = (float)(bias * LOG2_E);
}
