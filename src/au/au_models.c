/* Reads OpenFace's predictor files (SVR_dynamic_lin_regressors.cpp and its three siblings) and
 * folds each into what a prediction needs: a row of float weights and one bias. */
#include "au/au_models.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/matrix_file.h"
#include "os/memory.h"
#include "os/path.h"
#include "os/place.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_FOLDER  "openface/AU_predictors"
#define LIST_BYTES   (64 << 10)  /* the real lists have 1.5 kB */
#define FILE_BYTES   (256 << 10) /* the real files have 75 kB */
#define MAX_PATH     256         /* of a path in a list; the real ones have at most 46 bytes */
#define MAX_VALUE    1e6         /* weights, means and biases are far below; keeps sums finite */
#define ROW_MULTIPLE 16          /* floats; facs_au_predict's step */
#define ALIGNMENT    64          /* bytes */
#define NO_CUTOFF    (-1.0)

#define DAMAGED "the file is damaged, fetch it again"

/* The first number of a file. */
enum { SVR_STATIC = 0, SVR_DYNAMIC = 1, SVM_STATIC = 4, SVM_DYNAMIC = 5 };

/* The contents of one file. */
typedef struct content {
    int32_t type;
    double cutoff;
    double means[FACS_AU_FEATURES], weights[FACS_AU_FEATURES];
    double bias;
    double classes[2]; /* positive, negative */
} content;

static int is_svm(const content *c)
{
    return c->type == SVM_STATIC || c->type == SVM_DYNAMIC;
}

/* ---- One file -------------------------------------------------------------------------------- */

static void read_doubles(facs_file *file, double *values, size_t count, const char *what)
{
    if (!file->status)
        file->status = facs_file_float64(file, values, count, what, file->error);
    for (size_t i = 0; i < count && !file->status; i++)
        if (!(fabs(values[i]) <= MAX_VALUE))
            facs_matrix_damaged(file, what);
}

/* Reads a row or a column of FACS_AU_FEATURES numbers after its three integers. */
static void read_vector(facs_file *file, double *values, const char *what)
{
    int rows = 0, columns = 0;

    if (!facs_matrix_head(file, FACS_MATRIX_FLOAT64, &rows, &columns, what) &&
        ((rows != 1 && columns != 1) || rows * columns != FACS_AU_FEATURES))
        facs_matrix_damaged(file, what);
    read_doubles(file, values, FACS_AU_FEATURES, what);
}

static void read_cutoff(facs_file *file, double *cutoff)
{
    file->status = facs_file_float64(file, cutoff, 1, "cutoff", file->error);
    if (*cutoff != NO_CUTOFF && !(*cutoff >= 0 && *cutoff <= 1))
        facs_matrix_damaged(file, "a cutoff from 0 to 1, or -1");
}

static void read_classes(facs_file *file, double classes[2])
{
    if (!file->status)
        file->status = facs_file_float64(file, classes, 2, "classes", file->error);
    for (int i = 0; i < 2; i++)
        if (classes[i] != 0 && classes[i] != 1)
            facs_matrix_damaged(file, "classes of 0 or 1");
}

static int read_content(content *c, facs_file *file)
{
    file->status = facs_file_int32(file, &c->type, "type", file->error);
    if (c->type != SVR_STATIC && c->type != SVR_DYNAMIC && !is_svm(c))
        facs_matrix_damaged(file, "a predictor of type 0, 1, 4 or 5");
    if (file->status)
        return file->status;
    c->cutoff = NO_CUTOFF;
    if (c->type == SVR_DYNAMIC)
        read_cutoff(file, &c->cutoff);
    read_vector(file, c->means, "4702 finite means of type 6");
    read_vector(file, c->weights, "4702 finite weights of type 6");
    read_doubles(file, &c->bias, 1, "a finite bias");
    if (is_svm(c))
        read_classes(file, c->classes);
    return file->status ? file->status : facs_file_expect_end(file, 0, file->error);
}

/* ---- The set --------------------------------------------------------------------------------- */

static const char *output_name(int output)
{
    return output < FACS_INTENSITIES ? facs_intensity_name(output)
                                     : facs_presence_name(output - FACS_INTENSITIES);
}

/* Returns the output of the predictor of that name and kind; -1: there is none. */
static int find_output(const char *name, int presence)
{
    int from = presence ? FACS_INTENSITIES : 0;
    int to = presence ? FACS_AU_OUTPUTS : FACS_INTENSITIES;
    for (int i = from; i < to; i++)
        if (!strcmp(name, output_name(i)))
            return i;
    return -1;
}

