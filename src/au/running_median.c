/*
 * A histogram per feature, and in each the bin that holds the median with the count of what lies
 * below it: an update moves that bin over the few it has to pass, and never scans from the start.
 *
 * Memory: the system gives a page when it is first written to, and most bins are far from any
 * value. So bins go in blocks of a cache line, the features' first blocks first: what is never met
 * lies together. Counts have 16 bits while that many are enough; room for 32 is kept from the
 * start, unwritten, so that adding cannot fail.
 */
#include "au/running_median.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#define MAX_FEATURES (1 << 20) /* bounds that keep every size in range, far above any use */
#define MAX_BINS     (1 << 16)
#define BLOCK        32 /* bins: a line of 64 bytes */
#define LINE         64
#define AHEAD        24 /* features: a line is asked for so far before it is needed */

/* Where a feature's median is. */
typedef struct middle {
    int32_t bin;
    uint32_t below, within; /* descriptors in the bins before, and in this one */
} middle;

struct facs_running_median {
    int features, bins;
    double min, max;
    int floor_at_zero;
    int64_t count;       /* descriptors added; 2^32 are years of video */
    void *narrow_memory; /* NULL: count is above UINT16_MAX */
    void *wide_memory;   /* not written to before */
    uint16_t *narrow;    /* [blocks][features][BLOCK], from a line's begin */
    uint32_t *wide;      /* likewise */
    size_t counts;       /* of either */
    int32_t *bin;        /* [features]: where the newest descriptor falls */
    middle *middle;      /* [features] */
    float *value;        /* [features]: the median */
};

/* bytes of zeros that are not written to, from a line's begin; *memory is for free(). */
static void *new_lines(void **memory, size_t bytes)
{
    *memory = calloc(1, bytes + LINE);
    return *memory ? (char *)*memory + (LINE - (uintptr_t)*memory % LINE) : NULL;
}

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
    const size_t n = (size_t)features;
    const size_t counts = n * BLOCK * (size_t)((bins + BLOCK - 1) / BLOCK);
    *median = (facs_running_median){
        .features = features,
        .bins = bins,
        .min = min,
        .max = max,
        .floor_at_zero = floor_at_zero,
        .counts = counts,
        .bin = calloc(n, sizeof(*median->bin)),
        .middle = calloc(n, sizeof(*median->middle)),
        .value = calloc(n, sizeof(*median->value)),
    };
    median->narrow = new_lines(&median->narrow_memory, counts * sizeof(*median->narrow));
    median->wide = new_lines(&median->wide_memory, counts * sizeof(*median->wide));
    if (!median->narrow || !median->wide || !median->bin || !median->middle || !median->value) {
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
    free((*median)->narrow_memory);
    free((*median)->wide_memory);
    free((*median)->bin);
    free((*median)->middle);
    free((*median)->value);
    free(*median);
    *median = NULL;
}

/*
 * In double and in this order of operations, so that values on a bin's edge fall as in OpenFace. No
 * branches: several features at once.
 */
static void find_bins(const facs_running_median *median, const float *restrict descriptor)
{
    const double range = median->max - median->min, min = median->min, bins = median->bins;
    const double last = median->bins - 1;
    int32_t *restrict bin = median->bin;

    for (int i = 0; i < median->features; i++) {
        const double x = (double)descriptor[i];
        double at = (x - min) * bins / range;
        at = at < last ? at : last;
        at = at > 0 ? at : 0;
        bin[i] = fabs(x) <= (double)FLT_MAX ? (int32_t)at : 0;
    }
}

static size_t place_of(const facs_running_median *median, int feature, int32_t bin)
{
    return ((size_t)(bin / BLOCK) * (size_t)median->features + (size_t)feature) * BLOCK +
           (size_t)(bin % BLOCK);
}

static inline uint32_t count_of(const facs_running_median *median, int feature, int32_t bin,
                                int is_wide)
{
    const size_t place = place_of(median, feature, bin);
    return is_wide ? median->wide[place] : median->narrow[place];
}

static void set_value(facs_running_median *median, int feature)
{
    const double width = (median->max - median->min) / median->bins;
    const double value = median->min + (median->middle[feature].bin + 0.5) * width;

    median->value[feature] = (float)(median->floor_at_zero && value < 0 ? 0 : value);
}

/* The first bin whose cumulative count reaches rank stays the middle after each has got its value.
 */
static inline void count_and_move(facs_running_median *median, uint32_t rank, int is_wide)
{
    for (int i = 0; i < median->features; i++) {
        const int32_t bin = median->bin[i];
        const size_t place = place_of(median, i, bin);
        const int ahead = i + AHEAD < median->features ? i + AHEAD : i;
        const size_t next = place_of(median, ahead, median->bin[ahead]);
        if (is_wide) {
            __builtin_prefetch(&median->wide[next], 1);
            median->wide[place]++;
        } else {
            __builtin_prefetch(&median->narrow[next], 1);
            median->narrow[place]++;
        }
        middle m = median->middle[i];
        const int32_t before = m.bin;
        m.below += bin < m.bin;
        m.within += bin == m.bin;
        while (m.below >= rank) {
            m.within = count_of(median, i, --m.bin, is_wide);
            m.below -= m.within;
        }
        while (m.below + m.within < rank) {
            m.below += m.within;
            m.within = count_of(median, i, ++m.bin, is_wide);
        }
        median->middle[i] = m;
        if (m.bin != before)
            set_value(median, i);
    }
}

/* From 16 bits to 32. Blocks without a count are left as they are, unwritten. */
static void widen(facs_running_median *median)
{
    for (size_t at = 0; at < median->counts; at += BLOCK) {
        uint32_t any = 0;
        for (size_t k = at; k < at + BLOCK; k++)
            any |= median->narrow[k];
        for (size_t k = at; any && k < at + BLOCK; k++)
            median->wide[k] = median->narrow[k];
    }
    free(median->narrow_memory);
    median->narrow_memory = NULL;
    median->narrow = NULL;
}

void facs_running_median_add(facs_running_median *median, const float *descriptor)
{
    find_bins(median, descriptor);
    if (median->count == UINT16_MAX)
        widen(median);
    median->count++;
    const uint32_t rank = (uint32_t)((median->count + 1) / 2);
    if (median->narrow)
        count_and_move(median, rank, 0);
    else
        count_and_move(median, rank, 1);
    for (int i = 0; i < median->features && median->count <= 2; i++) {
        set_value(median, i);
        if (median->count == 1) {
            const double only = isfinite(descriptor[i]) ? (double)descriptor[i] : median->min;
            median->value[i] = (float)(median->floor_at_zero && only < 0 ? 0 : only);
        }
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
