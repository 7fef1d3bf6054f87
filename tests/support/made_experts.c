#include "made_experts.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double made_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) / 16777216.;
}

static double between(double low, double high, uint32_t *state)
{
    return low + (high - low) * made_random(state);
}

/* Ranges are those of OpenFace's files; its smallest alphas count as none. */
static void make_expert(made_expert *expert, uint32_t *seed)
{
    expert->neurons = 7;
    expert->confidence = between(.1, .7, seed);
    expert->betas[0] = between(2.4, 5, seed);
    expert->betas[1] = between(1.6, 3.2, seed);
    expert->betas[2] = between(1, 2.4, seed);
    for (int n = 0; n < expert->neurons; n++) {
        made_neuron *neuron = &expert->neuron[n];
        double square = 0;
        neuron->norm = between(2, 60, seed);
        neuron->bias = between(-20, 2, seed);
        neuron->alpha = n == 3 ? 9e-5 : between(1, 15, seed);
        for (int i = 0; i < MADE_PIXELS; i++) {
            neuron->weights[i] = (float)between(-1, 1.2, seed);
            square += neuron->weights[i] * neuron->weights[i];
        }
        for (int i = 0; i < MADE_PIXELS; i++)
            neuron->weights[i] /= (float)sqrt(square);
    }
}

made_experts *made_experts_new(int views, int points, int components, uint32_t seed)
{
    static const int windows[] = {7, 9, 3, 11, 5, 15};
    made_experts *experts = calloc(1, sizeof(*experts));
    assert_non_null(experts);
    experts->expert = calloc((size_t)(views * points), sizeof(*experts->expert));
    assert_non_null(experts->expert);
    experts->scale = 0.35;
    experts->views = views;
    experts->points = points;
    experts->windows = 6;
    memcpy(experts->window, windows, sizeof(windows));
    experts->components = components;
    for (int view = 0; view < views; view++) {
        experts->centres[view][1] = 30 * view;
        for (int point = 0; point < points; point++)
            if (view == 0 || point % 5 != 4)
                make_expert(&experts->expert[view * points + point], &seed);
    }
    return experts;
}

void made_experts_free(made_experts *experts)
{
    free(experts->expert);
    free(experts);
}

/* ---- Sigma's components --------------------------------------------------------------------- */

static int is_neighbour(int component, int dx, int dy)
{
    dx = abs(dx);
    dy = abs(dy);
    if (component == 0)
        return dx + dy == 1;
    if (component == 1)
        return dx == 1 && dy == 1;
    return (dx == 5 || dx == 6 || dy == 5 || dy == 6) && (dx == 0 || dx == dy || dy == 0);
}

float made_component(int window, int component, int i, int j)
{
    int neighbours = 0, yi = i / window, xi = i % window;
    if (i != j)
        return (component == 2 ? 1.f : -1.f) *
               (float)is_neighbour(component, xi - j % window, yi - j / window);
    for (int k = 0; k < window * window; k++)
        neighbours += is_neighbour(component, xi - k % window, yi - k / window);
    return (float)neighbours;
}

/* ---- The file ------------------------------------------------------------------------------- */

typedef struct writer {
    unsigned char *bytes;
    size_t size, room;
} writer;

static void put(writer *w, const void *value, size_t size)
{
    if (w->size + size > w->room) {
        w->room = 2 * (w->size + size);
        w->bytes = realloc(w->bytes, w->room);
        assert_non_null(w->bytes);
    }
    memcpy(w->bytes + w->size, value, size);
    w->size += size;
}

static void put_int(writer *w, int32_t value)
{
    put(w, &value, sizeof(value));
}

static void put_double(writer *w, double value)
{
    put(w, &value, sizeof(value));
}

static void put_head(writer *w, int rows, int columns, int type)
{
    put_int(w, rows);
    put_int(w, columns);
    put_int(w, type);
}

static void put_expert(writer *w, const made_experts *experts, const made_expert *expert)
{
    put_head(w, 5, MADE_SIDE, MADE_SIDE);
    put_int(w, expert->neurons);
    if (expert->neurons == 0) {
        put_int(w, 0);
        return;
    }
    for (int n = 0; n < expert->neurons; n++) {
        const made_neuron *neuron = &expert->neuron[n];
        put_int(w, 2);
        put_int(w, 0);
        put_double(w, neuron->norm);
        put_double(w, neuron->bias);
        put_double(w, neuron->alpha);
        put_head(w, MADE_SIDE, MADE_SIDE, 5);
        put(w, neuron->weights, sizeof(neuron->weights));
    }
    put(w, expert->betas, (size_t)experts->components * sizeof(double));
    put_double(w, expert->confidence);
}

