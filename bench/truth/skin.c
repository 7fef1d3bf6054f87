#include "skin.h"

#include <math.h>
#include <string.h>

#define IRIS_ANGLE  0.455f /* radians; its edge as seen from the middle of the eyeball */
#define PUPIL_ANGLE 0.17f
#define LID_LINE    0.11f /* half width of the dark line along the lids, centimetres */

static float smooth(float from, float to, float x)
{
    float t = truth_clamp((x - from) / (to - from));

    return t * t * (3 - 2 * t);
}

static void mix(float *colour, const float *with, float share)
{
    for (int i = 0; i < 3; i++)
        colour[i] += share * (with[i] - colour[i]);
}

static float lattice(int x, int y, int z)
{
    uint32_t h = (uint32_t)x * 374761393u + (uint32_t)y * 668265263u + (uint32_t)z * 2147483647u;

    h = (h ^ (h >> 13)) * 1274126177u;
    return (float)((h ^ (h >> 16)) & 0xffff) / 65535.0f;
}

/* Noise in 0..1 with bumps of size 1. */
static float noise(float x, float y, float z)
{
    int i = (int)floorf(x), j = (int)floorf(y), k = (int)floorf(z);
    float u = smooth(0, 1, x - (float)i), v = smooth(0, 1, y - (float)j);
    float w = smooth(0, 1, z - (float)k), sum = 0;

    for (int n = 0; n < 8; n++) {
        int a = n & 1, b = n >> 1 & 1, c = n >> 2;

        sum += (a ? u : 1 - u) * (b ? v : 1 - v) * (c ? w : 1 - w) * lattice(i + a, j + b, k + c);
    }
    return sum;
}

static void pick(float *colour, const float (*from)[3], int count, uint64_t *state)
{
    double at = truth_random(state) * (count - 1);
    int i = (int)at;

    memcpy(colour, from[i], sizeof from[i]);
    mix(colour, from[i + 1], (float)at - (float)i);
}

void truth_look_make(truth_look *look, const truth_head *head, uint64_t seed)
{
    static const float skins[][3] = {{.93f, .78f, .70f},
                                     {.86f, .69f, .58f},
                                     {.76f, .57f, .44f},
                                     {.60f, .42f, .31f},
                                     {.45f, .31f, .23f}};
    static const float hairs[][3] = {{.10f, .08f, .07f}, {.20f, .14f, .10f}, {.29f, .20f, .14f}};
    static const float irises[][3] = {{.30f, .18f, .09f}, {.38f, .27f, .14f}, {.35f, .42f, .42f}};
    static const float backs[][3] = {
        {.45f, .52f, .55f}, {.60f, .58f, .52f}, {.52f, .46f, .52f}, {.40f, .50f, .44f}};
    uint64_t state = seed * 7919 + 17;
    float length;

    memset(look, 0, sizeof *look);
    pick(look->skin, skins, 5, &state);
    pick(look->hair, hairs, 3, &state);
    pick(look->iris, irises, 3, &state);
    pick(look->back[0], backs, 4, &state);
    pick(look->back[1], backs, 4, &state);
    look->lips[0] = look->skin[0] * .90f;
    look->lips[1] = look->skin[1] * .66f;
    look->lips[2] = look->skin[2] * .70f;
    look->light[0] = (float)(1.2 * truth_random(&state) - .6);
    look->light[1] = (float)(-.5 - .5 * truth_random(&state));
    look->light[2] = -1;
    length = sqrtf(look->light[0] * look->light[0] + look->light[1] * look->light[1] + 1);
    for (int i = 0; i < 3; i++)
        look->light[i] /= length;
    look->ambient = (float)(.45 + .2 * truth_random(&state));
    look->shine = (float)(.05 + .1 * truth_random(&state));
    look->brow_width = (float)(.24 + .16 * truth_random(&state));
    look->hair_line = (float)(4.6 + 1.4 * truth_random(&state));
    for (int i = 0; i < TRUTH_POINTS; i++)
        memcpy(look->points[i], head->mean + 3 * (size_t)truth_point_vertices[i], 12);
}

/* Distance in the plane of the face from `at` to the line from a to b; *along is 0 at a, 1 at b. */
static float to_line(const float *at, const float *a, const float *b, float *along)
{
    float dx = b[0] - a[0], dy = b[1] - a[1], px = at[0] - a[0], py = at[1] - a[1];
    float t = truth_clamp((px * dx + py * dy) / (dx * dx + dy * dy));

    *along = t;
    px -= t * dx;
    py -= t * dy;
    return sqrtf(px * px + py * py);
}

/* The share of hair: strokes that lean outwards along the five points of a brow. */
static float brow(const truth_look *look, const float *at)
{
    int first = at[0] < 0 ? 17 : 22; /* points 17 to 21 and 22 to 26 run from the person's right */
    float nearest = 9, place = 0, along, out, width, stroke;

    if (at[1] < 3.8f || at[2] < 5)
        return 0;
    for (int i = 0; i < 4; i++) {
        float d = to_line(at, look->points[first + i], look->points[first + i + 1], &along);

        if (d < nearest) {
            nearest = d;
            place = ((float)i + along) / 4;
        }
    }
    out = first == 17 ? 1 - place : place; /* 0 at the nose, 1 at the temple */
    width = look->brow_width * (1 - .62f * out * out) * smooth(-.12f, .10f, out);
    stroke = noise(30 * out + 6 * at[1] + 40, 18 * at[1] - 8 * out, (float)first);
    return smooth(width + .06f, width - .10f, nearest) * (.55f + .45f * smooth(.2f, .7f, stroke));
}

