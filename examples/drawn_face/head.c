#include "head.h"

#include <math.h>
#include <stdint.h>

#define SEAM       0.585 /* where the lips meet at rest */
#define SEAM_WIDTH 0.006 /* that opens to the mouth's inside */
#define MOUTH      0.35  /* half its width */
#define EYE_X      0.43
#define EYE_Y      (-0.17)
#define EYE_WIDTH  0.20 /* half */

/* ---- Small mathematics ----------------------------------------------------------------------- */

static double bump(double x, double y, double cx, double cy, double sx, double sy)
{
    const double u = (x - cx) / sx, v = (y - cy) / sy;
    return exp(-0.5 * (u * u + v * v));
}

static double step(double from, double to, double x)
{
    const double t = fmin(fmax((x - from) / (to - from), 0), 1);
    return t * t * (3 - 2 * t);
}

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

static void mix(double colour[4], double share, double red, double green, double blue)
{
    colour[0] += share * (red - colour[0]);
    colour[1] += share * (green - colour[1]);
    colour[2] += share * (blue - colour[2]);
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
    z += (0.06 + 0.05 * e->smile) * bump(x, y, 0.56, 0.10, 0.22, 0.17); /* cheekbone */
    z -= 0.05 * bump(x, y, 0.62, 0.55, 0.18, 0.20);                     /* cheek */
    z += 0.08 * bump(x, y, 0, SEAM, 0.34, 0.20);                        /* teeth behind the lips */
    z += 0.045 * bump(x, y, 0, SEAM - 0.05, 0.24, 0.032);               /* upper lip */
    z += 0.060 * bump(x, y, 0, SEAM + 0.065, 0.20, 0.042);              /* lower lip */
    z -= 0.030 * bump(x, y, 0.05, SEAM, 0.20, 0.014);
    z -= 0.04 * bump(x, y, 0, SEAM + 0.21, 0.18, 0.06);                  /* above the chin */
    z += 0.10 * bump(x, y, 0, 1.02, 0.20, 0.15);                         /* chin */
    z -= (0.012 + 0.03 * e->smile) * bump(x, y, 0.36, 0.40, 0.05, 0.14); /* beside the mouth */
    return z;
}

