#include "au/online_correction.h"

#include <math.h>

/* OpenFace's numbers. */
#define MIN           (-3.0)
#define MAX           5.0
#define NEUTRAL_SHARE 0.1
#define FIRST_FRAMES  10 /* of these, nothing is subtracted before the last: too few to tell */

#define BIN_WIDTH ((MAX - MIN) / FACS_ONLINE_BINS)

static int bin_of(double value)
{
    const double bin = (value - MIN) / BIN_WIDTH;
    if (!(bin > 0))
        return 0;
    return bin < FACS_ONLINE_BINS - 1 ? (int)bin : FACS_ONLINE_BINS - 1;
}

/* Returns the lower edge of the bin in which the neutral share is exceeded. */
static double neutral(const uint32_t *count, int64_t frames)
{
    const int64_t below = (int64_t)(NEUTRAL_SHARE * (double)frames);
    int64_t seen = 0;
    int bin = 0;
    while (bin < FACS_ONLINE_BINS - 1 && (seen += count[bin]) <= below)
        bin++;
    return MIN + bin * BIN_WIDTH;
}

void facs_online_correct(facs_online_correction *online, const float *own, const float *median_part,
                         float intensity[FACS_INTENSITIES])
{
    online->frames++;
    for (int i = 0; i < FACS_INTENSITIES; i++) {
        double value = (double)own[i] - (double)median_part[i];
        value = isfinite(value) ? value : 0;
        online->count[i][bin_of(value)]++;
        if (online->frames >= FIRST_FRAMES)
            value -= neutral(online->count[i], online->frames);
        intensity[i] = (float)(value < 0 ? 0 : value > MAX ? MAX : value);
    }
}
