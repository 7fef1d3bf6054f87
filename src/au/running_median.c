/*
 * Each feature has a histogram, the bin that holds its median, and the counts below and in that
 * bin, which say by themselves whether a descriptor moves the median. It changes rank and count by
 * at most one, so the median's new bin is the old one or its nearest neighbour with a count, which
 * a bit per bin finds at once.
 *
 * Memory: the system provides a page when it is first written, and most bins are far from any
 * value. So bins are in blocks of a cache line, with all features' first blocks first: blocks that
 * are never used are together. Counts have 16 bits while that is enough; room for 32 is reserved
 * from the start, unwritten, so that adding cannot fail.
 */
#include "au/running_median.h"

#include "base/bytes.h"
#include "os/memory.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FEATURES (1 << 20) /* limits that keep every size in range, far above any use */
#define MAX_BINS     (1 << 16)
#define BLOCK        32 /* bins: a line of 64 bytes */
#define GROUP        64 /* features whose blocks are on their way into the cache together */

struct facs_running_median {
    size_t features;
    int bins;
    double min, max, width; /* width: of a bin */
    int floor_at_zero;
    int64_t count;      /* descriptors added; 2^32 would take years of video */
    size_t blocks;      /* of all features */
    uint32_t *occupied; /* [blocks]: a bit for each bin that has a count */
    uint16_t *narrow;   /* [blocks][BLOCK], whole pages; NULL: count is above UINT16_MAX. What is
                           in a block that is not occupied means nothing */
    uint32_t *wide;     /* the same; unwritten at first */
    uint16_t *bin;      /* [features]: bin of the newest descriptor */
    /* [features]: the median's bin, and how many descriptors are in the bins before and in it; one
     * memory. */
    uint32_t *middle, *below, *within;
    float *value; /* [features]: the median */
};

static size_t narrow_bytes(const facs_running_median *median)
{
    return median->blocks * BLOCK * sizeof(*median->narrow);
}

static size_t wide_bytes(const facs_running_median *median)
{
    return median->blocks * BLOCK * sizeof(*median->wide);
}

int facs_running_median_open(facs_running_median **out, int features, int bins, double min,
                             double max, int floor_at_zero)
{
    *out = NULL;
    if (features < 1 || features > MAX_FEATURES || bins < 1 || bins > MAX_BINS)
        return -EINVAL;
    if (!isfinite(min) || !isfinite(max) || min >= max)
        return -EINVAL;
    const size_t n = (size_t)features;
    const size_t blocks = n * (size_t)((bins + BLOCK - 1) / BLOCK); /* below 2^32 */
    if (blocks > SIZE_MAX / (2 * BLOCK * sizeof(uint32_t)))
        return -ENOMEM;
    facs_running_median *median = calloc(1, sizeof(*median));
    if (!median)
        return -ENOMEM;
    *median = (facs_running_median){
        .features = n,
        .bins = bins,
        .min = min,
        .max = max,
        .width = (max - min) / bins,
        .floor_at_zero = floor_at_zero,
        .blocks = blocks,
        .occupied = calloc(blocks, sizeof(*median->occupied)),
        .bin = calloc(n, sizeof(*median->bin)),
        .middle = calloc(3 * n, sizeof(*median->middle)),
        .value = calloc(n, sizeof(*median->value)),
    };
    median->narrow = facs_pages_alloc(narrow_bytes(median));
    median->wide = facs_pages_alloc(wide_bytes(median));
    if (!median->occupied || !median->narrow || !median->wide || !median->bin || !median->middle ||
        !median->value) {
        facs_running_median_close(&median);
        return -ENOMEM;
    }
    median->below = median->middle + n;
    median->within = median->below + n;
    *out = median;
    return 0;
}

void facs_running_median_close(facs_running_median **median)
{
    if (!*median)
        return;
    free((*median)->occupied);
    facs_pages_free((*median)->narrow, narrow_bytes(*median));
    facs_pages_free((*median)->wide, wide_bytes(*median));
    free((*median)->bin);
    free((*median)->middle);
    free((*median)->value);
    free(*median);
    *median = NULL;
}

int facs_running_median_clear(facs_running_median *median)
{
    if (!median->narrow)
        return -ERANGE;
    median->count = 0;
    memset(median->occupied, 0, median->blocks * sizeof(*median->occupied));
    memset(median->middle, 0, 3 * median->features * sizeof(*median->middle));
    memset(median->value, 0, median->features * sizeof(*median->value));
    return 0;
}

/* In double and in this order of operations, so that values on a bin's edge fall as in OpenFace. No
 * branches, so that the loop is vectorised. */
static void find_bins(const facs_running_median *median, const float *restrict descriptor)
{
    const double range = median->max - median->min, min = median->min, bins = median->bins;
    const double last = median->bins - 1;
    uint16_t *restrict bin = median->bin;

    for (size_t i = 0; i < median->features; i++) {
        const double x = (double)descriptor[i];
        double at = (x - min) * bins / range;
        at = at < last ? at : last;
        at = at > 0 ? at : 0;
        bin[i] = fabs(x) <= (double)FLT_MAX ? (uint16_t)(int32_t)at : 0;
    }
}