unsigned char *made_experts_bytes(const made_experts *experts, size_t *size)
{
    writer w = {0};

    put_double(&w, experts->scale);
    put_int(&w, experts->views);
    for (int view = 0; view < experts->views; view++) {
        put_head(&w, 3, 1, 6);
        put(&w, experts->centres[view], sizeof(experts->centres[view]));
    }
    for (int view = 0; view < experts->views; view++) {
        put_head(&w, experts->points, 1, 4);
        for (int point = 0; point < experts->points; point++)
            put_int(&w, experts->expert[view * experts->points + point].neurons > 0);
    }
    put_int(&w, experts->windows);
    for (int i = 0; i < experts->windows; i++) {
        int places = experts->window[i] * experts->window[i];
        put_int(&w, experts->window[i]);
        put_int(&w, experts->components);
        for (int c = 0; c < experts->components; c++) {
            put_head(&w, places, places, 5);
            for (int j = 0; j < places * places; j++) {
                float value = made_component(experts->window[i], c, j / places, j % places);
                put(&w, &value, sizeof(value));
            }
        }
    }
    for (int i = 0; i < experts->views * experts->points; i++)
        put_expert(&w, experts, &experts->expert[i]);
    *size = w.size;
    return w.bytes;
}

/* ---- The formulas --------------------------------------------------------------------------- */

static double neurons_at(const made_expert *expert, const float *patch, int stride)
{
    double mean = 0, square = 0, sum = 0;

    for (int i = 0; i < MADE_PIXELS; i++)
        mean += (double)patch[i / MADE_SIDE * stride + i % MADE_SIDE] / MADE_PIXELS;
    for (int i = 0; i < MADE_PIXELS; i++)
        square += pow(patch[i / MADE_SIDE * stride + i % MADE_SIDE] - mean, 2);
    double norm = square > 1e-20 ? sqrt(square) : 1;
    for (int n = 0; n < expert->neurons; n++) {
        const made_neuron *neuron = &expert->neuron[n];
        double product = 0;
        if (neuron->alpha <= 1e-4)
            continue;
        for (int i = 0; i < MADE_PIXELS; i++)
            product +=
                neuron->weights[i] * (patch[i / MADE_SIDE * stride + i % MADE_SIDE] - mean) / norm;
        sum += 2 * neuron->alpha / (1 + exp(-(neuron->norm * product + neuron->bias)));
    }
    return sum;
}

void made_area(facs_area *area, const float *levels, int side)
{
    memset(area, 0x5a, sizeof(*area));
    for (int y = 0; y < side; y++)
        for (int x = 0; x < (side + 7) / 8 * 8; x++)
            area->level[y][x] =
                (int32_t)lround(1024 * (double)levels[y * side + (x < side ? x : side - 1)]);
}

/* x = a^-1 x, by elimination with pivots; a: n rows of n + 1, its last column x. */
static void solve(double *a, int n)
{
    for (int k = 0; k < n; k++) {
        int best = k;
        for (int i = k + 1; i < n; i++)
            if (fabs(a[i * (n + 1) + k]) > fabs(a[best * (n + 1) + k]))
                best = i;
        for (int j = 0; j <= n; j++) {
            double swap = a[k * (n + 1) + j];
            a[k * (n + 1) + j] = a[best * (n + 1) + j];
            a[best * (n + 1) + j] = swap;
        }
        for (int i = 0; i < n; i++) {
            double factor = i == k ? 0 : a[i * (n + 1) + k] / a[k * (n + 1) + k];
            for (int j = k; j <= n && i != k; j++)
                a[i * (n + 1) + j] -= factor * a[k * (n + 1) + j];
        }
    }
    for (int k = 0; k < n; k++)
        a[k * (n + 1) + n] /= a[k * (n + 1) + k];
}

void made_response(const made_experts *experts, const made_expert *expert, int window,
                   const float *area, double *response)
{
    int places = window * window, side = window + MADE_SIDE - 1;
    double alphas = 0, min = 0;
    double *a = calloc((size_t)(places * (places + 1)), sizeof(*a));
    assert_non_null(a);

    for (int n = 0; n < expert->neurons; n++)
        alphas += expert->neuron[n].alpha;
    for (int i = 0; i < places; i++) {
        double *row = a + i * (places + 1);
        row[i] = 2 * alphas;
        for (int c = 0; c < experts->components; c++)
            for (int j = 0; j < places; j++)
                row[j] += 2 * expert->betas[c] * (double)made_component(window, c, i, j);
        row[places] = neurons_at(expert, area + i / window * side + i % window, side);
    }
    solve(a, places);
    for (int i = 0; i < places; i++) {
        response[i] = a[i * (places + 1) + places];
        min = fmin(min, response[i]);
    }
    for (int i = 0; i < places; i++)
        response[i] -= min;
    free(a);
}
