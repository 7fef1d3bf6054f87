/* OpenFace's SVR files, text (Patch_experts::Read_SVR_patch_experts reads them). */
#include "landmarks/clnf/svr.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define MAX_VALUE 1e4 /* of weights, slopes and biases; the files have 25 at most */
/* Of an expert at least: its numbers have a digit and a blank. */
#define MIN_EXPERT_SIZE (2 * FACS_SVR_MODALITIES * FACS_SVR_PIXELS)

#define DAMAGED "the file is damaged, fetch it again"

enum { TYPE_INT32 = 4, TYPE_FLOAT64 = 6, TYPE_FLOAT32 = 5 }; /* OpenCV's */
enum { MODALITY = 2, EXPERT = 3 };                           /* what follows in the file */

static int fail(const facs_file *file, const char *what, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL, "%s: expected %s; " DAMAGED,
                     file->path, what);
}

/* So many whole numbers that must be these. */
static int expect(facs_file *file, const int *values, int count, const char *what,
                  facs_error *error)
{
    for (int i = 0; i < count; i++) {
        int value, status = facs_file_text_int(file, &value, what, error);
        if (status)
            return status;
        if (value != values[i])
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                             "%s: expected %d (%s), found %d; " DAMAGED, file->path, values[i],
                             what, value);
    }
    return 0;
}

static int read_doubles(facs_file *file, double *values, int count, double limit, const char *what,
                        facs_error *error)
{
    for (int i = 0; i < count; i++) {
        int status = facs_file_text_double(file, &values[i], what, error);
        if (status)
            return status;
        if (!(fabs(values[i]) <= limit))
            return fail(file, "numbers of a likely size", error);
    }
    return 0;
}

static int read_centres(facs_file *file, facs_patch_views *views, facs_error *error)
{
    static const int head[] = {3, 1, TYPE_FLOAT64};
    const double radians = 3.14159265358979323846 / 180;

    for (int view = 0; view < views->count; view++) {
        double *centre = views->centre[view];
        int status = expect(file, head, 3, "size and type of a view's centre", error);
        if (!status)
            status = read_doubles(file, centre, 3, 180, "degrees", error);
        if (status)
            return status;
        for (int i = 0; i < 3; i++)
            centre[i] *= radians;
    }
    return 0;
}

/* Number the experts. */
static int read_visibilities(facs_file *file, facs_patch_views *views, facs_error *error)
{
    const int head[] = {views->points, 1, TYPE_INT32};

    views->index = malloc((size_t)views->count * (size_t)views->points * sizeof(*views->index));
    if (!views->index)
        return facs_fail_memory(error, file->path);
    for (int view = 0; view < views->count; view++) {
        int status = expect(file, head, 3, "number of landmarks and type", error);
        for (int point = 0; point < views->points && !status; point++) {
            int visible = 0;
            status = facs_file_text_int(file, &visible, "visibility", error);
            if (!status && visible != 0 && visible != 1)
                status = fail(file, "visibilities of 0 or 1", error);
            views->index[view * views->points + point] = visible ? views->experts++ : -1;
        }
        if (status)
            return status;
    }
    return 0;
}

/* The file has the weights column by column. */
static int fold(float *to, const double *weights, double slope)
{
    double mean = 0, square = 0;

    for (int i = 0; i < FACS_SVR_PIXELS; i++)
        mean += weights[i] / FACS_SVR_PIXELS;
    for (int i = 0; i < FACS_SVR_PIXELS; i++)
        square += (weights[i] - mean) * (weights[i] - mean);
    if (!(square > 1e-12)) /* the files have 1 or so */
        return -EINVAL;
    for (int y = 0; y < FACS_PATCH_SIDE; y++)
        for (int x = 0; x < FACS_PATCH_SIDE; x++)
            to[y * FACS_PATCH_SIDE + x] =
                (float)((weights[x * FACS_PATCH_SIDE + y] - mean) / sqrt(square) * slope);
    return 0;
}

/* expert: NULL for a landmark that is not visible; its numbers, all 0, are passed over. */
static int read_expert(facs_file *file, facs_svr_expert *expert, facs_error *error)
{
    static const int head[] = {EXPERT, FACS_PATCH_SIDE, FACS_PATCH_SIDE, FACS_SVR_MODALITIES};
    static const int size[] = {FACS_PATCH_SIDE, FACS_PATCH_SIDE, TYPE_FLOAT32};
    int status = expect(file, head, 4, "an expert of 11 x 11 pixels and 2 modalities", error);

    for (int m = 0; m < FACS_SVR_MODALITIES; m++) {
        const int mark[] = {MODALITY, m};
        double numbers[3], weights[FACS_SVR_PIXELS]; /* numbers: confidence, slope, bias */
        if (status || (status = expect(file, mark, 2, "raw, then gradient weights", error)) != 0 ||
            (status = read_doubles(file, numbers, 3, MAX_VALUE, "slope and bias", error)) != 0 ||
            (status = expect(file, size, 3, "size and type of weights", error)) != 0 ||
            (status = read_doubles(file, weights, FACS_SVR_PIXELS, MAX_VALUE, "weights", error)) !=
                0)
            return status;
        if (!expert)
            continue;
        if (fold(expert->weights[m], weights, numbers[1]) != 0)
            return fail(file, "weights that differ from each other", error);
        expert->bias[m] = (float)numbers[2];
        expert->confidence += (float)numbers[0];
    }
    return status;
}

static int read_experts(facs_file *file, const facs_patch_views *views, facs_svr_expert **experts,
                        facs_error *error)
{
    size_t count = (size_t)views->experts;

    if (count == 0 || count > (file->size - file->at) / MIN_EXPERT_SIZE)
        return fail(file, "an expert for every visible landmark", error);
    *experts = calloc(count, sizeof(**experts));
    if (!*experts)
        return facs_fail_memory(error, file->path);
    for (int i = 0; i < views->count * views->points; i++) {
        int number = views->index[i];
        int status = read_expert(file, number < 0 ? NULL : *experts + number, error);
        if (status)
            return status;
    }
    return 0;
}

int facs_svr_read(facs_svr_expert **experts, facs_patch_views *views, facs_file *file, int points,
                  facs_error *error)
{
    int status;

    *experts = NULL;
    *views = (facs_patch_views){.points = points};
    if ((status = read_doubles(file, &views->scale, 1, FACS_PATCH_MAX_SCALE, "scale", error)) ==
            0 &&
        (status = facs_file_text_int(file, &views->count, "number of views", error)) == 0 &&
        (!(views->scale > 0) || views->count < 1 || views->count > FACS_PATCH_MAX_VIEWS))
        status = fail(file, "a positive scale and 1 to 16 views", error);
    if (status || (status = read_centres(file, views, error)) != 0 ||
        (status = read_visibilities(file, views, error)) != 0 ||
        (status = read_experts(file, views, experts, error)) != 0 ||
        (status = facs_file_expect_end(file, 1, error)) != 0) {
        free(*experts);
        *experts = NULL;
    }
    return status;
}
