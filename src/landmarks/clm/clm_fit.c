/* OpenFace's CLNF::Fit and NU_RLMS. */
#include "base/exact_math.h"
#include "landmarks/clm/clm_model_internal.h"
#include "shape/gauss_newton.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace, FaceModelParameters and CLNF::NU_RLMS. */
#define ITERATIONS  5    /* num_optimisation_iteration */
#define MIN_MOVE    0.01 /* pixels, norm over all coordinates: a smaller move ends the fit */
#define SIGMAS      3    /* limit of a local parameter, standard deviations */
#define MIN_SCALE   0.25 /* of a face that can be fitted */
#define SMALL_SCALE 0.30 /* below it a finer scale may not be reached: take the likelihood */

int facs_clm_scratch_open(facs_clm_scratch **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : -ENOMEM;
}

void facs_clm_scratch_close(facs_clm_scratch **scratch)
{
    free(*scratch);
    *scratch = NULL;
}

/* ---- Response maps --------------------------------------------------------------------------- */

/* Finds the similarity from the points in the picture to those of the same shape, not rotated, at
 * the experts' scale: Kabsch with scale. In the plane the angle of the best rotation is that of
 * (sum of dot products, sum of cross products). -EDOM: all points are in one place. */
static int align(const facs_clm_scale *scale, const facs_clm_scratch *scratch,
                 facs_clm_search *found)
{
    int n = scratch->newton.pdm->points;
    const double *from = scratch->base, *to = scratch->newton.shape;
    double mean[4] = {0}, from_square = 0, to_square = 0, dot = 0, cross = 0;

    for (int i = 0; i < n; i++) {
        mean[0] += from[i] / n;
        mean[1] += from[i + n] / n;
        mean[2] += to[i] / n;
        mean[3] += to[i + n] / n;
    }
    for (int i = 0; i < n; i++) {
        double fx = from[i] - mean[0], fy = from[i + n] - mean[1];
        double tx = to[i] - mean[2], ty = to[i + n] - mean[3];
        from_square += fx * fx + fy * fy;
        to_square += tx * tx + ty * ty;
        dot += fx * tx + fy * ty;
        cross += fx * ty - fy * tx;
    }
    double ratio = scale->scale * sqrt(to_square / from_square) / facs_exact_length(dot, cross);
    found->a = ratio * dot;
    found->b = ratio * cross;
    return isfinite(found->a) && isfinite(found->b) && facs_exact_length(found->a, found->b) > 0
               ? 0
               : -EDOM;
}

void facs_clm_respond_at(const facs_clm_search *search, const facs_grey *picture,
                         facs_clm_scratch *scratch, int i, const double place[2])
{
    facs_area_read(&scratch->grid, picture, (float)place[0], (float)place[1],
                   search->model->sample_area, scratch->area);
    facs_patch_experts_respond(search->scale->experts, search->view, i, scratch->area,
                               scratch->response[i]);
}

static void respond(const facs_clm_search *search, const facs_grey *picture,
                    facs_clm_scratch *scratch)
{
    const facs_clm_scale *scale = search->scale;
    int n = scratch->newton.pdm->points, window = scale->kernel.window;
    double square = search->a * search->a + search->b * search->b;

    facs_area_grid_make(&scratch->grid, window + FACS_PATCH_SIDE - 1, (float)(search->a / square),
                        (float)(-search->b / square));
    for (int i = 0; i < n; i++) {
        const double base[2] = {scratch->base[i], scratch->base[i + n]};
        if (facs_patch_experts_visible(scale->experts, search->view, i))
            facs_clm_respond_at(search, picture, scratch, i, base);
    }
}

/* ---- Landmark mean-shift --------------------------------------------------------------------- */

void facs_clm_place_in_maps(const facs_clm_search *search, facs_clm_scratch *scratch)
{
    int n = scratch->newton.pdm->points;
    double a = search->a, b = search->b;
    float centre = (float)(search->scale->kernel.window - 1) / 2;

    for (int i = 0; i < n; i++) {
        double dx = scratch->points[i] - scratch->base[i];
        double dy = scratch->points[i + n] - scratch->base[i + n];
        scratch->at[i] = (float)(a * dx - b * dy) + centre;
        scratch->at[i + n] = (float)(b * dx + a * dy) + centre;
    }
}

/* Sets the residual: from each landmark to where its map would move it. */
static void shift_landmarks(const facs_clm_search *search, facs_clm_scratch *scratch)
{
    const facs_clm_scale *scale = search->scale;
    facs_newton *newton = &scratch->newton;
    int n = newton->pdm->points;
    double a = search->a, b = search->b, square = a * a + b * b;

    facs_clm_place_in_maps(search, scratch);
    for (int i = 0; i < n; i++) {
        float shift[2] = {0};
        if (newton->weight[i] != 0)
            search->model->mean_shift(&scale->kernel, scratch->response[i], scratch->at[i],
                                      scratch->at[i + n], shift);
        newton->residual[i] = (a * (double)shift[0] + b * (double)shift[1]) / square;
        newton->residual[i + n] = (a * (double)shift[1] - b * (double)shift[0]) / square;
    }
}

