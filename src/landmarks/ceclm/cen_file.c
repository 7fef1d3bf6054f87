#include "landmarks/ceclm/cen_file.h"

#include "base/error.h"
#include "base/matrix_file.h"
#include "base/number.h"
#include "os/file.h"
#include "os/path.h"
#include "shape/pdm.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES       ((size_t)1 << 30) /* the largest file is 154 MB */
#define MAX_SCALE       16                /* the files have 0.25 to 1 */
#define MAX_SUM         1e37              /* what any layer can reach; leaves room for a float */
#define MIN_EXPERT_SIZE 24                /* bytes of an empty one */
#define NAME_BEGIN      "cen_patches_"    /* of a file's name; the scale follows */

enum { EXPERT = 6 }; /* what follows in the file */

/* ---- What users put in place of such a file -------------------------------------------------- */

#define HEAD 64 /* bytes that are looked at */

static int begins(const facs_file *file, const char *text)
{
    const size_t length = strlen(text);
    return file->size >= length && memcmp(file->data, text, length) == 0;
}

/* No file of experts begins with 16 printable bytes: those of a scale have control characters. */
static int is_text(const facs_file *file)
{
    size_t i = begins(file, "\xef\xbb\xbf") ? 3 : 0; /* a mark of the order of bytes */
    for (; i < file->size && i < HEAD; i++) {
        const unsigned char c = file->data[i];
        if (c < ' ' && c != '\t' && c != '\n' && c != '\r')
            return 0;
    }
    return file->size >= 16;
}

static int is_page(const facs_file *file)
{
    size_t i = begins(file, "\xef\xbb\xbf") ? 3 : 0;
    while (i < file->size && i < HEAD && strchr(" \t\r\n", file->data[i]))
        i++;
    return i < file->size && file->data[i] == '<';
}

static int check_kind(facs_file *file)
{
    const char *what = file->size == 0  ? "it is empty: the download was cut short"
                       : !is_text(file) ? NULL
                       : begins(file, "version http")
                           ? "it is a pointer of Git LFS: run git lfs pull"
                       : is_page(file) ? "it is a web page: for Dropbox, the address ends in ?dl=1"
                                       : "it is a text";
    if (what)
        file->status = facs_fail(file->error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                                 "%s: expected patch experts, but %s; facs models says how to get "
                                 "the file",
                                 file->path, what);
    return file->status;
}

/* ---- Head ------------------------------------------------------------------------------------ */

/* State of reading a file. */
typedef struct reader {
    facs_cen_file *cen;
    facs_file *file; /* the same's */
    facs_patch_views *views;
    unsigned char *visible;                /* [views * points] 0 or 1 */
    int mirror[FACS_PDM_MAX_POINTS];       /* the landmark on the other side, or itself */
    int mirror_view[FACS_PATCH_MAX_VIEWS]; /* the view from the other side, or itself */
} reader;

static int read_doubles(facs_file *file, double *values, size_t count, double limit,
                        const char *what)
{
    if (!file->status)
        file->status = facs_file_float64(file, values, count, what, file->error);
    for (size_t i = 0; i < count && !file->status; i++)
        if (!(fabs(values[i]) <= limit))
            facs_matrix_damaged(file, what);
    return file->status;
}

int facs_cen_file_is_named(const char *path)
{
    return strncmp(facs_path_name(path), NAME_BEGIN, strlen(NAME_BEGIN)) == 0;
}

/* The scale in a file's name; 0: there is none. */
static double scale_of_name(const char *path)
{
    double scale = 0;
    if (!facs_cen_file_is_named(path))
        return 0;
    const char *const name = facs_path_name(path) + strlen(NAME_BEGIN);
    return facs_number_parse(name, strcspn(name, "_"), &scale) == 0 ? scale : 0;
}

static int read_scale(reader *r)
{
    facs_file *file = r->file;
    const double named = scale_of_name(file->path);
    if (!read_doubles(file, &r->views->scale, 1, MAX_SCALE, "a scale") && !(r->views->scale > 0))
        facs_matrix_damaged(file, "a positive scale");
    if (!file->status && named > 0 && fabs(r->views->scale - named) > 1e-3)
        file->status = facs_fail(file->error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                                 "%s: expected the experts of scale %.2f, found those of scale "
                                 "%.2f; give each file the name of its scale",
                                 file->path, named, r->views->scale);
    return file->status;
}

