#include "render.h"

#include "base/image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FINE     2 /* each pixel is the mean of this many rows and columns */
#define WIDE     (FACS_DRAWN_WIDTH * FINE)
#define HIGH     (FACS_DRAWN_HEIGHT * FINE)
#define COLUMNS  180 /* of the surface's net */
#define ROWS     260
#define FOCUS    (500.0 * FINE) /* pixels: the camera that OpenFace assumes */
#define DISTANCE 4.5            /* of the origin, units */
#define LEVELS   4096
#define MIDDLE_Y (-0.02) /* height of the picture's middle */

/* A corner of the net. */
typedef struct corner {
    double rest[2], across;
    double place[3], normal[3];
    double x, y; /* in the fine picture */
} corner;

/* What is seen at a fine pixel. */
typedef struct seen {
    float distance; /* 0: the background */
    float rest[2], across, normal[3];
    int part;
} seen;

struct facs_drawing {
    corner net[ROWS][COLUMNS];
    seen picture[HIGH][WIDE];
    float light[HIGH][WIDE][3], background[HIGH][WIDE][3];
    float levels[LEVELS + 1]; /* of the screen, 0..255, by light */
    uint8_t pixels[FACS_DRAWN_HEIGHT][FACS_DRAWN_WIDTH][3];
    uint8_t spare[FACS_IMAGE_SPARE]; /* the encoder reads past the last row */
};

void facs_drawing_close(facs_drawing *drawing)
{
    free(drawing);
}

/* ---- The surface in the picture -------------------------------------------------------------- */

static void set_normal(corner (*net)[COLUMNS], int j, int i)
{
    const double *left = net[j][i > 0 ? i - 1 : i].place;
    const double *right = net[j][i + 1 < COLUMNS ? i + 1 : i].place;
    const double *above = net[j > 0 ? j - 1 : j][i].place;
    const double *below = net[j + 1 < ROWS ? j + 1 : j][i].place;
    double a[3], b[3], *n = net[j][i].normal;
    for (int k = 0; k < 3; k++) {
        a[k] = right[k] - left[k];
        b[k] = below[k] - above[k];
    }
    n[0] = a[1] * b[2] - a[2] * b[1];
    n[1] = a[2] * b[0] - a[0] * b[2];
    n[2] = a[0] * b[1] - a[1] * b[0];
    const double length = sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
    for (int k = 0; k < 3 && length > 0; k++)
        n[k] /= length;
}

static void lay_net(corner (*net)[COLUMNS], facs_drawn_part part,
                    const facs_drawn_expression *expression)
{
    for (int j = 0; j < ROWS; j++)
        for (int i = 0; i < COLUMNS; i++) {
            corner *c = &net[j][i];
            c->across = 2.0 * i / (COLUMNS - 1) - 1;
            facs_drawn_place(part, expression, c->across, (double)j / (ROWS - 1), c->rest,
                             c->place);
            const double scale = FOCUS / (DISTANCE - c->place[2]);
            c->x = WIDE / 2.0 + scale * c->place[0];
            c->y = HIGH / 2.0 + scale * (c->place[1] - MIDDLE_Y);
        }
    for (int j = 0; j < ROWS; j++)
        for (int i = 0; i < COLUMNS; i++)
            set_normal(net, j, i);
}

/* Three corners at weights that add up to 1. */
static void see(seen *at, const corner *const c[3], const double weight[3], int part)
{
    double distance = 0;
    for (int k = 0; k < 3; k++)
        distance += weight[k] * (DISTANCE - c[k]->place[2]);
    if (at->distance > 0 && at->distance <= (float)distance)
        return;
    double sum[6] = {0};
    for (int k = 0; k < 3; k++) {
        const double of[6] = {c[k]->rest[0],   c[k]->rest[1],   c[k]->across,
                              c[k]->normal[0], c[k]->normal[1], c[k]->normal[2]};
        for (int n = 0; n < 6; n++)
            sum[n] += weight[k] * of[n];
    }
    *at = (seen){(float)distance,
                 {(float)sum[0], (float)sum[1]},
                 (float)sum[2],
                 {(float)sum[3], (float)sum[4], (float)sum[5]},
                 part};
}

static int within(double value, int max)
{
    return value < 0 ? 0 : value > max ? max : (int)value;
}

static void fill_triangle(facs_drawing *d, const corner *const c[3], int part)
{
    const double area =
        (c[1]->x - c[0]->x) * (c[2]->y - c[0]->y) - (c[2]->x - c[0]->x) * (c[1]->y - c[0]->y);
    if (fabs(area) < 1e-9)
        return;
    const int left = within(floor(fmin(c[0]->x, fmin(c[1]->x, c[2]->x))), WIDE);
    const int right = within(ceil(fmax(c[0]->x, fmax(c[1]->x, c[2]->x))), WIDE - 1);
    const int top = within(floor(fmin(c[0]->y, fmin(c[1]->y, c[2]->y))), HIGH);
    const int bottom = within(ceil(fmax(c[0]->y, fmax(c[1]->y, c[2]->y))), HIGH - 1);
    for (int y = top; y <= bottom; y++)
        for (int x = left; x <= right; x++) {
            double weight[3];
            weight[1] =
                ((x - c[0]->x) * (c[2]->y - c[0]->y) - (c[2]->x - c[0]->x) * (y - c[0]->y)) / area;
            weight[2] =
                ((c[1]->x - c[0]->x) * (y - c[0]->y) - (x - c[0]->x) * (c[1]->y - c[0]->y)) / area;
            weight[0] = 1 - weight[1] - weight[2];
            if (weight[0] >= -1e-9 && weight[1] >= -1e-9 && weight[2] >= -1e-9)
                see(&d->picture[y][x], c, weight, part);
        }
}

