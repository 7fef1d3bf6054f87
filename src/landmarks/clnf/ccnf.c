/* Reads OpenFace's CCNF files, as Patch_experts::Read_CCNF_patch_experts does. */
#include "landmarks/clnf/ccnf.h"

#include "base/error.h"
#include "base/matrix_file.h"
#include "os/file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES       ((size_t)1 << 23) /* the face's files have 2.4 MB */
#define MAX_WINDOW      31                /* of the windows in a file; the largest is 15 */
#define MAX_WINDOWS     8                 /* the files have 4 or 6 */
#define MAX_SCALE       16                /* the files have 0.25 to 1.5 */
#define MAX_VALUE       1e4  /* of weights, biases, alphas, betas; the files stay within 118 */
#define MIN_ALPHA       1e-4 /* a neuron below this is left out of the response, as in OpenFace */
#define MIN_EXPERT_SIZE 552  /* bytes of an expert with one neuron and no betas */

enum { NEURON = 2, EXPERT = 5 }; /* what follows in the file */

/* State of reading a file. */
typedef struct reader {
    facs_file *file;
    facs_patch_views *views;
    facs_ccnf *ccnf;
    int windows, components;
    double *component[FACS_CCNF_COMPONENTS]; /* reduced to the window; sigmas takes them */
    int sound;                               /* 1: facs_sigma_is_sound() holds for all of them */
} reader;

static int fail(reader *r, const char *what)
{
    return facs_matrix_damaged(r->file, what);
}

/* ---- Numbers and matrices ------------------------------------------------------------------- */

static int read_doubles(reader *r, double *values, int count, double limit, const char *what)
{
    facs_file *file = r->file;
    if (!file->status)
        file->status = facs_file_float64(file, values, (size_t)count, what, file->error);
    for (int i = 0; i < count && !file->status; i++)
        if (!(fabs(values[i]) <= limit))
            fail(r, what);
    return file->status;
}

/* Reads the head of a matrix of this size and type, whose values must be in the file. */
static int read_head(reader *r, int rows, int columns, facs_matrix_type type, const char *what)
{
    return facs_matrix_head(r->file, type, &rows, &columns, what);
}

static int read_floats(reader *r, float *values, int count, const char *what)
{
    facs_file *file = r->file;
    if (!file->status)
        file->status = facs_file_float32(file, values, (size_t)count, what, file->error);
    for (int i = 0; i < count && !file->status; i++)
        if (!(fabsf(values[i]) <= (float)MAX_VALUE))
            fail(r, "finite numbers");
    return file->status;
}

/* ---- Views ----------------------------------------------------------------------------------- */

static int read_centres(reader *r)
{
    const double radians = 3.14159265358979323846 / 180;

    for (int view = 0; view < r->views->count; view++) {
        double *centre = r->views->centre[view];
        read_head(r, 3, 1, FACS_MATRIX_FLOAT64, "size and type of a view's centre");
        if (read_doubles(r, centre, 3, 180, "degrees"))
            return r->file->status;
        for (int i = 0; i < 3; i++)
            centre[i] *= radians;
    }
    return 0;
}

/* Numbers the experts. */
static int read_visibilities(reader *r)
{
    facs_patch_views *views = r->views;

    views->index = malloc((size_t)views->count * (size_t)views->points * sizeof(*views->index));
    if (!views->index)
        return facs_matrix_no_memory(r->file);
    for (int view = 0; view < views->count; view++) {
        read_head(r, views->points, 1, FACS_MATRIX_INT32, "number of landmarks and type");
        for (int point = 0; point < views->points; point++) {
            int visible = 0;
            facs_matrix_count(r->file, &visible, 0, 1, "visibility");
            views->index[view * views->points + point] = visible ? views->experts++ : -1;
        }
    }
    return r->file->status;
}

/* ---- Sigma's components ---------------------------------------------------------------------- */

static int read_component(reader *r, int window, double **reduced)
{
    facs_ccnf *ccnf = r->ccnf;
    int order = window * window;

    if (read_head(r, order, order, FACS_MATRIX_FLOAT32, "size and type of a component"))
        return r->file->status;
    size_t count = (size_t)order * (size_t)order;
    if (window != ccnf->form.window) {
        r->file->at += 4 * count;
        return 0;
    }
    float *values = malloc(count * sizeof(*values));
    *reduced = malloc(ccnf->form.floats * sizeof(**reduced));
    if (!values || !*reduced)
        facs_matrix_no_memory(r->file);
    else if (read_floats(r, values, (int)count, "component") == 0 &&
             facs_sigma_reduce(&ccnf->form, values, *reduced) != 0)
        fail(r, "components of Sigma that are symmetric in all directions");
    else if (!r->file->status)
        r->sound &= facs_sigma_is_sound(&ccnf->form, values);
    free(values);
    return r->file->status;
}