static void set_value(facs_running_median *median, size_t feature)
{
    const double value = median->min + (median->middle[feature] + 0.5) * median->width;

    median->value[feature] = (float)(median->floor_at_zero && value < 0 ? 0 : value);
}

static inline uint32_t count_of(const facs_running_median *median, size_t feature, uint32_t bin)
{
    const size_t at = (bin / BLOCK * median->features + feature) * BLOCK + bin % BLOCK;
    return median->narrow ? median->narrow[at] : median->wide[at];
}

/* Returns the next bin above with a count. There must be one. */
static inline uint32_t next_above(const facs_running_median *median, size_t feature, uint32_t bin)
{
    const uint32_t *occupied = median->occupied + feature;
    uint32_t block = bin / BLOCK;
    uint32_t bits = occupied[block * median->features] & (~(uint32_t)1 << bin % BLOCK);

    while (!bits)
        bits = occupied[++block * median->features];
    return block * BLOCK + (uint32_t)__builtin_ctz(bits);
}

/* Returns the next bin below with a count. There must be one. */
static inline uint32_t next_below(const facs_running_median *median, size_t feature, uint32_t bin)
{
    const uint32_t *occupied = median->occupied + feature;
    uint32_t block = bin / BLOCK;
    uint32_t bits = occupied[block * median->features] & (((uint32_t)1 << bin % BLOCK) - 1);

    while (!bits)
        bits = occupied[--block * median->features];
    return block * BLOCK + (BLOCK - 1 - (uint32_t)__builtin_clz(bits));
}

/* Notes that a bin has a count. */
static inline void occupy(facs_running_median *median, size_t block, uint32_t bin)
{
    if (median->narrow && !median->occupied[block])
        memset(median->narrow + block * BLOCK, 0, BLOCK * sizeof(*median->narrow));
    median->occupied[block] |= (uint32_t)1 << bin % BLOCK;
}

/* Goes from 16 bits to 32. Blocks without a count stay unwritten. */
static void widen(facs_running_median *median)
{
    for (size_t block = 0; block < median->blocks; block++)
        for (size_t k = block * BLOCK; median->occupied[block] && k < (block + 1) * BLOCK; k++)
            median->wide[k] = median->narrow[k];
    facs_pages_free(median->narrow, narrow_bytes(median));
    median->narrow = NULL;
}

/* Counts the newest descriptor's bins around the medians of a group of features, and notes which
 * medians move. No branches, so that the loop is vectorised. */
static void pass(const uint16_t *restrict bin, const uint32_t *restrict middle,
                 uint32_t *restrict below, uint32_t *restrict within, uint32_t rank, size_t count,
                 uint8_t moves[GROUP])
{
    for (size_t i = 0; i < count; i++) {
        below[i] += bin[i] < middle[i];
        within[i] += bin[i] == middle[i];
        moves[i] = (below[i] >= rank) | (below[i] + within[i] < rank);
    }
}

/* The first bin whose cumulative count reaches rank becomes the middle: a neighbour of the old one,
 * because a descriptor changes rank and count by at most one. */
static inline void move(facs_running_median *median, size_t feature, uint32_t rank)
{
    uint32_t *middle = &median->middle[feature], *below = &median->below[feature];
    uint32_t *within = &median->within[feature];
    const uint32_t old = *within;
    const int down = *below >= rank;

    *middle = down ? next_below(median, feature, *middle) : next_above(median, feature, *middle);
    *within = count_of(median, feature, *middle);
    *below += down ? -*within : old;
    set_value(median, feature);
}

/* Brings the block of a bin into the cache. */
static inline void fetch(const facs_running_median *median, size_t feature, uint32_t bin)
{
    const size_t block = bin / BLOCK * median->features + feature;

    __builtin_prefetch(&median->occupied[block], 1);
    if (median->narrow)
        __builtin_prefetch(&median->narrow[block * BLOCK], 1);
    else
        __builtin_prefetch(&median->wide[block * BLOCK], 1);
}

/* Finds out which medians of a group move, and fetches the blocks that will be needed. */
static inline void prepare(facs_running_median *median, size_t first, size_t count, uint32_t rank,
                           uint8_t moves[GROUP])
{
    pass(median->bin + first, median->middle + first, median->below + first, median->within + first,
         rank, count, moves);
    for (size_t i = 0; i < count; i++) {
        fetch(median, first + i, median->bin[first + i]);
        if (moves[i])
            fetch(median, first + i, median->middle[first + i]);
    }
}

static inline void count_and_move(facs_running_median *median, size_t first, size_t count,
                                  uint32_t rank, const uint8_t moves[GROUP])
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t bin = median->bin[first + i];
        const size_t block = bin / BLOCK * median->features + first + i;
        occupy(median, block, bin);
        if (median->narrow)
            median->narrow[block * BLOCK + bin % BLOCK]++;
        else
            median->wide[block * BLOCK + bin % BLOCK]++;
        if (moves[i])
            move(median, first + i, rank);
    }
}

