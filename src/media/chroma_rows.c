#include "media/chroma_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TAPS   5 /* rows that are weighed, 4 of which count */
#define KEPT   4
#define ROW    (1 << 17) /* distance between two rows of chroma */
#define ONE    4096      /* the sum of the factors */
#define BITS   54        /* fractional bits of a weight */
#define SMALL  0.002     /* of the sum: the first weights are dropped up to this share */
#define C_24   10066329  /* 0.6, the C of the bicubic filter (its B is 0), in 1/2^24 */
#define BIT_24 (INT64_C(1) << 24)
#define BIT_30 (INT64_C(1) << 30)

typedef struct weighed_row {
    int first;
    int64_t weights[TAPS]; /* times 6, in 1/2^BITS */
} weighed_row;

/* The filter at a distance in 1/2^30 rows. */
static int64_t bicubic(int64_t distance)
{
    if (distance >= 2 * BIT_30) /* its cube may not fit */
        return 0;
    const int64_t square = (distance * distance) >> 30, cube = (square * distance) >> 30;
    if (distance < BIT_30)
        return (12 * BIT_24 - 6 * C_24) * cube + (6 * C_24 - 18 * BIT_24) * square +
               6 * BIT_24 * BIT_30;
    return -6 * C_24 * cube + 30 * C_24 * square - 48 * C_24 * distance + 24 * C_24 * BIT_30;
}

/* Drops small weights at the start, as long as the row begins above the next one. */
static void drop_small(weighed_row *row, const weighed_row *next)
{
    int64_t sum = 0;

    for (int i = 0; i < TAPS; i++) {
        sum += llabs(row->weights[0]);
        if ((double)sum > SMALL * (double)(INT64_C(1) << BITS) ||
            (next && row->first >= next->first))
            return;
        memmove(row->weights, row->weights + 1, (TAPS - 1) * sizeof(row->weights[0]));
        row->weights[TAPS - 1] = 0;
        row->first++;
    }
}

/* Repeats the first and the last row beyond the edges. */
static void fold_edges(weighed_row *row, int count)
{
    int64_t folded[KEPT] = {0};
    int first = row->first < 0 ? 0 : row->first;

    first = first > count - KEPT ? count - KEPT : first;
    for (int i = 0; i < KEPT; i++) {
        const int place = row->first + i;
        folded[(place < 0 ? 0 : place >= count ? count - 1 : place) - first] += row->weights[i];
    }
    row->first = first;
    memcpy(row->weights, folded, sizeof(folded));
}

static int64_t divide_rounded(int64_t a, int64_t b)
{
    return a >= 0 ? (a + b / 2) / b : -((-a + b / 2) / b);
}

/* Integers whose sum is ONE: the rounding error of each goes to the next. */
static void make_factors(const weighed_row *row, facs_chroma_rows *out)
{
    int64_t sum = 0, lost = 0;

    for (int i = 0; i < KEPT; i++)
        sum += row->weights[i];
    sum = (sum + ONE / 2) / ONE;
    out->first = row->first;
    for (int i = 0; i < KEPT; i++) {
        const int64_t weight = row->weights[i] + lost;
        const int64_t factor = divide_rounded(weight, sum);
        out->factors[i] = (int16_t)factor;
        lost = weight - factor * sum;
    }
}

int facs_chroma_rows_fill(facs_chroma_rows *rows, int height)
{
    const int count = (height + 1) / 2;
    const int64_t step = ((int64_t)count * (ROW / 2) + height / 2) / height; /* in half rows */
    weighed_row *weighed = calloc((size_t)height, sizeof(*weighed));
    if (!weighed)
        return -ENOMEM;

    for (int y = 0; y < height; y++) {
        const int64_t middle = step - ROW / 2 + 2 * step * y;
        weighed[y].first = (int)((middle - 3 * (ROW / 2)) / ROW);
        for (int i = 0; i < TAPS; i++)
            weighed[y].weights[i] =
                bicubic(llabs((int64_t)(weighed[y].first + i) * ROW - middle) << 13);
    }
    for (int y = height - 1; y >= 0; y--)
        drop_small(&weighed[y], y + 1 < height ? &weighed[y + 1] : NULL);
    for (int y = 0; y < height; y++) {
        fold_edges(&weighed[y], count);
        make_factors(&weighed[y], &rows[y]);
    }
    free(weighed);
    return 0;
}
