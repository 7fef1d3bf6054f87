#include "measure/levels.h"

#include <math.h>

#define BIN        0.1  /* % */
#define WIDE_OPEN  0.95 /* the quantile of the opening that counts as wide open */
#define MIN_FRAMES 10

/* %: a level below this is not that of an open eye. Wide open is about 9 to 12 in adults. */
#define MIN_LEVEL 4.0

void facs_measure_levels_add(facs_measure_levels *levels, const facs_measures *measures)
{
    if (measures->quality != 0 || !(measures->lid[0] >= 0 && measures->lid[1] >= 0))
        return;
    levels->frames++;
    for (int side = 0; side < 2; side++) {
        const double bin = (double)measures->lid[side] / BIN;
        levels->lid[side][bin < FACS_MEASURE_BINS - 1 ? (int)bin : FACS_MEASURE_BINS - 1]++;
    }
}

/* The middle of the bin below which that share of the frames lies. */
static double quantile(const uint32_t *bins, int64_t frames, double share)
{
    int64_t left = (int64_t)(share * (double)frames);
    int i = 0;
    for (; i < FACS_MEASURE_BINS - 1 && left >= bins[i]; i++)
        left -= bins[i];
    return (i + 0.5) * BIN;
}

void facs_measure_levels_apply(const facs_measure_levels *levels, facs_measures *measures)
{
    for (int side = 0; side < 2; side++) {
        const double level = quantile(levels->lid[side], levels->frames, WIDE_OPEN);
        const int known = levels->frames >= MIN_FRAMES && level >= MIN_LEVEL;
        measures->lid_share[side] = known ? (float)((double)measures->lid[side] / level) : NAN;
    }
}
