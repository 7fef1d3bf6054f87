#include "raster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OPEN_SIZE       320 /* pixels of a view from one direction */
#define OPEN_DIRECTIONS 64
#define OPEN_SCALE      8.0f  /* pixels a centimetre */
#define OPEN_BIAS       0.12f /* centimetres */

int truth_raster_open(truth_raster *raster, int width, int height)
{
    raster->width = width;
    raster->height = height;
    raster->pixels = calloc((size_t)width * (size_t)height, sizeof *raster->pixels);
    return raster->pixels ? 0 : -1;
}

void truth_raster_clear(truth_raster *raster)
{
    memset(raster->pixels, 0,
           (size_t)raster->width * (size_t)raster->height * sizeof *raster->pixels);
}

void truth_raster_close(truth_raster *raster)
{
    free(raster->pixels);
    raster->pixels = NULL;
}

static float edge(const float *a, const float *b, float x, float y)
{
    return (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]);
}

static float least(float a, float b)
{
    return a < b ? a : b;
}

static int pixel_of(float value, int max)
{
    return value < 0 ? 0 : value > (float)max ? max : (int)value;
}

/* The corners run anticlockwise seen from outside; y points down on the screen. */
static void draw_triangle(truth_raster *raster, const float *a, const float *b, const float *c,
                          uint32_t from)
{
    float area = edge(a, b, c[0], c[1]);
    int left = pixel_of(least(a[0], least(b[0], c[0])), raster->width);
    int right = pixel_of(1 - least(-a[0], least(-b[0], -c[0])), raster->width - 1);
    int top = pixel_of(least(a[1], least(b[1], c[1])), raster->height);
    int bottom = pixel_of(1 - least(-a[1], least(-b[1], -c[1])), raster->height - 1);

    if (area >= 0)
        return; /* seen from behind */
    area = 1 / area;
    for (int y = top; y <= bottom; y++) {
        truth_pixel *row = raster->pixels + (size_t)y * (size_t)raster->width;
        float u = area * edge(c, a, (float)left, (float)y), du = area * (c[1] - a[1]);
        float v = area * edge(a, b, (float)left, (float)y), dv = area * (a[1] - b[1]);

        for (int x = left; x <= right; x++, u += du, v += dv) {
            float near;

            if (u < 0 || v < 0 || u + v > 1)
                continue;
            near = a[2] + u * (b[2] - a[2]) + v * (c[2] - a[2]);
            if (row[x].from && near <= row[x].near)
                continue;
            row[x] = (truth_pixel){near, from, {u * b[2] / near, v * c[2] / near}};
        }
    }
}

void truth_raster_draw(truth_raster *raster, const truth_head *head, const float *screen,
                       unsigned mask)
{
    for (uint32_t t = 0; t < head->triangles; t++) {
        const uint32_t *corner = head->corner + 3 * (size_t)t;

        if (mask >> head->material[t] & 1)
            draw_triangle(raster, screen + 3 * (size_t)corner[0], screen + 3 * (size_t)corner[1],
                          screen + 3 * (size_t)corner[2], t + 1);
    }
}

void truth_normals(const truth_head *head, const float *positions, float *normals)
{
    memset(normals, 0, 12 * (size_t)head->vertices);
    for (uint32_t t = 0; t < head->triangles; t++) {
        const uint32_t *corner = head->corner + 3 * (size_t)t;
        const float *a = positions + 3 * (size_t)corner[0], *b = positions + 3 * (size_t)corner[1];
        const float *c = positions + 3 * (size_t)corner[2];
        float u[3] = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
        float v[3] = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        float n[3] = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                      u[0] * v[1] - u[1] * v[0]};

        for (int k = 0; k < 3; k++)
            for (int i = 0; i < 3; i++)
                normals[3 * (size_t)corner[k] + (size_t)i] += n[i];
    }
    for (uint32_t v = 0; v < head->vertices; v++) {
        float *n = normals + 3 * (size_t)v;
        float length = sqrtf(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]) + 1e-12f;

        for (int i = 0; i < 3; i++)
            n[i] /= length;
    }
}

/* Axes of a view from direction d: two across, and d. */
static void axes_of(const float *d, float axes[3][3])
{
    float up[3] = {0, 1, 0};

    if (fabsf(d[1]) > 0.9f) {
        up[0] = 1;
        up[1] = 0;
    }
    for (int i = 0; i < 3; i++) {
        axes[0][i] = up[(i + 1) % 3] * d[(i + 2) % 3] - up[(i + 2) % 3] * d[(i + 1) % 3];
        axes[2][i] = d[i];
    }
    for (int i = 0; i < 3; i++)
        axes[1][i] = axes[0][(i + 1) % 3] * d[(i + 2) % 3] - axes[0][(i + 2) % 3] * d[(i + 1) % 3];
}

static void look_from(const truth_head *head, float axes[3][3], float *screen)
{
    for (uint32_t v = 0; v < head->vertices; v++) {
        const float *p = head->person + 3 * (size_t)v;

        for (int k = 0; k < 3; k++)
            screen[3 * (size_t)v + (size_t)k] =
                axes[k][0] * p[0] + axes[k][1] * p[1] + axes[k][2] * p[2] + (k == 2 ? 100.0f : 0);
        for (int k = 0; k < 2; k++)
            screen[3 * (size_t)v + (size_t)k] =
                OPEN_SCALE * screen[3 * (size_t)v + (size_t)k] + OPEN_SIZE / 2.0f;
    }
}

int truth_raster_openness(const truth_head *head, const float *normals, float *openness)
{
    truth_raster raster;
    float *screen = malloc(12 * (size_t)head->vertices);
    int status = truth_raster_open(&raster, OPEN_SIZE, OPEN_SIZE);

    memset(openness, 0, sizeof(float) * head->vertices);
    for (int i = 0; status == 0 && screen && i < OPEN_DIRECTIONS; i++) {
        float height = 1 - 2 * ((float)i + 0.5f) / OPEN_DIRECTIONS, turn = 2.399963f * (float)i;
        float across = sqrtf(1 - height * height), axes[3][3];
        float d[3] = {across * cosf(turn), height, across * sinf(turn)};

        axes_of(d, axes);
        look_from(head, axes, screen);
        truth_raster_clear(&raster);
        truth_raster_draw(&raster, head, screen, 1u << TRUTH_FACE | 1u << TRUTH_NECK);
        for (uint32_t v = 0; v < head->vertices; v++) {
            const float *s = screen + 3 * (size_t)v, *n = normals + 3 * (size_t)v;
            float facing = n[0] * d[0] + n[1] * d[1] + n[2] * d[2];
            int x = pixel_of(s[0] + 0.5f, OPEN_SIZE - 1), y = pixel_of(s[1] + 0.5f, OPEN_SIZE - 1);

            if (facing > 0 && s[2] + OPEN_BIAS >= raster.pixels[y * OPEN_SIZE + x].near)
                openness[v] += facing * 4 / OPEN_DIRECTIONS;
        }
    }
    truth_raster_close(&raster);
    status = screen ? status : -1;
    free(screen);
    return status;
}
