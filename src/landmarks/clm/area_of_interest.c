#include "landmarks/clm/area_of_interest.h"

#include "base/canvas.h"

#define FRACTIONS     (1 << FACS_AREA_FRACTION_BITS)
#define TO_FRACTION   (FACS_AREA_FIXED_BITS - FACS_AREA_FRACTION_BITS)
#define HALF_FRACTION (1 << (TO_FRACTION - 1))

/* Rounds half to even, and clamps to 2^29, so that no warp, however wild, overflows the sums. NaN:
 * -2^29. */
static int32_t to_fixed(double pixels)
{
    const double max = 1 << 29, rounder = 0x1.8p52; /* adding it leaves no fractional bits */
    double fixed = pixels * (1 << FACS_AREA_FIXED_BITS);

    fixed = fixed > -max ? (fixed < max ? fixed : max) : -max;
    return (int32_t)(fixed + rounder - rounder);
}

void facs_area_grid_make(facs_area_grid *grid, int side, float a, float b)
{
    grid->side = side;
    grid->a = a;
    grid->b = b;
    for (int u = 0; u < side + FACS_AREA_LANES; u++) {
        grid->across_x[u] = to_fixed((double)a * (u < side ? u : side - 1));
        grid->across_y[u] = to_fixed((double)b * (u < side ? u : side - 1));
    }
}

static void make_rows(const facs_area_grid *grid, float x, float y, facs_area_rows *rows)
{
    /* In 32 bits, as OpenFace computes the corner. */
    float a = grid->a * ((float)grid->side - 1) / 2, b = grid->b * ((float)grid->side - 1) / 2;
    double corner_x = (double)(x - a + b), corner_y = (double)(y - a - b);

    for (int v = 0; v < grid->side; v++) {
        rows->x[v] = to_fixed((double)-grid->b * v + corner_x) + HALF_FRACTION;
        rows->y[v] = to_fixed((double)grid->a * v + corner_y) + HALF_FRACTION;
    }
}

/* x, y: in 1/32 pixel. */
static int32_t sample(const facs_grey *picture, int x, int y)
{
    int left = x >> FACS_AREA_FRACTION_BITS, top = y >> FACS_AREA_FRACTION_BITS;
    int right_share = x & (FRACTIONS - 1), lower_share = y & (FRACTIONS - 1);
    int tap[4];

    for (int k = 0; k < 4; k++) {
        int column = left + (k & 1), row = top + (k >> 1);
        int inside = column >= 0 && column < picture->width && row >= 0 && row < picture->height;
        tap[k] = inside ? picture->pixels[row * picture->stride + column] : 0;
    }
    int upper = (FRACTIONS - right_share) * tap[0] + right_share * tap[1];
    int lower = (FRACTIONS - right_share) * tap[2] + right_share * tap[3];
    return (FRACTIONS - lower_share) * upper + lower_share * lower;
}

static int min(const int32_t *values, int last)
{
    return values[0] < values[last] ? values[0] : values[last];
}

static int max(const int32_t *values, int last)
{
    return values[0] > values[last] ? values[0] : values[last];
}

/* Places are monotonic along rows and columns, so the corners decide what is read:
 * FACS_AREA_BYTES at each tap. */
static facs_rectangle part_of(const facs_area_grid *grid, const facs_area_rows *rows)
{
    int last = grid->side - 1;
    return (facs_rectangle){
        (min(rows->x, last) + min(grid->across_x, last)) >> FACS_AREA_FIXED_BITS,
        (min(rows->y, last) + min(grid->across_y, last)) >> FACS_AREA_FIXED_BITS,
        ((max(rows->x, last) + max(grid->across_x, last)) >> FACS_AREA_FIXED_BITS) +
            FACS_AREA_BYTES,
        ((max(rows->y, last) + max(grid->across_y, last)) >> FACS_AREA_FIXED_BITS) + 2};
}

static void read_anywhere(const facs_area_grid *grid, const facs_area_rows *rows,
                          const facs_grey *picture, facs_area *area)
{
    const int filled = (grid->side + FACS_AREA_LANES - 1) / FACS_AREA_LANES * FACS_AREA_LANES;

    for (int v = 0; v < grid->side; v++)
        for (int u = 0; u < filled; u++)
            area->level[v][u] = sample(picture, (rows->x[v] + grid->across_x[u]) >> TO_FRACTION,
                                       (rows->y[v] + grid->across_y[u]) >> TO_FRACTION);
}

/* 1: everything that is read is in the picture, at offsets that fit 32 bits. */
static int all_inside(const facs_rectangle *part, const facs_grey *picture)
{
    return part->left >= 0 && part->top >= 0 && part->right <= picture->width &&
           part->bottom <= picture->height && picture->stride > 0 &&
           picture->stride <= INT32_MAX / picture->height;
}

void facs_area_read(const facs_area_grid *grid, const facs_grey *picture, float x, float y,
                    facs_area_sampler *sample_inside, facs_area *area)
{
    facs_area_rows rows;

    make_rows(grid, x, y, &rows);
    const facs_rectangle part = part_of(grid, &rows);
    facs_grey_need(picture, part);
    if (all_inside(&part, picture))
        sample_inside(grid, &rows, picture, area);
    else
        read_anywhere(grid, &rows, picture, area);
}
