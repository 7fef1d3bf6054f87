/* Where the parts of the neutral face are, and curves that both its surface and its looks use. */
#ifndef FACS_DRAWN_FACE_PLACES_H
#define FACS_DRAWN_FACE_PLACES_H

#include <math.h>

#define SEAM       0.585 /* where the lips meet at rest */
#define SEAM_WIDTH 0.006 /* that opens to the mouth's inside */
#define MOUTH      0.35  /* half its width */
#define EYE_X      0.43
#define EYE_Y      (-0.17)
#define EYE_WIDTH  0.20 /* half */

static inline double bump(double x, double y, double cx, double cy, double sx, double sy)
{
    const double u = (x - cx) / sx, v = (y - cy) / sy;
    return exp(-0.5 * (u * u + v * v));
}

static inline double step(double from, double to, double x)
{
    const double t = fmin(fmax((x - from) / (to - from), 0), 1);
    return t * t * (3 - 2 * t);
}

/* Over the forehead, and at the temples down to the ears. */
static inline double hairline(double x, double across)
{
    const double temple = step(0.50, 0.64, fabs(across));
    return (1 - temple) * (-0.90 + 0.22 * x * x) + temple * -0.16;
}

#endif
