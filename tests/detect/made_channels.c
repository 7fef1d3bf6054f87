#include "made_channels.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>

/* Weights that keep the values of deep networks at about the same size. */
static float weight(const made_channel_layer *l, int layer, int in, int out, int y, int x)
{
    const int inputs = l->kind == 0 ? l->in * l->side * l->side : l->in;
    return made_weight(layer, in, out, y, x) * (in < 0 ? 0.5f : 4 / sqrtf((float)inputs));
}

static float slope(int layer, int out)
{
    return made_weight(layer, -2, out, 0, 0);
}

static void put_layer(made_bytes *bytes, const made_channel_layer *l, int layer)
{
    if (l->kind == 0) {
        made_int(bytes, l->in);
        made_int(bytes, l->out);
    } else if (l->kind == 2) {
        made_head(bytes, l->out, 1, 5);
    }
    for (int out = 0; out < l->out && l->kind != 3; out++)
        made_float(bytes, weight(l, layer, -1, out, 0, 0));
    if (l->kind == 2)
        made_head(bytes, l->in, l->out, 5);
    for (int in = 0; in < l->in && l->kind != 3; in++)
        for (int out = 0; out < l->out; out++) {
            if (l->kind == 0)
                made_head(bytes, l->side, l->side, 5);
            for (int i = 0; i < (l->kind == 0 ? l->side * l->side : 1); i++)
                made_float(bytes, weight(l, layer, in, out, l->kind == 0 ? i / l->side : 0,
                                         l->kind == 0 ? i % l->side : 0));
        }
}

void made_channels(made_bytes *bytes, const made_channel_layer *layers, int count)
{
    made_int(bytes, count);
    for (int i = 0; i < count; i++) {
        const made_channel_layer *l = &layers[i];
        made_int(bytes, l->kind);
        if (l->kind == 1) {
            made_int(bytes, l->side);
            made_int(bytes, l->side);
            made_int(bytes, l->steps);
            made_int(bytes, l->steps);
        } else if (l->kind == 3) {
            made_head(bytes, l->out, 1, 5);
            for (int out = 0; out < l->out; out++)
                made_float(bytes, slope(i, out));
        } else {
            put_layer(bytes, l, i);
        }
    }
}

/* ---- The plainest code ---------------------------------------------------------------------- */

typedef struct picture {
    int height, width, maps;
    double *value; /* [height][width][maps] */
} picture;

static picture new_picture(int height, int width, int maps)
{
    picture p = {height, width, maps, calloc((size_t)(height * width * maps), sizeof(double))};
    assert_non_null(p.value);
    return p;
}

static double *at(const picture *p, int y, int x, int map)
{
    return &p->value[(y * p->width + x) * p->maps + map];
}

static picture convolve(const made_channel_layer *l, int layer, const picture *from)
{
    picture to = new_picture(from->height - l->side + 1, from->width - l->side + 1, l->out);
    for (int y = 0; y < to.height; y++)
        for (int x = 0; x < to.width; x++)
            for (int out = 0; out < l->out; out++) {
                double sum = (double)weight(l, layer, -1, out, 0, 0);
                for (int in = 0; in < l->in; in++)
                    for (int i = 0; i < l->side * l->side; i++)
                        sum += (double)weight(l, layer, in, out, i / l->side, i % l->side) *
                               *at(from, y + i / l->side, x + i % l->side, in);
                *at(&to, y, x, out) = sum;
            }
    return to;
}

static picture pool(const made_channel_layer *l, const picture *from)
{
    picture to =
        new_picture((int)round((double)(from->height - l->side) / l->steps) + 1,
                    (int)round((double)(from->width - l->side) / l->steps) + 1, from->maps);
    for (int y = 0; y < to.height; y++)
        for (int x = 0; x < to.width; x++)
            for (int map = 0; map < to.maps; map++) {
                double max = -INFINITY;
                for (int i = y * l->steps; i < y * l->steps + l->side && i < from->height; i++)
                    for (int k = x * l->steps; k < x * l->steps + l->side && k < from->width; k++)
                        max = fmax(max, *at(from, i, k, map));
                *at(&to, y, x, map) = max;
            }
    return to;
}

static picture connect(const made_channel_layer *l, int layer, const picture *from)
{
    const int by_place = l->in == from->maps;
    const int places = by_place ? 1 : from->height * from->width;
    picture to = new_picture(by_place ? from->height : 1, by_place ? from->width : 1, l->out);
    for (int y = 0; y < to.height; y++)
        for (int x = 0; x < to.width; x++)
            for (int out = 0; out < l->out; out++) {
                double sum = (double)weight(l, layer, -1, out, 0, 0);
                for (int in = 0; in < l->in; in++) { /* map after map, each column by column */
                    const int place = in % places;
                    const double value = by_place ? *at(from, y, x, in)
                                                  : *at(from, place % from->height,
                                                        place / from->height, in / places);
                    sum += (double)weight(l, layer, in, out, 0, 0) * value;
                }
                *at(&to, y, x, out) = sum;
            }
    return to;
}

static picture bend(int layer, const picture *from)
{
    picture to = new_picture(from->height, from->width, from->maps);
    for (int i = 0; i < to.height * to.width * to.maps; i++)
        to.value[i] = from->value[i] > 0 ? from->value[i]
                                         : from->value[i] * (double)slope(layer, i % to.maps);
    return to;
}

double *made_channels_run(const made_channel_layer *layers, int count, const float *values,
                          int height, int width, int *out_height, int *out_width)
{
    picture now = new_picture(height, width, 3);
    for (int i = 0; i < height * width * 3; i++)
        now.value[i] = (double)values[i];
    for (int i = 0; i < count; i++) {
        const picture next = layers[i].kind == 0   ? convolve(&layers[i], i, &now)
                             : layers[i].kind == 1 ? pool(&layers[i], &now)
                             : layers[i].kind == 2 ? connect(&layers[i], i, &now)
                                                   : bend(i, &now);
        free(now.value);
        now = next;
    }
    *out_height = now.height;
    *out_width = now.width;
    return now.value;
}
