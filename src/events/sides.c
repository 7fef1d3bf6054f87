#include "events/sides.h"

#include <math.h>

/* Places in facs_side_points. Brows and lids: first the right side's, then the left's. */
enum { OUTER_RIGHT, OUTER_LEFT, NOSE, MOUTH, BROWS = 5, LIDS = 15 };

#define BROW_POINTS 5
#define LID_PAIRS   2
#define UNIT        0.01 /* of the distance between the outer corners of the eyes */
#define MIN_HEIGHT  0.01 /* of it, from eyes to nose, for "up" to mean anything; usually half */

const int facs_side_points[FACS_SIDE_POINTS] = {36, 45, 33, 48, 54, 17, 18, 19, 20, 21, 22, 23,
                                                24, 25, 26, 37, 41, 38, 40, 44, 46, 43, 47};

typedef struct frame {
    int dimensions;
    double origin[3], across[3], up[3]; /* unit vectors */
    double unit;
} frame;

static double dot(const double *a, const double *b, int dimensions)
{
    double sum = 0;
    for (int d = 0; d < dimensions; d++)
        sum += a[d] * b[d];
    return sum;
}

/* 0: the points do not define a frame. */
static int find_frame(frame *f, const double *points, int n)
{
    const double *right = points + OUTER_RIGHT * n, *left = points + OUTER_LEFT * n;
    f->dimensions = n;
    for (int d = 0; d < n; d++) {
        f->origin[d] = (right[d] + left[d]) / 2;
        f->across[d] = left[d] - right[d];
        f->up[d] = f->origin[d] - points[NOSE * n + d];
    }
    const double width = sqrt(dot(f->across, f->across, n));
    if (!(width > 0))
        return 0;
    for (int d = 0; d < n; d++)
        f->across[d] /= width;
    const double slant = dot(f->up, f->across, n);
    for (int d = 0; d < n; d++)
        f->up[d] -= slant * f->across[d];
    const double height = sqrt(dot(f->up, f->up, n));
    if (!(height > MIN_HEIGHT * width))
        return 0;
    for (int d = 0; d < n; d++)
        f->up[d] /= height;
    f->unit = UNIT * width;
    return isfinite(width);
}

/* How far along an axis a point is. */
static double along(const frame *f, const double axis[3], const double *point)
{
    double from_origin[3];
    for (int d = 0; d < f->dimensions; d++)
        from_origin[d] = point[d] - f->origin[d];
    return dot(from_origin, axis, f->dimensions) / f->unit;
}

static double distance(const frame *f, const double *a, const double *b)
{
    double difference[3];
    for (int d = 0; d < f->dimensions; d++)
        difference[d] = a[d] - b[d];
    return sqrt(dot(difference, difference, f->dimensions)) / f->unit;
}

/* From points along rays to a parallel projection. 0: a point is not in front of the camera. */
static int make_parallel(double made[3 * FACS_SIDE_POINTS], const double *points)
{
    double depth = 0;
    for (int i = 0; i < FACS_SIDE_POINTS; i++) {
        if (!(points[3 * i + 2] > 0))
            return 0;
        depth += points[3 * i + 2] / FACS_SIDE_POINTS;
    }
    for (int i = 0; i < FACS_SIDE_POINTS; i++) {
        made[3 * i] = points[3 * i] * depth / points[3 * i + 2];
        made[3 * i + 1] = points[3 * i + 1] * depth / points[3 * i + 2];
        made[3 * i + 2] = points[3 * i + 2];
    }
    return 1;
}

void facs_sides_measure(const double *points, int dimensions, float measures[FACS_SIDE_MEASURES])
{
    frame f;
    double parallel[3 * FACS_SIDE_POINTS];
    const int n = dimensions;
    int found = 1;
    if (n == 3) {
        found = make_parallel(parallel, points);
        points = parallel;
    }
    found = found && find_frame(&f, points, n);

    for (int side = 0; side < 2; side++) {
        double brow = 0, eye = 0;
        const double *mouth = points + (MOUTH + side) * n;
        const double *brows = points + (BROWS + side * BROW_POINTS) * n;
        const double *lids = points + (LIDS + side * 2 * LID_PAIRS) * n;
        for (int i = 0; found && i < BROW_POINTS; i++)
            brow += along(&f, f.up, brows + i * n) / BROW_POINTS;
        for (int i = 0; found && i < LID_PAIRS; i++)
            eye += distance(&f, lids + 2 * i * n, lids + (2 * i + 1) * n) / LID_PAIRS;
        const double up = found ? along(&f, f.up, mouth) : 0;
        const double out = found ? along(&f, f.across, mouth) * (side ? 1 : -1) : 0;
        const double kinds[FACS_SIDE_KINDS] = {brow, eye, up, out};
        for (int k = 0; k < FACS_SIDE_KINDS; k++)
            measures[2 * k + side] = found ? (float)kinds[k] : NAN;
    }
}
