#include "made_cen_file.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is in it --------------------------------------------------------------------------- */

/* OpenFace's pairs; the others are on the middle. */
static const unsigned char pairs[][2] = {
    {0, 16},  {1, 15},  {2, 14},  {3, 13},  {4, 12},  {5, 11},  {6, 10},  {7, 9},
    {17, 26}, {18, 25}, {19, 24}, {20, 23}, {21, 22}, {31, 35}, {32, 34}, {36, 45},
    {37, 44}, {38, 43}, {39, 42}, {40, 47}, {41, 46}, {48, 54}, {49, 53}, {50, 52},
    {59, 55}, {58, 56}, {60, 64}, {61, 63}, {67, 65},
};

static void pair_up(made_cen_file *file)
{
    for (int i = 0; i < file->points; i++)
        file->mirror[i] = file->points == MADE_CEN_POINTS ? i : file->points - 1 - i;
    for (size_t k = 0; file->points == MADE_CEN_POINTS && k < sizeof(pairs) / sizeof(pairs[0]); k++)
        for (int side = 0; side < 2; side++)
            file->mirror[pairs[k][side]] = pairs[k][1 - side];
}

/* 1: in the frontal view it has the expert of its pair. */
static int is_first(const made_cen_file *file, int point)
{
    for (size_t k = 0; file->points == MADE_CEN_POINTS && k < sizeof(pairs) / sizeof(pairs[0]); k++)
        if (pairs[k][1] == point)
            return 0;
    return file->points == MADE_CEN_POINTS || point <= file->mirror[point];
}

made_cen_file *made_cen_file_new(double scale, int points, int layers, const int *units,
                                 const facs_cen_kind *kinds, uint32_t seed)
{
    static const double degrees[MADE_CEN_VIEWS] = {0, -20, -45, -70, 70, 45, 20};
    made_cen_file *file = calloc(1, sizeof(*file));

    assert_non_null(file);
    file->scale = scale;
    file->views = MADE_CEN_VIEWS;
    file->points = points;
    pair_up(file);
    for (int view = 0; view < MADE_CEN_VIEWS; view++) {
        file->centre[view][1] = degrees[view];
        file->mirror_view[view] = (MADE_CEN_VIEWS - view) % MADE_CEN_VIEWS;
        for (int point = 0; point < points; point++) {
            const int is_own = view <= 3;
            const int visible = (is_own ? point : file->mirror[point]) % 2 == 0;
            file->visible[view][point] = visible || (view != 3 && view != 4);
            file->confidence[view][point] = 0.001 * (100 * view + point);
            if (is_own && file->visible[view][point] && (view > 0 || is_first(file, point)))
                made_cen_make(&file->expert[view][point], layers, units, kinds, 0, seed++);
        }
    }
    return file;
}

void made_cen_file_free(made_cen_file *file)
{
    for (int view = 0; view < file->views; view++)
        for (int point = 0; point < file->points; point++)
            made_cen_free(&file->expert[view][point]);
    free(file);
}

/* ---- The bytes ------------------------------------------------------------------------------- */

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

static void put_ints(writer *w, const int *values, int count)
{
    for (int i = 0; i < count; i++) {
        const int32_t value = values[i];
        put(w, &value, sizeof(value));
    }
}

static void put_head(writer *w, int rows, int columns, int type)
{
    put_ints(w, (const int[]){rows, columns, type}, 3);
}

static void put_expert(writer *w, const facs_cen_network *network, double confidence)
{
    put_ints(w, (const int[]){6, 11, 11, network->layers}, 4);
    for (int i = 0; i < network->layers; i++) {
        const facs_cen_layer *layer = &network->layer[i];
        put_ints(w, (const int[]){layer->kind}, 1);
        put_head(w, 1, layer->units, 5);
        put(w, layer->bias, (size_t)layer->units * sizeof(float));
        put_head(w, layer->units, layer->inputs, 5);
        put(w, layer->weights, (size_t)layer->units * (size_t)layer->inputs * sizeof(float));
    }
    put(w, &confidence, sizeof(confidence));
}

static void put_all(writer *w, const made_cen_file *file)
{
    put(w, &file->scale, sizeof(file->scale));
    put_ints(w, &file->views, 1);
    for (int view = 0; view < file->views; view++) {
        put_head(w, 3, 1, 6);
        put(w, file->centre[view], sizeof(file->centre[view]));
    }
    for (int view = 0; view < file->views; view++) {
        put_head(w, file->points, 1, 4);
        put_ints(w, file->visible[view], file->points);
    }
    put_head(w, 1, file->points, 4);
    put_ints(w, file->mirror, file->points);
    put_head(w, 1, file->views, 4);
    put_ints(w, file->mirror_view, file->views);
}

unsigned char *made_cen_file_bytes(const made_cen_file *file, size_t *size)
{
    writer w = {0};
    put_all(&w, file);
    for (int view = 0; view < file->views; view++)
        for (int point = 0; point < file->points; point++)
            put_expert(&w, &file->expert[view][point].network, file->confidence[view][point]);
    *size = w.size;
    return w.bytes;
}

size_t made_cen_file_at(const made_cen_file *file, int view, int point)
{
    writer w = {0};
    put_all(&w, file);
    for (int i = 0; i < view * file->points + point; i++)
        put_expert(&w, &file->expert[i / file->points][i % file->points].network, 0);
    free(w.bytes);
    return w.size;
}
