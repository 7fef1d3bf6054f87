#include "head.h"

#include "places.h"

#include <math.h>
#include <stdint.h>

/* ---- Small mathematics ----------------------------------------------------------------------- */

static double lattice(int x, int y)
{
    uint32_t h = (uint32_t)x * 374761393u + (uint32_t)y * 668265263u;
    h = (h ^ h >> 13) * 1274126177u;
    return (h >> 8 & 0xffff) / 65535.0;
}

double facs_drawn_noise(double x, double y)
{
    const int i = (int)floor(x), j = (int)floor(y);
    const double u = step(0, 1, x - i), v = step(0, 1, y - j);
    const double top = lattice(i, j) * (1 - u) + lattice(i + 1, j) * u;
    const double bottom = lattice(i, j + 1) * (1 - u) + lattice(i + 1, j + 1) * u;
    return top * (1 - v) + bottom * v;
}

/* ---- Where the surface is -------------------------------------------------------------------- */

/* Half the head's width at a height: cheekbones 1, jaw, chin; the skull above. */
static double half_width(double y)
{
    if (y < -0.2)
        return 1.02 * pow(fmax(1 - pow((-0.2 - y) / 1.38, 2.6), 0), 0.45);
    return 1.02 * (1 - 0.16 * step(0, 0.75, y)) * pow(fmax(1 - pow((y + 0.2) / 1.5, 4.2), 0), 0.5);
}

/* How far the middle of the face lies before the ears. */
static double front(double y)
{
    return 1.02 - 0.22 * pow(fabs(y - 0.1) / 1.2, 2.4) - 0.10 * step(-0.5, -1.1, y);
}

/* Both sides are alike: x is positive. */
static double relief(double x, double y, const facs_drawn_expression *e)
{
    double z = 0.06 * bump(x, y, 0.38, -0.34, 0.26, 0.07); /* brow ridge */
    z -= 0.15 * bump(x, y, 0.40, -0.17, 0.17, 0.11);       /* eye socket */
    z += 0.085 * bump(x, y, EYE_X, -0.155, 0.13, 0.09);    /* eyeball */
    z -= 0.05 * bump(x, y, 0.14, -0.14, 0.07, 0.10);       /* beside the nose's root */
    z += (0.06 + 0.16 * step(-0.25, 0.2, y)) * exp(-0.5 * pow(x / 0.085, 2)) *
         step(-0.45, -0.15, y) * (1 - step(0.22, 0.33, y));             /* nose */
    z += 0.15 * bump(x, y, 0, 0.18, 0.12, 0.11);                        /* its tip */
    z += 0.10 * bump(x, y, 0.145, 0.22, 0.06, 0.065);                   /* its wings */
    z += (0.06 + 0.05 * e->au[6]) * bump(x, y, 0.56, 0.10, 0.22, 0.17); /* cheekbone */
    z -= 0.05 * bump(x, y, 0.62, 0.55, 0.18, 0.20);                     /* cheek */
    z += 0.08 * bump(x, y, 0, SEAM, 0.34, 0.20);                        /* teeth behind the lips */
    z += 0.045 * bump(x, y, 0, SEAM - 0.05, 0.24, 0.032);               /* upper lip */
    z += 0.060 * bump(x, y, 0, SEAM + 0.065, 0.20, 0.042);              /* lower lip */
    z -= 0.030 * bump(x, y, 0.05, SEAM, 0.20, 0.014);
    z -= 0.04 * bump(x, y, 0, SEAM + 0.21, 0.18, 0.06);                   /* above the chin */
    z += 0.10 * bump(x, y, 0, 1.02, 0.20, 0.15);                          /* chin */
    z -= (0.012 + 0.03 * e->au[12]) * bump(x, y, 0.36, 0.40, 0.05, 0.14); /* beside the mouth */
    z -= 0.10 * e->au[14] * bump(x, y, MOUTH + 0.04, SEAM, 0.05, 0.06);
    z += 0.05 * e->au[17] * bump(x, y, 0, SEAM + 0.07, 0.2, 0.05);
    z -= (0.02 * e->au[23] + 0.07 * e->au[28]) * bump(x, y, 0, SEAM, 0.3, 0.1);
    return z;
}

/* Movements of the skin at the brows and the eyes, and of the nose: d is added to x and y. */
static void move_upper_face(const double *au, double x, double y, double d[2])
{
    const double brow = exp(-0.5 * pow((y + 0.42) / 0.17, 2)) * (1 - step(0.75, 1, x)) *
                        (1 - step(-0.365, -0.295, y));
    const double outer = step(0.2, 0.5, x);
    d[1] -= 0.15 * brow * (au[1] * (1 - outer) + au[2] * outer);
    d[1] += 0.09 * au[4] * bump(x, y, 0.26, -0.38, 0.25, 0.1);
    d[0] -= 0.06 * au[4] * bump(x, y, 0.22, -0.38, 0.12, 0.1);
    d[1] -= 0.08 * au[6] * bump(x, y, 0.5, 0.2, 0.22, 0.18);
    d[1] -= 0.07 * au[9] * bump(x, y, 0.12, 0.2, 0.1, 0.1);
    d[1] += 0.05 * au[9] * bump(x, y, 0.16, -0.38, 0.16, 0.1);
}

/* The lips draw together by a share of their distance from the seam. */
static double tighten(double y, double share)
{
    return share * (SEAM - y) * exp(-0.5 * pow((y - SEAM) / 0.10, 2));
}

