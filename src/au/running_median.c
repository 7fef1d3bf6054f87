/*
 * A histogram per feature, and in each the bin that holds the median with the count of what lies
 * below it: an update moves that bin over the few it has to pass, and never scans from the start.
 */
#include "au/running_median.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define MAX_FEATURES (1 << 20) /* bounds that keep every size in range, far above any use */
#define MAX_BINS     (1 << 16)

struct facs_running_median {
    int features, bins;
    double min, max;
    int floor_at_zero;
    int64_t count;       /* descriptors added */
    uint32_t *histogram; /* [features][bins]; 2^32 descriptors are years of video */
    int32_t *bin;        /* [features]: where the newest descriptor falls */
    int32_t *middle;     /* [features]: the median's bin */
    uint32_t *below;     /* [features]: descriptors in the bins before middle */
    float *value;        /* [features]: the median */
};

int facs_running_median_open(facs_running_median **out, int features, int bins, double min,
                             double max, int floor_at_zero)
{
    *out = NULL;
    if (features < 1 || features > MAX_FEATURES || bins < 1 || bins > MAX_BINS)
        return -EINVAL;
    if (!isfinite(min) || !isfinite(max) || min >= max)
        return -EINVAL;
    facs_running_median *median = calloc(1, sizeof(*median));
    if (!median)
        return -ENOMEM;
    size_t n = (size_t)features;
    *median = (facs_running_median){
        .features = features,
        .bins = bins,
        .min = min,
        .max = max,
        .floor_at_zero = floor_at_zero,
        .histogram = calloc(n, (size_t)bins * sizeof(*median->histogram)),
        .bin = calloc(n, sizeof(*median->bin)),
        .middle = calloc(n, sizeof(*median->middle)),
        .below = calloc(n, sizeof(*median->below)),
        .value = calloc(n, sizeof(*median->value)),
    };
    if (!median->histogram || !median->bin || !median->middle || !median->below || !median->value) {
        facs_running_median_close(&median);
        return -ENOMEM;
    }
    *out = median;
    return 0;
}

void facs_running_median_close(facs_running_median **median)
{
    if (!*median)
        return;
    free((*median)->histogram);
    free((*median)->bin);
    free((*median)->middle);
    free((*median)->below);
    free((*median)->value);
    free(*median);
    *median = NULL;
}

/* In double and in this order of operations, so that values on a bin's edge fall as in OpenFace. */
static void find_bins(const facs_running_median *median, const float *descriptor)
{
    double range = median->max - median->min;
    double last = median->bins - 1;

    for (int i = 0; i < median->features; i++) {
        double at = ((double)descriptor[i] - median->min) * median->bins / range;
        at = at < last ? at : last;
        at = at > 0 && isfinite(descriptor[i]) ? at : 0;
        median->bin[i] = (int32_t)at;
    }
}

/* The first bin whose cumulative count reaches rank stays the middle after bin i has grown by one.
 */
static void count_and_move(facs_running_median *median, uint32_t rank)
{
    for (int i = 0; i < median->features; i++) {
        uint32_t *histogram = median->histogram + (size_t)i * (size_t)median->bins;
        int32_t bin = median->bin[i], middle = median->middle[i];
        uint32_t below = median->below[i] + (bin < middle);

        histogram[bin]++;
        while (below >= rank)
            below -= histogram[--middle];
        while (below + histogram[middle] < rank)
            below += histogram[middle++];
        median->middle[i] = middle;
        median->below[i] = below;
    }
}

void facs_running_median_add(facs_running_median *median, const float *descriptor)
{
    double width = (median->max - median->min) / median->bins;
    double floor = median->floor_at_zero ? 0 : -INFINITY;

    find_bins(median, descriptor);
    median->count++;
    count_and_move(median, (uint32_t)((median->count + 1) / 2));
    for (int i = 0; i < median->features; i++) {
        double value = median->min + (median->middle[i] + 0.5) * width;
        if (median->count == 1)
            value = isfinite(descriptor[i]) ? (double)descriptor[i] : median->min;
        median->value[i] = (float)(value < floor ? floor : value);
    }
}

int64_t facs_running_median_count(const facs_running_median *median)
{
    return median->count;
}

const float *facs_running_median_get(const facs_running_median *median)
{
    return median->value;
}