static int read_components(reader *r)
{
    int found = 0;

    facs_matrix_count(r->file, &r->windows, 0, MAX_WINDOWS, "number of windows");
    for (int i = 0; i < r->windows; i++) {
        int window = 0, components = 0;
        facs_matrix_count(r->file, &window, 1, MAX_WINDOW, "window");
        if (facs_matrix_count(r->file, &components, 0, FACS_CCNF_COMPONENTS, "components"))
            return r->file->status;
        if (i > 0 && components != r->components)
            return fail(r, "as many components for every window");
        r->components = components;
        if (window == r->ccnf->form.window && found++)
            return fail(r, "each window once");
        for (int c = 0; c < components; c++)
            if (read_component(r, window, &r->component[c]))
                return r->file->status;
    }
    return r->components > 0 && !found ? fail(r, "components of Sigma for this window")
                                       : r->file->status;
}

/* ---- Experts --------------------------------------------------------------------------------- */

/* expert NULL, here and below: the file is only looked through. */
static int read_neuron(reader *r, facs_ccnf_expert *expert, int neuron, double *alpha_sum)
{
    int type, kind;
    double numbers[3]; /* norm_weights, bias, alpha */
    float weights[FACS_CCNF_PIXELS];

    facs_matrix_count(r->file, &type, NEURON, NEURON, "mark of a neuron");
    facs_matrix_count(r->file, &kind, 0, 0, "type of a neuron");
    read_doubles(r, numbers, 3, MAX_VALUE, "norm, bias and alpha");
    read_head(r, FACS_PATCH_SIDE, FACS_PATCH_SIDE, FACS_MATRIX_FLOAT32, "size and type of weights");
    *alpha_sum += r->file->status ? 0 : numbers[2];
    if (!expert)
        return facs_matrix_pass_floats(r->file, FACS_CCNF_PIXELS, (float)MAX_VALUE,
                                       "finite numbers");
    if (read_floats(r, weights, FACS_CCNF_PIXELS, "weights"))
        return r->file->status;
    if (numbers[2] > MIN_ALPHA) {
        facs_ccnf_set_neuron(expert, neuron, weights, numbers[0], numbers[1]);
        expert->gain[neuron] = (float)(2 * numbers[2]);
    }
    return 0;
}

/* Reads betas and confidence, and completes the expert. */
static int finish_expert(reader *r, int number, facs_ccnf_expert *expert, double alpha_sum)
{
    facs_ccnf *ccnf = r->ccnf;
    double betas[FACS_CCNF_COMPONENTS], confidence;

    read_doubles(r, betas, r->components, MAX_VALUE, "betas");
    if (read_doubles(r, &confidence, 1, MAX_VALUE, "a confidence"))
        return r->file->status;
    if (!(alpha_sum > MIN_ALPHA))
        return fail(r, "neurons whose alphas are positive");
    for (int n = 0; expert && r->components == 0 && n < FACS_CCNF_NEURONS; n++)
        expert->gain[n] = (float)((double)expert->gain[n] / (2 * alpha_sum));
    if (expert)
        return 0;
    ccnf->confidence[number] = (float)confidence;
    if (r->components > 0 &&
        facs_sigmas_take(ccnf->sigmas, &ccnf->form, number, betas, alpha_sum) != 0)
        return fail(r, "alphas and betas that make a positive definite matrix");
    return 0;
}

/* number -1: the expert of a hidden landmark. */
static int read_expert(reader *r, int number, facs_ccnf_expert *expert)
{
    facs_file *file = r->file;
    int mark, width, height, neurons = 0;
    double alpha_sum = 0;

    facs_matrix_count(file, &mark, EXPERT, EXPERT, "mark of an expert");
    facs_matrix_count(file, &width, FACS_PATCH_SIDE, FACS_PATCH_SIDE, "width");
    facs_matrix_count(file, &height, FACS_PATCH_SIDE, FACS_PATCH_SIDE, "height");
    if (number < 0) { /* a hidden landmark: no neurons, and one more 0 */
        facs_matrix_count(file, &neurons, 0, 0, "number of neurons of a hidden landmark");
        return facs_matrix_count(file, &neurons, 0, 0, "end of an empty expert");
    }
    facs_matrix_count(file, &neurons, 1, FACS_CCNF_NEURONS, "number of neurons");
    if (expert)
        *expert = (facs_ccnf_expert){.neurons = neurons};
    for (int n = 0; n < neurons && !file->status; n++)
        read_neuron(r, expert, n, &alpha_sum);
    return file->status ? file->status : finish_expert(r, number, expert, alpha_sum);
}