/* Movements of the skin: x and y of the place, from where it is at rest. */
static void move_skin(const facs_drawn_expression *e, const double rest[2], double moved[2])
{
    const double x = fabs(rest[0]), y = rest[1];
    double dx = 0, dy = 0;
    dy -= 0.15 * e->brows * exp(-0.5 * pow((y + 0.42) / 0.17, 2)) * (1 - step(0.75, 1, x)) *
          (1 - step(-0.365, -0.295, y));
    dy += 0.07 * e->frown * bump(x, y, 0.26, -0.38, 0.2, 0.1);
    dx -= 0.05 * e->frown * bump(x, y, 0.22, -0.38, 0.12, 0.1);
    dx += 0.12 * e->smile * bump(x, y, MOUTH, SEAM, 0.16, 0.14);
    dy -= 0.11 * e->smile * bump(x, y, MOUTH + 0.04, SEAM, 0.17, 0.14);
    dy -= 0.05 * e->smile * bump(x, y, 0.5, 0.2, 0.2, 0.16);
    const double k = fmin(x / (MOUTH + 0.01), 1), lips = pow(1 - k * k, 0.6);
    const double below = step(SEAM + 0.1, SEAM + 0.5, y);
    const double lower =
        (0.42 * e->jaw + 0.13 * e->smile) * lips * (1 - below) + 0.36 * e->jaw * below;
    const double upper = -0.05 * e->smile * lips * exp(-0.5 * pow((y - SEAM) / 0.08, 2));
    const double share = fmin(fmax((y - SEAM) / SEAM_WIDTH + 0.5, 0), 1); /* of the lower lip's */
    dy += share * lower + (1 - share) * upper;
    moved[0] = rest[0] + (rest[0] < 0 ? -dx : dx);
    moved[1] = y + dy;
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

/* Over the forehead, and at the temples down to the ears. */
static double hairline(double x, double across)
{
    const double temple = step(0.50, 0.64, fabs(across));
    return (1 - temple) * (-0.90 + 0.22 * x * x) + temple * -0.16;
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

/* ---- What it looks like ---------------------------------------------------------------------- */

static void paint_brow(double x, double y, double skin[4])
{
    const double t = (x - 0.15) / 0.60; /* from the nose outwards */
    if (t < -0.05 || t > 1.05)
        return;
    const double middle = -0.395 - 0.075 * sin(2.1 * fmin(fmax(t, 0), 1)) + 0.05 * t * t;
    const double half = 0.048 * (1 - 0.62 * t * t);
    const double in =
        step(1.25, 0.7, fabs(y - middle) / half) * step(-0.05, 0.06, t) * step(1.05, 0.88, t);
    const double hairs = 0.86 + 0.14 * facs_drawn_noise(60 * x + 25 * y, 14 * y);
    mix(skin, in * hairs, 0.022, 0.014, 0.010);
    skin[3] = 0.12 * (1 - in);
}

static void paint_open_eye(double x, double y, double u, double top, double bottom,
                           const facs_drawn_expression *e, double side, double skin[4])
{
    const double gaze = 0.075 * e->gaze * side;
    const double from_iris = hypot(x - EYE_X - gaze, (y - EYE_Y + 0.012) * 1.0);
    mix(skin, 1, 0.62, 0.57, 0.54);
    mix(skin, 0.5 * step(0.6, 1, fabs(u)), 0.5, 0.28, 0.25);
    mix(skin, step(0.099, 0.085, from_iris), 0.10, 0.055, 0.03);
    mix(skin, step(0.099, 0.092, from_iris) * step(0.075, 0.09, from_iris), 0.03, 0.02, 0.015);
    mix(skin, step(0.046, 0.038, from_iris), 0.006, 0.005, 0.005);
    mix(skin, 0.62 * step(0.07, 0, y - top), 0.05, 0.03, 0.03); /* the lid's shadow */
    mix(skin, 0.9 * step(0.020, 0.011, hypot(x - EYE_X - gaze + 0.028 * side, y - EYE_Y + 0.040)),
        1, 1, 1);
    mix(skin, 0.3 * step(0.03, 0, bottom - y), 0.5, 0.3, 0.27);
    skin[3] = 0.04;
}

static void paint_eye(double x, double y, const facs_drawn_expression *e, double side,
                      double skin[4])
{
    const double u = (x - EYE_X) / EYE_WIDTH, arch = fmax(1 - u * u, 0);
    const double tilt = -0.012 * u; /* outer corners are higher */
    const double bottom = EYE_Y + 0.065 * pow(arch, 0.8) + tilt - 0.018 * e->smile * arch;
    const double opened = EYE_Y - 0.098 * pow(arch, 0.62) + tilt - 0.008 * e->brows * arch;
    const double top = opened + (bottom - opened) * fmin(e->lids + 0.12 * e->smile, 1);
    const double inside = step(1.12, 0.98, fabs(u));
    if (fabs(u) > 1.4 || fabs(y - EYE_Y) > 0.3)
        return;
    mix(skin, 0.35 * bump(x, y, EYE_X - 0.03, EYE_Y - 0.02, 0.2, 0.1), 0.30, 0.15, 0.11);
    mix(skin, 0.55 * inside * exp(-0.5 * pow((y - opened + 0.055) / 0.014, 2)) * (1 - e->lids),
        0.16, 0.07, 0.05); /* the lid's crease */
    if (y > top && y < bottom && fabs(u) < 1)
        paint_open_eye(x, y, u, top, bottom, e, side, skin);
    mix(skin, inside * exp(-0.5 * pow((y - top + 0.006) / 0.013, 2)), 0.015, 0.01, 0.01);
    mix(skin, 0.5 * inside * exp(-0.5 * pow((y - bottom) / 0.009, 2)), 0.12, 0.05, 0.04);
    mix(skin, 0.25 * inside * exp(-0.5 * pow((y - bottom - 0.07) / 0.02, 2)), 0.28, 0.14, 0.10);
}

static void paint_mouth(double x, double y, const facs_drawn_expression *e, double skin[4])
{
    const double k = x / MOUTH, arch = fmax(1 - k * k, 0);
    const double opening = 0.42 * e->jaw + 0.18 * e->smile; /* as move_skin has it */
    const double upper = SEAM - 0.088 * pow(arch, 0.7) * (1 - 0.22 * bump(x, 0, 0, 0, 0.05, 1));
    const double lower = SEAM + 0.118 * pow(arch, 0.62);
    if (k >= 1.15)
        return;
    const double lip =
        y < SEAM ? step(upper - 0.012, upper + 0.012, y) : step(lower + 0.014, lower - 0.014, y);
    if (k < 1)
        mix(skin, 0.9 * lip, y < SEAM ? 0.34 : 0.44, y < SEAM ? 0.115 : 0.165,
            y < SEAM ? 0.105 : 0.15);
    skin[3] += 0.25 * lip;
    mix(skin, 0.45 * bump(x, y, 0, SEAM + 0.165, 0.2, 0.035), 0.26, 0.13, 0.10);
    mix(skin, 0.6 * bump(x, y, MOUTH, SEAM, 0.03, 0.02), 0.10, 0.04, 0.03);
    mix(skin, 0.85 * step(0.016, 0.004, fabs(y - SEAM)) * step(1.04, 0.9, k), 0.06, 0.015, 0.015);
    if (fabs(y - SEAM) < SEAM_WIDTH / 2 && opening > 0.02 && k < 1) { /* the inside */
        const double t = (y - SEAM) / SEAM_WIDTH + 0.5, depth = t * opening * pow(arch, 0.6);
        const double tooth = 0.8 + 0.2 * step(0.1, 0.3, fabs(fmod(x * 14 + 0.5, 1) - 0.5));
        mix(skin, 1, 0.03, 0.008, 0.008);
        if (depth < 0.085 && k < 0.85)
            mix(skin, step(0.02, 0.05, opening) * step(0.085, 0.07, depth), 0.66 * tooth,
                0.60 * tooth, 0.52 * tooth);
        mix(skin, step(0.6, 0.8, t) * e->jaw * arch, 0.22, 0.06, 0.06); /* the tongue */
        skin[3] = 0.1;
    }
}

static void paint_head(const facs_drawn_expression *e, const double rest[2], double across,
                       double skin[4])
{
    const double x = fabs(rest[0]), y = rest[1], side = rest[0] < 0 ? -1 : 1;
    const double pores = facs_drawn_noise(90 * rest[0], 90 * y);
    skin[0] = 0.56;
    skin[1] = 0.32;
    skin[2] = 0.235;
    skin[3] = 0.12;
    mix(skin, 0.35 * bump(x, y, 0.55, 0.22, 0.22, 0.18), 0.60, 0.25, 0.19);
    mix(skin, 0.30 * bump(x, y, 0, 0.2, 0.14, 0.1), 0.58, 0.25, 0.19);
    mix(skin, 0.20 * step(0.30, 0.6, y) * step(1.0, 0.7, x), 0.36, 0.22, 0.18); /* shaven */
    mix(skin, 0.10 * pores, 0.35, 0.18, 0.12);
    mix(skin, 0.5 * bump(x, y, 0.205, 0.26, 0.022, 0.06), 0.16, 0.07, 0.05); /* the wing's edge */
    mix(skin, 0.6 * bump(x, y, 0.10, 0.315, 0.10, 0.022), 0.15, 0.06, 0.045);
    mix(skin, 0.95 * step(1.3, 0.8, hypot((x - 0.085) / 0.042, (y - 0.297) / 0.018)), 0.02, 0.008,
        0.008); /* nostrils */
    mix(skin, 0.22 * bump(x, y, 0, 0.42, 0.03, 0.07), 0.3, 0.15, 0.11);
    mix(skin,
        (0.25 + 0.4 * e->smile) * exp(-0.5 * pow((x - 0.24 - 0.42 * (y - 0.25)) / 0.022, 2)) *
            step(0.2, 0.3, y) * step(0.62, 0.5, y),
        0.20, 0.09, 0.07);
    mix(skin, 0.35 * e->frown * bump(x, y, 0.08, -0.34, 0.012, 0.07), 0.15, 0.07, 0.05);
    paint_mouth(x, y, e, skin);
    paint_eye(x, y, e, side, skin);
    paint_brow(x, y, skin);
    const double edge = hairline(rest[0], across) + 0.06 * facs_drawn_noise(24 * rest[0], 3);
    const double strand = facs_drawn_noise(70 * across + 6 * y, 5 * y);
    mix(skin, step(0.03, -0.03, y - edge), 0.03 + 0.05 * strand, 0.02 + 0.034 * strand,
        0.014 + 0.022 * strand);
    if (y < edge)
        skin[3] = 0.06;
}

static void paint_body(const double rest[2], double skin[4])
{
    const double x = fabs(rest[0]), y = rest[1];
    const double collar = 1.62 + 0.22 * (1 - fmin(x / 0.55, 1));
    const double shade = 0.45 + 0.55 * step(1.15, 1.75, y); /* of the chin */
    skin[0] = 0.50 * shade;
    skin[1] = 0.28 * shade;
    skin[2] = 0.20 * shade;
    skin[3] = 0.05;
    const double cloth = 0.8 + 0.4 * facs_drawn_noise(80 * rest[0], 80 * y);
    mix(skin, step(-0.015, 0.015, y - collar), 0.045 * cloth, 0.10 * cloth, 0.16 * cloth);
    mix(skin, 0.6 * exp(-0.5 * pow((y - collar - 0.05) / 0.025, 2)), 0.02, 0.05, 0.085);
}

void facs_drawn_skin(facs_drawn_part part, const facs_drawn_expression *e, const double rest[2],
                     double across, double skin[4])
{
    if (part == FACS_DRAWN_HEAD)
        paint_head(e, rest, across, skin);
    else
        paint_body(rest, skin);
}