/* y = (x - means) . w + b = x . w + (b - means . w) */
static void fold(facs_au_set *set, int output, const content *c)
{
    facs_au_predictor *predictor = &set->predictor[output];
    float *row = set->weights + (size_t)output * (size_t)set->stride;

    *predictor = (facs_au_predictor){
        .dynamic = c->type == SVR_DYNAMIC || c->type == SVM_DYNAMIC,
        .cutoff = c->cutoff,
        .bias = c->bias,
        .positive = c->classes[0],
        .negative = c->classes[1],
    };
    snprintf(predictor->name, sizeof(predictor->name), "%s", output_name(output));
    for (int i = 0; i < FACS_AU_FEATURES; i++) {
        row[i] = (float)c->weights[i];
        predictor->bias -= c->means[i] * c->weights[i];
    }
}

static int add_predictor(facs_au_set *set, content *c, const char *list_path, const char *path,
                         const char *name, facs_error *error)
{
    facs_file file;
    int status = facs_file_read(&file, path, FILE_BYTES, error);
    if (status)
        return status;
    *c = (content){0};
    status = read_content(c, &file);
    facs_file_free(&file);
    if (status)
        return status;
    int output = find_output(name, is_svm(c));
    const char *kind = is_svm(c) ? "presence" : "intensity";
    if (output < 0)
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: lists %s as the %s of \"%s\", which is no Action Unit of the "
                         "output; fetch list and file again",
                         list_path, path, kind, name);
    if (set->predictor[output].name[0])
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: lists %s as a second %s of %s; fetch the list again", list_path, path,
                         kind, name);
    fold(set, output, c);
    return 0;
}

static int read_line(facs_file *list, char path[MAX_PATH], char name[MAX_PATH], facs_error *error)
{
    int status = facs_file_text_word(list, path, MAX_PATH, "path of a predictor", error);
    if (!status)
        status = facs_file_text_word(list, name, MAX_PATH, "its Action Unit", error);
    if (status)
        return -EINVAL;
    if (path[0] == '/' || strstr(path, ".."))
        return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                         "%s: expected paths below its folder, found %s; " DAMAGED, list->path,
                         path);
    return 0;
}

static int read_list(facs_au_set *set, content *c, facs_file *list, const char *folder,
                     facs_error *error)
{
    char relative[MAX_PATH], name[MAX_PATH];

    while (facs_file_expect_end(list, 1, NULL)) {
        int status = read_line(list, relative, name, error);
        if (status)
            return status;
        char *path = facs_path_join(folder, relative);
        if (!path)
            return facs_fail_memory(error, "a path");
        status = add_predictor(set, c, list->path, path, name, error);
        free(path);
        if (status)
            return status;
    }
    for (int i = 0; i < FACS_AU_OUTPUTS; i++)
        if (!set->predictor[i].name[0])
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                             "%s: expected a predictor of the %s of %s, found none; " DAMAGED,
                             list->path, i < FACS_INTENSITIES ? "intensity" : "presence",
                             output_name(i));
    return 0;
}

static facs_au_set *new_set(void)
{
    facs_au_set *set = calloc(1, sizeof(*set));
    if (!set)
        return NULL;
    set->fast = facs_cpu_is_fast();
    set->stride = (FACS_AU_FEATURES + ROW_MULTIPLE - 1) / ROW_MULTIPLE * ROW_MULTIPLE;
    size_t bytes = FACS_AU_OUTPUTS * (size_t)set->stride * sizeof(*set->weights);
    set->weights = facs_aligned_alloc(ALIGNMENT, bytes); /* 64-byte rows: bytes is a multiple */
    if (!set->weights) {
        free(set);
        return NULL;
    }
    memset(set->weights, 0, bytes);
    return set;
}

int facs_au_set_open(facs_au_set **out, const char *folder, facs_au_models which, facs_error *error)
{
    facs_file list = {0};
    int status = -ENOMEM;

    *out = NULL;
    char *list_folder = facs_place_of_weights(folder, LIST_FOLDER);
    char *list_path =
        list_folder ? facs_path_join(list_folder, which == FACS_AU_STATIC ? "AU_all_static.txt"
                                                                          : "AU_all_best.txt")
                    : NULL;
    content *c = malloc(sizeof(*c));
    facs_au_set *set = new_set();
    if (!list_path || !c || !set) {
        facs_fail_memory(error, "the Action Unit predictors");
        goto done;
    }
    status = facs_file_read(&list, list_path, LIST_BYTES, error);
    if (!status)
        status = read_list(set, c, &list, list_folder, error);
    if (!status) {
        *out = set;
        set = NULL;
    }
done:
    facs_au_set_close(&set);
    facs_file_free(&list);
    free(c);
    free(list_path);
    free(list_folder);
    return status;
}

void facs_au_set_close(facs_au_set **set)
{
    if (!*set)
        return;
    facs_aligned_free((*set)->weights);
    free(*set);
    *set = NULL;
}
