#include "made_network.h"

#include "cmocka_all.h"
#include "grow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX 20000 /* values between two layers */

/* ---- Bytes ---------------------------------------------------------------------------------- */

static void put(made_bytes *bytes, uint64_t bits, int count)
{
    bytes->data = grow(bytes->data, bytes->size, (size_t)count);
    for (int i = 0; i < count; i++)
        bytes->data[bytes->size++] = (unsigned char)(bits >> (8 * i));
}

void made_int(made_bytes *bytes, int32_t value)
{
    put(bytes, (uint32_t)value, 4);
}

void made_float(made_bytes *bytes, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof(bits));
    put(bytes, bits, 4);
}

void made_double(made_bytes *bytes, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    put(bytes, bits, 8);
}

void made_head(made_bytes *bytes, int rows, int columns, int type)
{
    made_int(bytes, rows);
    made_int(bytes, columns);
    made_int(bytes, type);
}

void made_replace(made_bytes *bytes, size_t at, int32_t value)
{
    assert_true(at + 4 <= bytes->size);
    for (int i = 0; i < 4; i++)
        bytes->data[at + (size_t)i] = (unsigned char)((uint32_t)value >> (8 * i));
}

facs_file made_file_of(const made_bytes *bytes, size_t size)
{
    facs_file file = {.path = strdup("made"), .data = malloc(size + 1), .size = size};
    assert_non_null(file.path);
    assert_non_null(file.data);
    memcpy(file.data, bytes->data, size);
    file.data[size] = 0;
    return file;
}

/* ---- Networks ------------------------------------------------------------------------------- */

float made_weight(int layer, int in, int out, int y, int x)
{
    uint32_t state = 2166136261u; /* FNV-1a over the place, then mixed */
    const int place[5] = {layer, in, out, y, x};
    for (int i = 0; i < 5; i++)
        state = (state ^ (uint32_t)(place[i] + 7)) * 16777619u;
    state ^= state >> 15;
    state *= 2246822519u;
    state ^= state >> 13;
    return (float)(state >> 8) / 16777216.f - 0.5f;
}

static void put_convolution(made_bytes *bytes, const made_layer *l, int layer)
{
    made_int(bytes, l->in);
    made_int(bytes, l->out);
    for (int out = 0; out < l->out; out++)
        made_float(bytes, made_weight(layer, -1, out, 0, 0));
    for (int in = 0; in < l->in; in++)
        for (int out = 0; out < l->out; out++) {
            made_head(bytes, l->height, l->width, 5);
            for (int y = 0; y < l->height; y++)
                for (int x = 0; x < l->width; x++)
                    made_float(bytes, made_weight(layer, in, out, y, x));
        }
}

static void put_dense(made_bytes *bytes, const made_layer *l, int layer)
{
    made_head(bytes, l->out, 1, 5);
    for (int out = 0; out < l->out; out++)
        made_float(bytes, made_weight(layer, -1, out, 0, 0));
    made_head(bytes, l->in, l->out, 5);
    for (int in = 0; in < l->in; in++)
        for (int out = 0; out < l->out; out++)
            made_float(bytes, made_weight(layer, in, out, 0, 0));
}

void made_network(made_bytes *bytes, const made_layer *layers, int count)
{
    made_int(bytes, count);
    for (int i = 0; i < count; i++) {
        made_int(bytes, layers[i].kind);
        if (layers[i].kind == 0)
            put_convolution(bytes, &layers[i], i);
        if (layers[i].kind == 2)
            put_dense(bytes, &layers[i], i);
    }
}

typedef struct maps {
    int count, height, width;
    double value[MAX]; /* [count][height][width] */
} maps;

static double *at(maps *m, int map, int y, int x)
{
    int place = (map * m->height + y) * m->width + x;
    assert_true(place < MAX);
    return &m->value[place];
}

static void convolve(const made_layer *l, int layer, maps *from, maps *to)
{
    to->count = l->out;
    to->height = from->height - l->height + 1;
    to->width = from->width - l->width + 1;
    for (int out = 0; out < l->out; out++)
        for (int y = 0; y < to->height; y++)
            for (int x = 0; x < to->width; x++) {
                double sum = (double)made_weight(layer, -1, out, 0, 0);
                for (int in = 0; in < l->in; in++)
                    for (int ky = 0; ky < l->height; ky++)
                        for (int kx = 0; kx < l->width; kx++)
                            sum += *at(from, in, y + ky, x + kx) *
                                   (double)made_weight(layer, in, out, ky, kx);
                *at(to, out, y, x) = sum;
            }
}