/* A group's blocks are on their way while the group before it is counted. */
static void add_bins(facs_running_median *median, uint32_t rank)
{
    uint8_t moves[2][GROUP];
    size_t first = 0, count = 0; /* of the group that is fetched */
    int n = 0;

    do {
        const size_t before = first, counted = count;
        first += count;
        count = median->features - first < GROUP ? median->features - first : GROUP;
        prepare(median, first, count, rank, moves[n]);
        n = !n;
        count_and_move(median, before, counted, rank, moves[n]);
    } while (count > 0);
}

void facs_running_median_add(facs_running_median *median, const float *descriptor)
{
    find_bins(median, descriptor);
    if (median->count == UINT16_MAX)
        widen(median);
    median->count++;
    add_bins(median, (uint32_t)((median->count + 1) / 2));
    for (size_t i = 0; i < median->features && median->count <= 2; i++) {
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

double facs_running_median_quantile(const facs_running_median *median, int feature, double share)
{
    const size_t f = (size_t)feature;
    const int64_t wanted = (int64_t)(share * (double)median->count);
    const int64_t last = wanted < median->count ? wanted : median->count - 1;
    uint32_t bin = median->occupied[f] & 1 ? 0 : next_above(median, f, 0);
    for (int64_t below = count_of(median, f, bin); below <= last;) {
        bin = next_above(median, f, bin);
        below += count_of(median, f, bin);
    }
    return median->min + (bin + 0.5) * median->width;
}

/* ---- Saved and loaded ------------------------------------------------------------------------ */

/* Writes each bin with a count: its distance from the one before, and the count. */
static size_t write_feature(const facs_running_median *median, size_t feature, uint8_t *to)
{
    uint32_t before = 0;
    size_t count = 0;
    for (size_t block = feature; block < median->blocks; block += median->features)
        for (uint32_t bits = median->occupied[block]; bits; bits &= bits - 1) {
            const uint32_t bin =
                (uint32_t)(block / median->features) * BLOCK + (uint32_t)__builtin_ctz(bits);
            count += facs_put_number(to ? to + count : NULL, bin - before);
            count += facs_put_number(to ? to + count : NULL, count_of(median, feature, bin));
            before = bin;
        }
    return count;
}

size_t facs_running_median_write(const facs_running_median *median, uint8_t *to)
{
    const uint64_t head[] = {median->features, (uint64_t)median->bins, (uint64_t)median->count};
    size_t count = 0;
    for (int i = 0; i < 3; i++)
        count += facs_put_number(to ? to + count : NULL, head[i]);
    for (size_t i = 0; i < median->features; i++)
        count += write_feature(median, i, to ? to + count : NULL);
    return count;
}

/* Reads counts until they add up to the number of descriptors, and finds the middle. */
static int read_feature(facs_running_median *median, size_t feature, const uint8_t **from,
                        const uint8_t *end)
{
    const uint64_t rank = ((uint64_t)median->count + 1) / 2;
    uint64_t total = 0, bin = 0;
    int failed = 0;
    while (total < (uint64_t)median->count) {
        const uint64_t step = facs_take_number(from, end, &failed);
        const uint64_t count = facs_take_number(from, end, &failed);
        if (failed || step >= (uint64_t)median->bins || (step == 0 && total > 0) || count == 0 ||
            count > (uint64_t)median->count - total)
            return -EINVAL;
        bin += step;
        if (bin >= (uint64_t)median->bins)
            return -EINVAL;
        const size_t block = (size_t)(bin / BLOCK) * median->features + feature;
        occupy(median, block, (uint32_t)bin);
        if (median->narrow)
            median->narrow[block * BLOCK + bin % BLOCK] = (uint16_t)count;
        else
            median->wide[block * BLOCK + bin % BLOCK] = (uint32_t)count;
        if (total < rank && total + count >= rank) {
            median->middle[feature] = (uint32_t)bin;
            median->below[feature] = (uint32_t)total;
            median->within[feature] = (uint32_t)count;
        }
        total += count;
    }
    set_value(median, feature);
    return 0;
}

int facs_running_median_read(facs_running_median *median, const uint8_t **from, const uint8_t *end)
{
    int failed = 0;
    const uint64_t features = facs_take_number(from, end, &failed);
    const uint64_t bins = facs_take_number(from, end, &failed);
    const uint64_t count = facs_take_number(from, end, &failed);
    if (failed || median->count || features != median->features || bins != (uint64_t)median->bins ||
        count > INT32_MAX)
        return -EINVAL;
    median->count = (int64_t)count;
    if (count > UINT16_MAX)
        widen(median);
    int status = 0;
    for (size_t i = 0; i < median->features && count > 0 && status == 0; i++)
        status = read_feature(median, i, from, end);
    return status;
}