/* Signed distance to the outline of the lips: negative inside. */
static float lips(const truth_look *look, const float *at)
{
    float nearest = 9, along;
    int inside = 0;

    if (at[1] > -1.5f || at[1] < -6 || fabsf(at[0]) > 4)
        return 9;
    for (int i = 48; i < 60; i++) {
        const float *a = look->points[i], *b = look->points[i == 59 ? 48 : i + 1];

        nearest = fminf(nearest, to_line(at, a, b, &along));
        if ((a[1] > at[1]) != (b[1] > at[1]) &&
            at[0] < a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]))
            inside = !inside;
    }
    return inside ? -nearest : nearest;
}

/* How dark the roots of the lashes make this place: strong along the upper lid. */
static float lid_line(const truth_look *look, const float *at)
{
    float dark = 0, along;

    if (at[1] < 2.4f || at[1] > 4.8f || fabsf(at[0]) < 1 || at[2] < 7)
        return 0;
    for (int i = 0; i < 6; i++) {
        int first = at[0] < 0 ? 36 : 42;
        float d = to_line(at, look->points[first + i], look->points[first + (i + 1) % 6], &along);

        dark = fmaxf(dark, (i < 3 ? .8f : .35f) * smooth(LID_LINE, .3f * LID_LINE, d));
    }
    return dark;
}

void truth_skin_colour(const truth_look *look, const float *at, uint32_t material, int inside,
                       float *colour)
{
    static const float gums[3] = {.50f, .22f, .22f}, teeth[3] = {.86f, .82f, .76f};
    static const float throat[3] = {.20f, .07f, .07f}, dark[3] = {.09f, .06f, .05f};
    float freckle = noise(5 * at[0], 5 * at[1], 5 * at[2]) - .5f;
    float patch = noise(.7f * at[0] + 9, .7f * at[1], .7f * at[2]) - .5f;
    float cheek =
        expf(-((fabsf(at[0]) - 4) * (fabsf(at[0]) - 4) + (at[1] + .5f) * (at[1] + .5f)) / 5);
    float top = look->points[19][1] + look->hair_line - .10f * at[0] * at[0];
    float hair;

    memcpy(colour, look->skin, 12);
    if (material == TRUTH_GUMS || material == TRUTH_TEETH || inside) {
        memcpy(colour, inside ? throat : material == TRUTH_GUMS ? gums : teeth, 12);
        return;
    }
    for (int i = 0; i < 3; i++)
        colour[i] *= 1 + .10f * freckle + .14f * patch;
    colour[1] *= 1 - .10f * cheek;
    colour[2] *= 1 - .07f * cheek;
    if (material == TRUTH_FACE) {
        mix(colour, look->lips, smooth(.07f, -.07f, lips(look, at)));
        mix(colour, look->hair, brow(look, at));
        mix(colour, dark, lid_line(look, at));
    }
    if (at[1] < top - 1.2f && at[2] > 3.5f)
        return; /* far from all hair */
    hair = smooth(-.5f, .5f, at[1] - top + 1.2f * (noise(3 * at[0], 3 * at[1], at[2]) - .5f));
    if (at[2] < 3.5f && at[1] > -1)
        hair = fmaxf(hair, smooth(3.5f, 2.4f, at[2]) * smooth(-1, 1, at[1]));
    mix(colour, look->hair, hair * (.8f + .2f * noise(20 * at[0], 5 * at[1], 20 * at[2])));
}

void truth_eye_colour(const truth_look *look, const float *d, const float *gaze, float closed,
                      float *colour)
{
    static const float white[3] = {.80f, .77f, .75f}, black[3] = {.03f, .03f, .03f};
    float cosine = d[0] * gaze[0] + d[1] * gaze[1] + d[2] * gaze[2];
    float angle = acosf(fmaxf(-1, fminf(1, cosine)));
    float ray = noise(12 * d[0] + 30 * angle, 12 * d[1], 40 * d[0] * d[1]) - .5f, iris[3];

    memcpy(colour, white, sizeof white);
    for (int i = 0; i < 3; i++)
        iris[i] = look->iris[i] * (1 + .35f * ray + .35f * (angle - .3f));
    mix(iris, black, .6f * smooth(IRIS_ANGLE - .09f, IRIS_ANGLE, angle));
    mix(colour, iris, smooth(IRIS_ANGLE + .02f, IRIS_ANGLE - .02f, angle));
    mix(colour, black, smooth(PUPIL_ANGLE + .02f, PUPIL_ANGLE - .02f, angle));
    mix(colour, black, .9f * smooth(.8f, 1, closed));
}