static void pool(maps *from, maps *to)
{
    to->count = from->count;
    to->height = (from->height + 1) / 2;
    to->width = (from->width + 1) / 2;
    for (int i = 0; i < to->count * to->height * to->width; i++)
        to->value[i] = -INFINITY;
    for (int map = 0; map < from->count; map++)
        for (int y = 0; y < from->height; y++)
            for (int x = 0; x < from->width; x++) {
                double *max = at(to, map, y / 2, x / 2);
                *max = fmax(*max, *at(from, map, y, x));
            }
}

/* Maps count as columns of rows (MATLAB's order), one map after the other. */
static void connect(const made_layer *l, int layer, maps *from, maps *to)
{
    to->count = l->out;
    to->height = to->width = 1;
    assert_int_equal(l->in, from->count * from->height * from->width);
    for (int out = 0; out < l->out; out++) {
        double sum = (double)made_weight(layer, -1, out, 0, 0);
        int in = 0;
        for (int map = 0; map < from->count; map++)
            for (int x = 0; x < from->width; x++)
                for (int y = 0; y < from->height; y++)
                    sum += *at(from, map, y, x) * (double)made_weight(layer, in++, out, 0, 0);
        to->value[out] = sum;
    }
}

void made_network_run(const made_layer *layers, int count, int height, int width, double *values)
{
    static maps from, to;

    from.count = 1;
    from.height = height;
    from.width = width;
    memcpy(from.value, values, (size_t)(height * width) * sizeof(double));
    for (int i = 0; i < count; i++) {
        if (layers[i].kind == 0)
            convolve(&layers[i], i, &from, &to);
        else if (layers[i].kind == 1)
            pool(&from, &to);
        else if (layers[i].kind == 2)
            connect(&layers[i], i, &from, &to);
        else
            to = from;
        for (int k = 0; k < to.count * to.height * to.width; k++) {
            if (layers[i].kind == 3)
                to.value[k] = fmax(to.value[k], 0);
            if (layers[i].kind == 4)
                to.value[k] = 1 / (1 + exp(-to.value[k]));
        }
        from = to;
    }
    memcpy(values, from.value, (size_t)from.count * sizeof(double));
}

/* ---- Warps ---------------------------------------------------------------------------------- */

void made_square(float *landmarks, int points, int side, float x, float y)
{
    for (int i = 0; i < points; i++) {
        landmarks[i] = x + (float)(i == 1 || i == 2 ? side - 1 : 0);
        landmarks[i + points] = y + (float)(i == 2 || i == 3 ? side - 1 : 0);
    }
}

/* 3 shares of a corner for each triangle: at 0, 0 and by x and y; x, y are counted from min. */
static void put_shares(made_bytes *bytes, double side, double min, const double by[2][2])
{
    made_head(bytes, 2, 3, 6);
    for (int t = 0; t < 2; t++) {
        made_double(bytes, -min * (by[t][0] + by[t][1]) / side);
        made_double(bytes, by[t][0] / side);
        made_double(bytes, by[t][1] / side);
    }
}

void made_warp(made_bytes *bytes, int points, int side, int missing, double min)
{
    static const int32_t corners[6] = {0, 1, 2, 0, 2, 3};
    float shape[256];

    made_int(bytes, side * side - missing);
    made_double(bytes, min);
    made_double(bytes, min);
    made_head(bytes, 2 * points, 1, 6);
    made_square(shape, points, side, (float)min, (float)min);
    for (int i = 0; i < 2 * points; i++)
        made_double(bytes, (double)shape[i]);
    made_head(bytes, 2, 3, 4);
    for (int i = 0; i < 6; i++)
        made_int(bytes, corners[i]);
    made_head(bytes, side, side, 4);
    for (int i = 0; i < side * side; i++)
        made_int(bytes, i < missing ? -1 : i / side > i % side);
    made_head(bytes, side, side, 4);
    for (int i = 0; i < side * side; i++)
        made_int(bytes, i >= missing);
    /* Upper triangle 0, 1, 2: to corner 1 by x less y, to corner 2 by y. Lower triangle 0, 2, 3: to
     * corner 2 by x, to corner 3 by y less x. */
    static const double second[2][2] = {{1, -1}, {1, 0}}, third[2][2] = {{0, 1}, {-1, 1}};
    put_shares(bytes, side - 1, min, second);
    put_shares(bytes, side - 1, min, third);
}