static int read_centres(reader *r)
{
    const double radians = 3.14159265358979323846 / 180;
    int rows = 3, columns = 1;

    for (int view = 0; view < r->views->count; view++) {
        double *centre = r->views->centre[view];
        facs_matrix_head(r->file, FACS_MATRIX_FLOAT64, &rows, &columns,
                         "size and type of a view's centre");
        if (read_doubles(r->file, centre, 3, 180, "degrees"))
            return r->file->status;
        for (int i = 0; i < 3; i++)
            centre[i] *= radians;
    }
    return 0;
}

static int read_visibilities(reader *r)
{
    const int points = r->views->points;
    int rows = points, columns = 1, visible = 0;

    for (int i = 0; i < r->views->count * points; i++) {
        if (i % points == 0)
            facs_matrix_head(r->file, FACS_MATRIX_INT32, &rows, &columns,
                             "number of landmarks and type");
        if (facs_matrix_count(r->file, &visible, 0, 1, "visibility"))
            return r->file->status;
        r->visible[i] = (unsigned char)visible;
    }
    return 0;
}

/* Reads which landmarks, or views, are each other's mirror image. */
static int read_mirrors(reader *r, int *mirrors, int count, const char *what)
{
    int rows = 1;

    facs_matrix_head(r->file, FACS_MATRIX_INT32, &rows, &count, what);
    for (int i = 0; i < count; i++)
        if (facs_matrix_count(r->file, &mirrors[i], 0, count - 1, what))
            return r->file->status;
    for (int i = 0; i < count; i++)
        if (mirrors[mirrors[i]] != i)
            return facs_matrix_damaged(r->file, what);
    return 0;
}

static int allocate(reader *r)
{
    const size_t count = (size_t)r->views->count * (size_t)r->views->points;

    if (count > r->file->size / MIN_EXPERT_SIZE)
        return facs_matrix_damaged(r->file, "an expert for every landmark in every view");
    r->cen->views = r->views->count;
    r->views->experts = (int)count;
    r->visible = calloc(count, sizeof(*r->visible));
    r->views->index = calloc(count, sizeof(*r->views->index));
    r->cen->expert = calloc(count, sizeof(*r->cen->expert));
    if (!r->visible || !r->views->index || !r->cen->expert)
        return facs_matrix_no_memory(r->file);
    return 0;
}

/* ---- Experts --------------------------------------------------------------------------------- */

/* Moves past a matrix and returns where its values are. */
static const void *skip(facs_file *file, int rows, int columns)
{
    const void *values = file->data + file->at;
    file->at += 4 * (size_t)rows * (size_t)columns;
    return values;
}

static int read_layer(facs_cen_file *f, facs_cen_layer *layer, int inputs)
{
    facs_file *file = &f->file;
    int kind = 0, rows = 1, units = 0;

    facs_matrix_count(file, &kind, FACS_CEN_SIGMOID, FACS_CEN_RELU, "kind of a layer");
    if (facs_matrix_head(file, FACS_MATRIX_FLOAT32, &rows, &units, "size and type of biases"))
        return file->status;
    if (units > FACS_CEN_MAX_UNITS)
        return facs_matrix_damaged(file, "fewer units in a layer");
    *layer = (facs_cen_layer){.kind = (facs_cen_kind)kind, .units = units, .inputs = inputs};
    layer->bias = skip(file, 1, units);
    if (facs_matrix_head(file, FACS_MATRIX_FLOAT32, &units, &inputs,
                         "weights for every unit and input of a layer"))
        return file->status;
    layer->weights = skip(file, units, inputs);
    f->units = units > f->units ? units : f->units;
    return 0;
}

/* 1: no sum can become infinite, whatever the weights within FACS_CEN_MAX_VALUE. */
static int stays_finite(const facs_cen_expert *expert)
{
    double input = 1, sum = 0; /* their limits; a patch is divided by its norm */
    for (int i = 0; i < expert->layers; i++) {
        sum = (double)FACS_CEN_MAX_VALUE * (expert->layer[i].inputs * input + 1);
        if (sum > MAX_SUM)
            return 0;
        input = expert->layer[i].kind == FACS_CEN_RELU ? sum : 1;
    }
    return 1;
}