static int look_through_experts(reader *r)
{
    facs_ccnf *ccnf = r->ccnf;
    const facs_patch_views *views = r->views;
    size_t count = (size_t)views->experts;

    if (count == 0 || count > (r->file->size - r->file->at) / MIN_EXPERT_SIZE)
        return fail(r, "an expert for every visible landmark");
    /* Memory that is never touched costs nothing. */
    ccnf->expert = malloc(count * sizeof(*ccnf->expert));
    ccnf->confidence = calloc(count, sizeof(*ccnf->confidence));
    if (r->components > 0)
        ccnf->sigmas = facs_sigmas_new(&ccnf->form, views);
    if (!ccnf->expert || !ccnf->confidence || (r->components > 0 && !ccnf->sigmas))
        return facs_matrix_no_memory(r->file);
    if (ccnf->sigmas) {
        memcpy(ccnf->sigmas->component, r->component, sizeof(r->component));
        memset(r->component, 0, sizeof(r->component));
        ccnf->sigmas->components = r->components;
        ccnf->sigmas->sound = r->sound;
    }
    for (int view = 0; view < views->count; view++) {
        ccnf->at[view] = r->file->at;
        for (int point = 0; point < views->points; point++)
            if (read_expert(r, views->index[view * views->points + point], NULL))
                return r->file->status;
    }
    ccnf->at[views->count] = r->file->at;
    ccnf->components = r->components;
    return 0;
}

static int look_through(facs_ccnf *ccnf, facs_patch_views *views)
{
    facs_file *file = &ccnf->file;
    reader r = {.file = file, .views = views, .ccnf = ccnf, .sound = 1};
    int status;

    if (!read_doubles(&r, &views->scale, 1, MAX_SCALE, "a scale") && !(views->scale > 0))
        fail(&r, "a positive scale");
    if ((status = facs_matrix_count(file, &views->count, 1, FACS_PATCH_MAX_VIEWS,
                                    "number of views")) != 0 ||
        (status = read_centres(&r)) != 0 || (status = read_visibilities(&r)) != 0 ||
        (status = read_components(&r)) != 0 || (status = look_through_experts(&r)) != 0)
        goto done;
    status = facs_file_expect_end(file, 0, file->error);
done:
    for (int c = 0; c < FACS_CCNF_COMPONENTS; c++)
        free(r.component[c]);
    return status;
}

int facs_ccnf_open(facs_ccnf *ccnf, facs_patch_views *views, const char *path, int points,
                   int window, facs_error *error)
{
    *ccnf = (facs_ccnf){.has_lock = 0};
    *views = (facs_patch_views){.points = points};
    facs_sigma_form_of(&ccnf->form, window);
    int status = facs_file_map(&ccnf->file, path, MAX_BYTES, error);
    if (status == 0)
        status = look_through(ccnf, views);
    facs_map_forget(ccnf->file.data, ccnf->file.size);
    if (status == 0 && !(ccnf->has_lock = facs_mutex_init(&ccnf->lock) == 0))
        status = facs_fail_memory(error, path);
    return status;
}

void facs_ccnf_close(facs_ccnf *ccnf)
{
    if (ccnf->file.path)
        facs_file_free(&ccnf->file);
    if (ccnf->has_lock)
        facs_mutex_destroy(&ccnf->lock);
    free(ccnf->expert);
    free(ccnf->confidence);
    facs_sigmas_free(ccnf->sigmas);
    *ccnf = (facs_ccnf){.has_lock = 0};
}

static int make_view(facs_ccnf *ccnf, const facs_patch_views *views, int view, facs_error *error)
{
    const size_t from = ccnf->at[view];
    facs_file part;
    reader r = {.file = &part, .ccnf = ccnf, .components = ccnf->components};
    int status = facs_file_read_part(&part, &ccnf->file, from, ccnf->at[view + 1] - from, error);

    if (status < 0)
        return status;
    for (int point = 0; point < views->points && status == 0; point++) {
        const int number = views->index[view * views->points + point];
        facs_ccnf_expert *expert = number < 0 ? NULL : &ccnf->expert[number];
        status = read_expert(&r, number, expert);
    }
    facs_file_free(&part);
    return status;
}

int facs_ccnf_prepare(facs_ccnf *ccnf, const facs_patch_views *views, int view, facs_error *error)
{
    if (atomic_load_explicit(&ccnf->made[view], memory_order_acquire))
        return 0;
    int status = facs_mutex_lock(&ccnf->lock);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_INTERNAL, status, "%s: the lock failed",
                         ccnf->file.path);
    if (!atomic_load(&ccnf->made[view]))
        status = make_view(ccnf, views, view, error);
    if (status == 0)
        atomic_store_explicit(&ccnf->made[view], 1, memory_order_release);
    facs_mutex_unlock(&ccnf->lock);
    return status;
}
