#include "appearance/fhog_cells.h"

#include "appearance/align.h"
#include "base/simd.h"

#include <math.h>
#include <string.h>

#define SIDE       FACS_ALIGNED_SIDE
#define CELL       8                         /* pixels along a cell's side */
#define BLOCKS     (FACS_FHOG_ALL_CELLS + 1) /* between the centres of cells, and before and after */
#define BEFORE     (CELL / 2) /* pixel x of the face is at x + BEFORE in the row of blocks */
#define ACROSS     (BLOCKS * CELL)
#define STEP       16  /* pixels whose channels are separated at a time */
#define VECTOR_END 105 /* see differentiate() */

_Static_assert(SIDE % STEP == 0, "rows are whole steps");

/* One row of the face, channels separated. */
typedef struct pixel_row {
    float channel[3][SIDE];
} pixel_row;

/* The gradients of one row of pixels, by place in the row of blocks; 0 at the face's border and
 * beyond. Whole numbers below 2^24: exact. */
typedef struct gradient_row {
    float x[ACROSS], y[ACROSS], square[ACROSS];
    float length[ACROSS];
    int32_t orientation[ACROSS];
} gradient_row;

/* Where the shares of four cells are in a vector. */
enum { UPPER_LEFT, UPPER_RIGHT, LOWER_LEFT, LOWER_RIGHT };

/* A row of blocks: index block * ORIENTATIONS + orientation. */
typedef f32x4 block_row[BLOCKS * FACS_FHOG_ORIENTATIONS];

static void read_row(const uint8_t *pixels, pixel_row *row)
{
    uint8_t bytes[3][SIDE];

    for (int x = 0; x < SIDE; x += STEP)
        simd_split_pixels(pixels + 3 * x, bytes[0] + x, bytes[1] + x, bytes[2] + x);
    for (int c = 0; c < 3; c++)
        for (int x = 0; x < SIDE; x++)
            row->channel[c][x] = bytes[c][x];
}

/* Keeps the longest of three channels' central differences, the first of equals, in columns
 * from..to-1. rows: the one above, the row itself, the one below. */
static inline void keep_longest(const pixel_row *const rows[3], const int channels[3], int from,
                                int to, gradient_row *g)
{
    const pixel_row *above = rows[0], *row = rows[1], *below = rows[2];

    for (int x = from; x < to; x++) {
        float longest_x = 0, longest_y = 0, longest = 0;
        for (int k = 0; k < 3; k++) {
            const int c = channels[k];
            const float gx = row->channel[c][x + 1] - row->channel[c][x - 1];
            const float gy = below->channel[c][x] - above->channel[c][x];
            const float square = gx * gx + gy * gy;
            longest_x = square > longest ? gx : longest_x;
            longest_y = square > longest ? gy : longest_y;
            longest = square > longest ? square : longest;
        }
        g->x[x + BEFORE] = longest_x;
        g->y[x + BEFORE] = longest_y;
        g->square[x + BEFORE] = longest;
    }
}

/* The gradient is that of the channel where it is longest, the first of equals. dlib's order is
 * blue, green, red in its vector loop (columns 1..104, eight at a time) and red, green, blue in the
 * scalar rest of the row; OpenFace's values show both. */
static void differentiate(const pixel_row *const rows[3], gradient_row *g)
{
    static const int forward[3] = {0, 1, 2}, backward[3] = {2, 1, 0};

    keep_longest(rows, forward, 1, VECTOR_END, g);
    keep_longest(rows, backward, VECTOR_END, SIDE - 1, g);
}

/* The orientation is the one of dlib's nine unit vectors (cosines and sines of 0, 20 .. 160 degrees
 * with four digits) with the largest absolute dot product; its sign selects o or o + 9. Within a
 * quadrant the best vector changes where (difference of cosines) |x| = (difference of sines) |y|;
 * in units of 1/10000 both sides are whole numbers below 2^24, so the comparisons are exact. */
static void orient(gradient_row *g)
{
    for (int at = 0; at < ACROSS; at++) {
        const float x = g->x[at], y = g->y[at], ax = fabsf(x), ay = fabsf(y);
        const int32_t steps = (3420 * ay > 603 * ax) + (3008 * ay > 1737 * ax) +
                              (2232 * ay > 2660 * ax) + (1188 * ay > 3264 * ax);
        const int32_t left = -(x < 0), up = -(y < 0);     /* all bits, or none */
        const int32_t backward = (left ^ up) & -(ax > 0); /* the second or fourth quadrant */
        const int32_t bin = (FACS_FHOG_HALF & (left | up)) + (FACS_FHOG_HALF & backward & up) +
                            ((steps ^ backward) - backward);
        g->orientation[at] = bin & -(bin < FACS_FHOG_ORIENTATIONS);
    }
    for (int at = 0; at < ACROSS; at++)
        g->length[at] = sqrtf(g->square[at]);
}

/* Returns the shares of a pixel at column x of a block; below: the share of the cells below. */
static inline f32x4 shares(int x, float below)
{
    const float right = ((float)x + 0.5f) / CELL;
    return (f32x4){(1 - right) * (1 - below), right * (1 - below), (1 - right) * below,
                   right * below};
}

/* Spreads a row's gradients over the four cells around each pixel. Neighbours often have the same
 * orientation; going block by block, no sum waits for the one before. */
static void spread(const gradient_row *g, int y, f32x4 *sums)
{
    const float below = ((float)((y + BEFORE) % CELL) + 0.5f) / CELL;

    for (int x = 0; x < CELL; x++) {
        const f32x4 share = shares(x, below);
        for (int b = 0; b < BLOCKS; b++) {
            const int at = b * CELL + x;
            sums[b * FACS_FHOG_ORIENTATIONS + g->orientation[at]] += share * g->length[at];
        }
    }
}

/* A row of cells has the lower sums of the blocks above their centres, the upper of those below. */
static void gather(const f32x4 *above, const f32x4 *below, float *histograms)
{
    for (int k = 0; k < FACS_FHOG_ALL_CELLS * FACS_FHOG_ORIENTATIONS; k++) {
        const int right = k + FACS_FHOG_ORIENTATIONS;
        histograms[k] = (above[k][LOWER_RIGHT] + above[right][LOWER_LEFT]) +
                        (below[k][UPPER_RIGHT] + below[right][UPPER_LEFT]);
    }
}

void FACS_KERNEL(facs_fhog_fill)(const uint8_t *face, facs_fhog_cells histograms)
{
    pixel_row rows[3];       /* a ring: row y is at y % 3 */
    block_row sums[2] = {0}; /* a ring: a row of blocks and the one above */
    gradient_row gradients = {0};

    read_row(face, &rows[0]);
    read_row(face + 3 * SIDE, &rows[1]);
    for (int y = 1; y < SIDE - 1; y++) {
        const int block = (y + BEFORE) / CELL;
        read_row(face + (ptrdiff_t)(y + 1) * 3 * SIDE, &rows[(y + 1) % 3]);
        const pixel_row *const around[3] = {&rows[(y - 1) % 3], &rows[y % 3], &rows[(y + 1) % 3]};
        differentiate(around, &gradients);
        orient(&gradients);
        spread(&gradients, y, sums[block % 2]);
        if (block > 0 && ((y + 1 + BEFORE) % CELL == 0 || y == SIDE - 2)) {
            f32x4 *above = sums[(block - 1) % 2];
            gather(above, sums[block % 2], histograms[block - 1]);
            memset(above, 0, sizeof(block_row));
        }
    }
}
