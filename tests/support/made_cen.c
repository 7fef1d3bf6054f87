#include "made_cen.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From 0 to 1; the same sequence everywhere. */
static double next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) / 16777216.;
}

static char *put_numbers(char *to, int count, double size, uint32_t *seed)
{
    for (int i = 0; i < count; i++, to += sizeof(float)) {
        const float number = (float)(size * (2 * next_random(seed) - 1));
        memcpy(to, &number, sizeof(number));
    }
    return to;
}

void made_cen_make(made_cen *made, int layers, const int *units, const facs_cen_kind *kinds,
                   int offset, uint32_t seed)
{
    size_t count = 0;
    int inputs = FACS_CEN_INPUTS;

    for (int i = 0; i < layers; inputs = units[i++]) {
        made->layer[i] = (facs_cen_layer){.kind = kinds[i], .units = units[i], .inputs = inputs};
        count += (size_t)units[i] * (size_t)(inputs + 1);
    }
    made->bytes = malloc(count * sizeof(float) + (size_t)offset);
    assert_non_null(made->bytes);
    char *at = made->bytes + offset;
    for (int i = 0; i < layers; i++) {
        facs_cen_layer *layer = &made->layer[i];
        layer->bias = at;
        at = put_numbers(at, layer->units, 0.3, &seed);
        layer->weights = at;
        /* The patch's norm is 1. */
        const double size = i == 0 ? 4 : 2.5 / sqrt(layer->inputs);
        at = put_numbers(at, layer->units * layer->inputs, size, &seed);
    }
    made->network = (facs_cen_network){.layer = made->layer, .layers = layers};
}

void made_cen_free(made_cen *made)
{
    free(made->bytes);
    made->bytes = NULL;
}

static double activate(facs_cen_kind kind, double x)
{
    return kind == FACS_CEN_SIGMOID ? 1 / (1 + exp(-x))
           : kind == FACS_CEN_TANH  ? tanh(x)
                                    : fmax(x, 0);
}

static double number_at(const void *numbers, size_t i)
{
    float number;
    memcpy(&number, (const char *)numbers + i * sizeof(number), sizeof(number));
    return (double)number;
}

/* values: the inputs; returns the output. */
static double run(const facs_cen_network *network, double *values)
{
    for (int i = 0; i < network->layers; i++) {
        const facs_cen_layer *layer = &network->layer[i];
        double *out = malloc((size_t)layer->units * sizeof(*out));
        assert_non_null(out);
        for (int u = 0; u < layer->units; u++) {
            double sum = number_at(layer->bias, (size_t)u);
            for (int k = 0; k < layer->inputs; k++)
                sum += values[k] * number_at(layer->weights, (size_t)(u * layer->inputs + k));
            out[u] = activate(layer->kind, sum);
        }
        free(values);
        values = out;
    }
    const double output = values[0];
    free(values);
    return output;
}

/* The patch at (x, y) of the area, or of its mirror. */
static double *patch(const float *area, int side, int x, int y, int is_mirrored)
{
    double *values = malloc(FACS_CEN_INPUTS * sizeof(*values)), mean = 0, norm = 0;

    assert_non_null(values);
    values[0] = 1;
    for (int i = 0; i < 121; i++) {
        const int column = x + i / 11, row = y + i % 11;
        values[1 + i] = (double)area[row * side + (is_mirrored ? side - 1 - column : column)];
        mean += values[1 + i] / 121;
    }
    for (int i = 1; i <= 121; i++)
        norm += (values[i] - mean) * (values[i] - mean);
    norm = norm < 1e-12 ? 1 : sqrt(norm);
    for (int i = 1; i <= 121; i++)
        values[i] = (values[i] - mean) / norm;
    return values;
}

static void interpolate(double *map, int window)
{
    static const int steps[4][2] = {{-1, 0}, {1, 0}, {0, -1}, {0, 1}};

    for (int i = 0; i < window * window; i += 2) {
        double sum = 0;
        int count = 0;
        for (int k = 0; k < 4; k++) {
            const int x = i % window + steps[k][0], y = i / window + steps[k][1];
            if (x < 0 || x >= window || y < 0 || y >= window)
                continue;
            sum += map[y * window + x];
            count++;
        }
        map[i] = sum / count;
    }
}

void made_cen_map(const facs_cen_network *network, const float *area, int window, int is_mirrored,
                  int is_sparse, double *map)
{
    for (int y = 0; y < window; y++)
        for (int x = 0; x < window; x++)
            map[y * window + (is_mirrored ? window - 1 - x : x)] =
                run(network, patch(area, window + 10, x, y, is_mirrored));
    if (is_sparse)
        interpolate(map, window);
}

void made_cen_area(float *area, int side, uint32_t *seed)
{
    const double fx = .1 + .6 * next_random(seed), fy = .1 + .6 * next_random(seed);

    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            area[y * side + x] =
                (float)(floor(1024 * (100 + 60 * sin(fx * x + fy * y) + 40 * next_random(seed))) /
                        1024);
}