static void fill_net(facs_drawing *d, int part)
{
    for (int j = 0; j + 1 < ROWS; j++)
        for (int i = 0; i + 1 < COLUMNS; i++) {
            const corner *a = &d->net[j][i], *b = a + 1, *c = &d->net[j + 1][i], *e = c + 1;
            fill_triangle(d, (const corner *const[]){a, b, c}, part);
            fill_triangle(d, (const corner *const[]){b, e, c}, part);
        }
}

/* ---- Light ----------------------------------------------------------------------------------- */

/* A wall out of focus: a window's glow to the left, a shelf to the right. */
static void light_background(int x, int y, float light[3])
{
    const double u = (double)x / WIDE, v = (double)y / HIGH;
    const double glow = exp(-0.5 * (pow((u - 0.1) / 0.28, 2) + pow((v - 0.2) / 0.45, 2)));
    const double shelf = 0.5 + 0.5 * tanh(14 * (u - 0.80)) * tanh(9 * (0.75 - v));
    const double blur = 0.06 * facs_drawn_noise(7 * u, 5 * v);
    light[0] = (float)(0.20 + 0.30 * glow - 0.07 * shelf + blur);
    light[1] = (float)(0.23 + 0.31 * glow - 0.08 * shelf + blur);
    light[2] = (float)(0.25 + 0.30 * glow - 0.10 * shelf + blur);
}

facs_drawing *facs_drawing_open(void)
{
    facs_drawing *drawing = malloc(sizeof(*drawing));
    for (int y = 0; drawing && y < HIGH; y++)
        for (int x = 0; x < WIDE; x++)
            light_background(x, y, drawing->background[y][x]);
    for (int i = 0; drawing && i <= LEVELS; i++)
        drawing->levels[i] = (float)(255 * pow((double)i / LEVELS, 1 / 2.2));
    return drawing;
}

/* A large lamp to the front left, a weak one to the right, and ambient light. */
static void light_surface(const seen *at, const facs_drawn_expression *expression, float light[3])
{
    static const double lamps[2][4] = {{-0.42, -0.52, 0.75, 0.92}, {0.75, -0.10, 0.65, 0.26}};
    const double rest[2] = {(double)at->rest[0], (double)at->rest[1]};
    double skin[4], normal[3], diffuse = 0.24, shine = 0;
    double length = 1e-9;
    facs_drawn_skin(at->part, expression, rest, (double)at->across, skin);
    for (int k = 0; k < 3; k++)
        length += (double)at->normal[k] * (double)at->normal[k];
    for (int k = 0; k < 3; k++)
        normal[k] = (double)at->normal[k] / sqrt(length);
    diffuse += 0.10 * (0.5 - 0.5 * normal[1]); /* more from above */
    for (int i = 0; i < 2; i++) {
        const double *lamp = lamps[i];
        const double facing = normal[0] * lamp[0] + normal[1] * lamp[1] + normal[2] * lamp[2];
        diffuse += lamp[3] * pow(fmax((facing + 0.15) / 1.15, 0), 1.2);
        const double half[3] = {lamp[0], lamp[1], lamp[2] + 1};
        const double norm = sqrt(half[0] * half[0] + half[1] * half[1] + half[2] * half[2]);
        const double mirror =
            (normal[0] * half[0] + normal[1] * half[1] + normal[2] * half[2]) / norm;
        shine += lamp[3] * pow(fmax(mirror, 0), 26);
    }
    for (int k = 0; k < 3; k++)
        light[k] = (float)(skin[k] * diffuse + 0.55 * skin[3] * shine);
}

/* Converts linear light to screen values, with camera noise. */
static uint8_t expose(const float *levels, double light, uint32_t *noise)
{
    *noise = *noise * 1664525u + 1013904223u;
    const double grain = (*noise >> 16) / 65535.0 - 0.5;
    const double value = (double)levels[(int)(LEVELS * fmin(fmax(light, 0), 1))] + 4 * grain;
    return (uint8_t)fmin(fmax(value + 0.5, 0), 255);
}

static void develop(facs_drawing *d, uint32_t noise)
{
    for (int y = 0; y < FACS_DRAWN_HEIGHT; y++)
        for (int x = 0; x < FACS_DRAWN_WIDTH; x++)
            for (int k = 0; k < 3; k++) {
                double sum = 0;
                for (int n = 0; n < FINE * FINE; n++)
                    sum += (double)d->light[FINE * y + n / FINE][FINE * x + n % FINE][2 - k];
                d->pixels[y][x][k] = expose(d->levels, sum / (FINE * FINE), &noise);
            }
}

const uint8_t *facs_drawing_make(facs_drawing *d, const facs_drawn_expression *expression,
                                 int number)
{
    memset(d->picture, 0, sizeof(d->picture));
    for (int part = FACS_DRAWN_BODY; part >= FACS_DRAWN_HEAD; part--) {
        lay_net(d->net, (facs_drawn_part)part, expression);
        fill_net(d, part);
    }
    for (int y = 0; y < HIGH; y++)
        for (int x = 0; x < WIDE; x++) {
            const seen *at = &d->picture[y][x];
            if (at->distance > 0)
                light_surface(at, expression, d->light[y][x]);
            else
                memcpy(d->light[y][x], d->background[y][x], sizeof(d->light[y][x]));
        }
    develop(d, (uint32_t)number);
    return &d->pixels[0][0][0];
}