/* Returns 1 if that changes any. */
static int clamp(facs_newton *newton)
{
    int changed = 0;
    for (int j = 0; j < newton->pdm->modes; j++) {
        double value = newton->local[j], variance = newton->pdm->variance[j];
        if (value * value > SIGMAS * SIGMAS * variance) {
            newton->local[j] = copysign(SIGMAS * sqrt(variance), value);
            changed = 1;
        }
    }
    return changed;
}

static double distance(const double *a, const double *b, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

/* OpenFace's NU_RLMS. unknowns: 6 (rigid), or all. */
static void follow_maps(const facs_clm_search *search, int unknowns, facs_clm_scratch *scratch)
{
    facs_newton *newton = &scratch->newton;
    int count = 2 * newton->pdm->points;

    for (int iteration = 0; iteration < ITERATIONS; iteration++) {
        double step[FACS_MAX_UNKNOWNS];
        facs_newton_project(newton, scratch->points);
        if (iteration > 0 && distance(scratch->points, scratch->previous, count) < MIN_MOVE)
            return;
        memcpy(scratch->previous, scratch->points, (size_t)count * sizeof(double));
        shift_landmarks(search, scratch);
        if (facs_newton_solve(newton, unknowns, step) != 0)
            memset(step, 0, sizeof(step)); /* as in OpenFace */
        facs_newton_advance(newton, unknowns, step, 1);
        if (clamp(newton) || unknowns > FACS_GLOBALS)
            facs_newton_reshape(newton);
    }
}

static double mean_log_likelihood(const facs_clm_search *search, const facs_clm_scratch *scratch)
{
    int n = scratch->newton.pdm->points, count = 0;
    double sum = 0;

    for (int i = 0; i < n; i++) {
        if (!facs_patch_experts_visible(search->scale->experts, search->view, i))
            continue;
        sum += facs_exact_log(facs_kernel_likelihood(&search->scale->kernel, scratch->response[i],
                                                     scratch->at[i], scratch->at[i + n]) +
                              1e-8); /* OpenFace's */
        count++;
    }
    return count > 0 ? sum / count : 0;
}

/* ---- The fit --------------------------------------------------------------------------------- */

static int all_finite(const double *values, int count)
{
    for (int i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return 0;
    return 1;
}

static int fit_at(const facs_clm_model *model, const facs_clm_scale *scale,
                  const facs_grey *picture, facs_clm_scratch *scratch, double *log_likelihood)
{
    facs_newton *newton = &scratch->newton;
    facs_clm_search search = {.model = model, .scale = scale};
    double euler[3];

    facs_rotation_to_euler(newton->rotation, euler);
    search.view = facs_patch_experts_view(scale->experts, euler);
    newton->weight = scale->weight + search.view * model->pdm->points;
    newton->table = scale->table + (size_t)search.view * facs_pdm_table_size(model->pdm);
    newton->precision = scale->regularisation;
    facs_newton_project(newton, scratch->base);
    if (align(scale, scratch, &search) != 0)
        return -EINVAL;
    respond(&search, picture, scratch);
    follow_maps(&search, FACS_GLOBALS, scratch);
    follow_maps(&search, FACS_GLOBALS + model->pdm->modes, scratch);
    scratch->search = search;
    if (log_likelihood &&
        (scale == &model->scale[model->scales - 1] || newton->scale < SMALL_SCALE))
        *log_likelihood = mean_log_likelihood(&search, scratch);
    return newton->scale < MIN_SCALE ? -EDOM : 0;
}

int facs_clm_fit(const facs_clm_model *model, const facs_grey *picture, int first_scale,
                 const facs_clm_parameters *parameters, facs_clm_scratch *scratch,
                 double *log_likelihood)
{
    double *global = parameters->global, *local = parameters->local;
    double fitted[6 + FACS_PDM_MAX_MODES];
    int m = model->pdm->modes, status = 0;

    if (!all_finite(global, 6) || !all_finite(local, m))
        return -EINVAL;
    facs_newton_start(&scratch->newton, model->pdm, global, local);
    for (int k = first_scale; status == 0 && k < model->scales; k++)
        status = fit_at(model, &model->scale[k], picture, scratch, log_likelihood);
    facs_newton_finish(&scratch->newton, fitted, fitted + 6);
    if (status == -EINVAL || !all_finite(fitted, 6 + m))
        return -EINVAL;
    memcpy(global, fitted, 6 * sizeof(double));
    memcpy(local, fitted + 6, (size_t)m * sizeof(double));
    return status;
}