/* The same at the mouth and the chin. */
static void move_lower_face(const double *au, double x, double y, double d[2])
{
    d[0] += 0.12 * au[12] * bump(x, y, MOUTH, SEAM, 0.16, 0.14);
    d[1] -= 0.11 * au[12] * bump(x, y, MOUTH + 0.04, SEAM, 0.17, 0.14);
    d[0] += 0.05 * au[14] * bump(x, y, MOUTH, SEAM, 0.12, 0.08);
    d[0] += 0.02 * au[15] * bump(x, y, MOUTH, SEAM, 0.14, 0.1);
    d[1] += 0.13 * au[15] * bump(x, y, MOUTH, SEAM, 0.13, 0.12);
    d[1] -= 0.09 * au[17] * bump(x, y, 0, SEAM + 0.05, 0.24, 0.10);
    d[1] -= 0.09 * au[17] * bump(x, y, 0, 0.92, 0.25, 0.14);
    d[0] += 0.14 * au[20] * bump(x, y, MOUTH, SEAM + 0.02, 0.18, 0.12);
    d[1] += 0.02 * au[20] * bump(x, y, MOUTH, SEAM, 0.15, 0.1);
    d[0] -= 0.05 * au[23] * bump(x, y, MOUTH, SEAM, 0.16, 0.12);
    const double within_mouth = 1 - step(MOUTH, MOUTH + 0.15, x);
    d[1] += within_mouth * tighten(y, 0.35 * au[20] + 0.6 * au[23] + 0.85 * au[28]);

    const double k = fmin(x / (MOUTH + 0.01), 1), lips = pow(1 - k * k, 0.6);
    const double below = step(SEAM + 0.1, SEAM + 0.5, y);
    const double lower =
        (0.42 * au[26] + 0.13 * au[25]) * lips * (1 - below) + 0.36 * au[26] * below;
    const double upper = -0.05 * au[25] * lips * exp(-0.5 * pow((y - SEAM) / 0.08, 2)) -
                         0.11 * au[10] * bump(x, y, 0.1, SEAM - 0.06, 0.17, 0.13);
    const double share = fmin(fmax((y - SEAM) / SEAM_WIDTH + 0.5, 0), 1); /* of the lower lip's */
    d[1] += share * lower + (1 - share) * upper;
}

/* Where the skin at a place of the neutral face is. */
static void move_skin(const facs_drawn_expression *e, const double rest[2], double moved[2])
{
    double d[2] = {0, 0}; /* for the side whose x is positive */
    move_upper_face(e->au, fabs(rest[0]), rest[1], d);
    move_lower_face(e->au, fabs(rest[0]), rest[1], d);
    moved[0] = rest[0] + (rest[0] < 0 ? -d[0] : d[0]);
    moved[1] = rest[1] + d[1];
}

static void turn(const facs_drawn_expression *e, double p[3])
{
    const double pivot = 0.6; /* the neck: the head nods about a place below its middle */
    const double cy = cos(e->yaw), sy = sin(e->yaw), cp = cos(e->pitch), sp = sin(e->pitch);
    const double cr = cos(e->roll), sr = sin(e->roll);
    double x = p[0] * cy + p[2] * sy, z = -p[0] * sy + p[2] * cy, y = p[1] - pivot;
    const double nodded = y * cp - z * sp;
    z = y * sp + z * cp;
    y = nodded;
    p[0] = x * cr - y * sr + e->aside;
    p[1] = x * sr + y * cr + pivot;
    p[2] = z;
}

/* Rows crowd where the mouth opens. down is 0 at the crown, 1 at the chin. */
static double row(double down)
{
    const double at = 0.75; /* the seam's */
    if (down < at)
        return -1.575 + (SEAM - SEAM_WIDTH / 2 + 1.575) * down / at;
    const double t = (down - at) / (1 - at);
    return t < 0.04 ? SEAM - SEAM_WIDTH / 2 + SEAM_WIDTH * t / 0.04
                    : SEAM + SEAM_WIDTH / 2 + (1.298 - SEAM) * (t - 0.04) / 0.96;
}

static void place_head(const facs_drawn_expression *e, double across, double down, double rest[2],
                       double place[3])
{
    const double angle = 1.95 * across, y = row(down), w = half_width(y);
    rest[0] = w * sin(angle);
    rest[1] = y;
    move_skin(e, rest, place);
    const double facing = step(-0.1, 0.5, cos(angle));
    const double hair = 0.10 * step(0.02, -0.10, y - hairline(rest[0], across));
    place[2] = front(y) * pow(w, 0.45) * cos(angle) + facing * relief(fabs(rest[0]), y, e);
    const double ear = 0.18 * bump(fabs(across), y, 0.83, -0.02, 0.035, 0.17);
    const double thicker = 1 + (hair + ear) / fmax(hypot(place[0], place[2]), 0.2);
    place[0] *= thicker;
    place[2] *= thicker;
    place[1] -= hair * step(-0.4, -1.4, y);
    turn(e, place);
}

static void place_body(const facs_drawn_expression *e, double across, double down, double rest[2],
                       double place[3])
{
    const double y = 0.7 + 2.3 * down, angle = 1.7 * across;
    const double w = 0.50 + 0.10 * step(1.3, 1.6, y) + 1.75 * pow(step(1.45, 2.75, y), 0.75);
    rest[0] = place[0] = w * sin(angle);
    rest[1] = place[1] = y;
    place[2] = -0.55 + 0.5 * fmin(w, 0.9) * cos(angle) + 0.25 * step(1.5, 2.6, y);
    place[0] += e->aside + 0.1 * e->yaw;
}

void facs_drawn_place(facs_drawn_part part, const facs_drawn_expression *e, double across,
                      double down, double rest[2], double place[3])
{
    if (part == FACS_DRAWN_HEAD)
        place_head(e, across, down, rest, place);
    else
        place_body(e, across, down, rest, place);
}
