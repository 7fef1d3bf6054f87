#include "head.h"
#include "places.h"

#include <stddef.h>

static void mix(double colour[4], double share, double red, double green, double blue)
{
    colour[0] += share * (red - colour[0]);
    colour[1] += share * (green - colour[1]);
    colour[2] += share * (blue - colour[2]);
}

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
    const double *au = e->au;
    const double bottom =
        EYE_Y + 0.065 * pow(arch, 0.8) + tilt - (0.03 * au[6] + 0.05 * au[7]) * arch;
    const double opened = EYE_Y - 0.098 * pow(arch, 0.62) + tilt -
                          (0.004 * au[1] + 0.004 * au[2] + 0.04 * au[5]) * arch;
    const double closed = fmin(au[45] + 0.12 * au[6] + 0.28 * au[7], 1);
    const double top = opened + (bottom - opened) * closed;
    const double inside = step(1.12, 0.98, fabs(u));
    if (fabs(u) > 1.4 || fabs(y - EYE_Y) > 0.3)
        return;
    mix(skin, 0.35 * bump(x, y, EYE_X - 0.03, EYE_Y - 0.02, 0.2, 0.1), 0.30, 0.15, 0.11);
    mix(skin, 0.55 * inside * exp(-0.5 * pow((y - opened + 0.055) / 0.014, 2)) * (1 - au[45]), 0.16,
        0.07, 0.05); /* the lid's crease */
    if (y > top && y < bottom && fabs(u) < 1)
        paint_open_eye(x, y, u, top, bottom, e, side, skin);
    mix(skin, inside * exp(-0.5 * pow((y - top + 0.006) / 0.013, 2)), 0.015, 0.01, 0.01);
    mix(skin, 0.5 * inside * exp(-0.5 * pow((y - bottom) / 0.009, 2)), 0.12, 0.05, 0.04);
    mix(skin, 0.25 * inside * exp(-0.5 * pow((y - bottom - 0.07) / 0.02, 2)), 0.28, 0.14, 0.10);
}

static void paint_mouth(double x, double y, const facs_drawn_expression *e, double skin[4])
{
    const double *au = e->au;
    const double k = x / MOUTH, arch = fmax(1 - k * k, 0);
    const double opening = 0.42 * au[26] + 0.18 * au[25] + 0.09 * au[10]; /* as head.c has it */
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
        mix(skin, step(0.6, 0.8, t) * au[26] * arch, 0.22, 0.06, 0.06); /* the tongue */
        skin[3] = 0.1;
    }
}

/* A fold of the skin along a slanting line from a place: dark where it is deep. */
static double fold(double x, double y, const double from[2], const double to[2], double width)
{
    const double dx = to[0] - from[0], dy = to[1] - from[1], length = hypot(dx, dy);
    const double along = ((x - from[0]) * dx + (y - from[1]) * dy) / length;
    const double across = ((x - from[0]) * dy - (y - from[1]) * dx) / length;
    return exp(-0.5 * pow(across / width, 2)) * step(-0.02, 0.02, along) *
           step(length + 0.02, length - 0.02, along);
}

static void paint_wrinkles(const double *au, double x, double y, double skin[4])
{
    static const struct {
        int unit;
        double depth, from[2], to[2], width;
    } folds[] = {{1, 0.30, {0, -0.66}, {0.22, -0.64}, 0.010},
                 {1, 0.30, {0, -0.74}, {0.22, -0.72}, 0.010},
                 {2, 0.30, {0.32, -0.66}, {0.62, -0.60}, 0.010},
                 {2, 0.30, {0.34, -0.74}, {0.60, -0.69}, 0.010},
                 {4, 0.45, {0.08, -0.46}, {0.075, -0.28}, 0.012},
                 {6, 0.35, {0.68, -0.18}, {0.80, -0.24}, 0.009},
                 {6, 0.35, {0.68, -0.13}, {0.81, -0.12}, 0.009},
                 {6, 0.35, {0.30, 0.00}, {0.58, -0.01}, 0.012},
                 {7, 0.35, {0.28, -0.055}, {0.56, -0.055}, 0.010},
                 {9, 0.55, {0.05, -0.13}, {0.15, -0.03}, 0.011},
                 {9, 0.55, {0.05, -0.06}, {0.16, 0.04}, 0.011},
                 {9, 0.40, {0.00, -0.22}, {0.08, -0.21}, 0.011},
                 {14, 0.70, {0.42, 0.50}, {0.43, 0.68}, 0.016},
                 {15, 0.50, {0.38, 0.66}, {0.36, 0.82}, 0.014},
                 {20, 0.35, {0.45, 0.52}, {0.47, 0.68}, 0.012},
                 {20, 0.30, {0.54, 0.50}, {0.56, 0.68}, 0.012},
                 {23, 0.25, {0.08, 0.44}, {0.10, 0.50}, 0.008},
                 {23, 0.25, {0.20, 0.46}, {0.21, 0.51}, 0.008}};
    for (size_t i = 0; i < sizeof(folds) / sizeof(folds[0]); i++)
        mix(skin,
            folds[i].depth * au[folds[i].unit] *
                fold(x, y, folds[i].from, folds[i].to, folds[i].width),
            0.15, 0.07, 0.05);
    mix(skin, 0.5 * au[17] * facs_drawn_noise(22 * x, 22 * y) * bump(x, y, 0, 0.9, 0.16, 0.1), 0.25,
        0.12, 0.09);
}

static void paint_head(const facs_drawn_expression *e, const double rest[2], double across,
                       double skin[4])
{
    const double x = fabs(rest[0]), y = rest[1], side = rest[0] < 0 ? -1 : 1, *au = e->au;
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
        fmin(0.25 + 0.4 * au[12] + 0.45 * au[10] + 0.2 * au[9], 0.8) *
            exp(-0.5 * pow((x - 0.24 - 0.42 * (y - 0.25)) / 0.022, 2)) * step(0.2, 0.3, y) *
            step(0.62, 0.5, y),
        0.20, 0.09, 0.07);
    paint_wrinkles(e->au, x, y, skin);
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