static int read_expert(facs_cen_file *f, facs_cen_expert *expert)
{
    facs_file *file = &f->file;
    int mark, width, height, inputs = FACS_CEN_INPUTS;
    double confidence = 0;

    facs_matrix_count(file, &mark, EXPERT, EXPERT, "mark of an expert");
    facs_matrix_count(file, &width, FACS_PATCH_SIDE, FACS_PATCH_SIDE, "width");
    facs_matrix_count(file, &height, FACS_PATCH_SIDE, FACS_PATCH_SIDE, "height");
    facs_matrix_count(file, &expert->layers, 0, FACS_CEN_MAX_LAYERS, "number of layers");
    for (int i = 0; i < expert->layers && !file->status; i++) {
        read_layer(f, &expert->layer[i], inputs);
        inputs = expert->layer[i].units;
    }
    if (!file->status && expert->layers > 0 && inputs != 1)
        facs_matrix_damaged(file, "one unit in the last layer");
    if (!file->status && !stays_finite(expert))
        facs_matrix_damaged(file, "fewer or smaller layers");
    if (read_doubles(file, &confidence, 1, 1e4, "a confidence"))
        return file->status;
    expert->confidence = (float)confidence;
    return 0;
}

/* The expert that speaks for a visible landmark. */
static int speaker(const reader *r, int view, int point)
{
    const facs_cen_expert *expert = r->cen->expert;
    const int points = r->views->points, other = r->mirror[point];
    const int own = view * points + point, beside = view * points + other;
    /* In the frontal view an expert serves both sides. If both sides had one, OpenFace's loop would
     * use the last one for both. */
    if (view == 0 && other > point && r->visible[beside] && expert[beside].layers > 0)
        return beside;
    return expert[own].layers > 0 ? own : r->mirror_view[view] * points + other;
}

static int read_experts(reader *r)
{
    const int points = r->views->points;

    for (int i = 0; i < r->views->experts; i++)
        if (read_expert(r->cen, &r->cen->expert[i]))
            return r->file->status;
    for (int i = 0; i < r->views->experts; i++) {
        r->views->index[i] = r->visible[i] ? speaker(r, i / points, i % points) : -1;
        if (r->visible[i] && r->cen->expert[r->views->index[i]].layers == 0)
            return facs_matrix_damaged(
                r->file, "an expert, of its own or its mirror image's, for each visible landmark");
    }
    return 0;
}

/* ---- The file -------------------------------------------------------------------------------- */

static int read_file(reader *r)
{
    facs_file *file = r->file;

    if (check_kind(file) || read_scale(r) ||
        facs_matrix_count(file, &r->views->count, 1, FACS_PATCH_MAX_VIEWS, "number of views") ||
        allocate(r) || read_centres(r) || read_visibilities(r) ||
        read_mirrors(r, r->mirror, r->views->points, "landmarks that mirror each other") ||
        read_mirrors(r, r->mirror_view, r->views->count, "views that mirror each other") ||
        read_experts(r))
        return file->status;
    return facs_file_expect_end(file, 0, file->error);
}

int facs_cen_file_open(facs_cen_file **out, facs_patch_views *views, const char *path, int points,
                       facs_error *error)
{
    facs_cen_file *cen = calloc(1, sizeof(*cen));

    *out = NULL;
    *views = (facs_patch_views){.points = points};
    if (!cen)
        return facs_fail_memory(error, path);
    reader r = {.cen = cen, .file = &cen->file, .views = views};
    int status = facs_mutex_init(&cen->lock);
    cen->has_lock = status == 0;
    cen->points = points;
    if (status < 0)
        facs_fail(error, FACS_ERROR_INTERNAL, status, "%s: no lock", path);
    else if ((status = facs_file_map(&cen->file, path, MAX_BYTES, error)) == 0)
        status = read_file(&r);
    free(r.visible);
    facs_map_forget(cen->file.data, cen->file.size); /* the pages around what was looked at */
    cen->file.error = NULL;
    if (status < 0)
        facs_cen_file_close(&cen);
    *out = cen;
    return status;
}

void facs_cen_file_close(facs_cen_file **file)
{
    facs_cen_file *cen = *file;
    if (!cen)
        return;
    if (cen->has_lock)
        facs_mutex_destroy(&cen->lock);
    facs_file_free(&cen->file);
    for (int i = 0; cen->expert && i < cen->views * cen->points; i++)
        free(cen->expert[i].halves);
    free(cen->expert);
    free(cen);
    *file = NULL;
}
