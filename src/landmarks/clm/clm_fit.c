/* OpenFace's CLNF::Fit and NU_RLMS. */
#include "base/exact_math.h"
#include "base/simd.h"
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

int facs_clm_scratch_open(facs_clm_scratch **out, size_t bytes)
{
    *out = calloc(1, sizeof(**out) + bytes);
    return *out ? 0 : -ENOMEM;
}

void facs_clm_scratch_close(facs_clm_scratch **scratch)
{
    free(*scratch);
    *scratch = NULL;
}

void facs_clm_scratch_share(facs_clm_scratch *const *scratches, int member, facs_crew *crew,
                            int level)
{
    facs_clm_scratch *scratch = scratches[member];
    scratch->crew = crew;
    scratch->scratches = scratches;
    scratch->member = member;
    scratch->level = level;
}

int facs_clm_scratch_failure(const facs_clm_scratch *scratch, facs_error *error)
{
    if (scratch->failure && error)
        *error = scratch->error;
    return scratch->failure;
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
        mean[0] += from[i];
        mean[1] += from[i + n];
        mean[2] += to[i];
        mean[3] += to[i + n];
    }
    for (int k = 0; k < 4; k++)
        mean[k] /= n;
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

/* The maps of one unit of experts about the places of base: a task of the crew. */
typedef struct unit_task {
    facs_task task;
    const facs_clm_search *search;
    const facs_grey *picture;
    facs_clm_scratch *scratch; /* of the fit */
    const facs_patch_unit *unit;
} unit_task;

/* Each map is made by itself, so any member of the crew makes the same. own: the member's. */
static void make_maps(const unit_task *made, facs_clm_scratch *own)
{
    facs_clm_scratch *scratch = made->scratch;
    const facs_patch_unit *unit = made->unit;
    const facs_area *areas[FACS_PATCH_MAX_SHARED] = {0};
    float *responses[FACS_PATCH_MAX_SHARED] = {0};

    for (int k = 0; k < unit->count; k++) {
        const int i = unit->point[k], n = scratch->newton.pdm->points;
        facs_area_read(&scratch->grid, made->picture, (float)scratch->base[i],
                       (float)scratch->base[i + n], made->search->model->sample_area,
                       &own->area[k]);
        areas[k] = &own->area[k];
        responses[k] = scratch->response[i];
    }
    facs_patch_experts_respond(made->search->scale->experts, unit, areas, responses, own->experts);
}

static void run_unit(void *self, int member)
{
    unit_task *made = self;
    make_maps(made, made->scratch->scratches[member]);
}

static void share_units(const unit_task *made, int count)
{
    const facs_clm_scratch *scratch = made->scratch;
    unit_task task[FACS_LANDMARKS];

    for (int u = 0; u < count; u++) {
        task[u] = *made;
        task[u].unit += u;
        task[u].task = (facs_task){.run = run_unit, .self = &task[u], .level = scratch->level};
        facs_crew_begin(scratch->crew, &task[u].task);
    }
    for (int u = 0; u < count; u++)
        facs_crew_await_as(scratch->crew, &task[u].task, scratch->member);
}

static void respond(const facs_clm_search *search, const facs_grey *picture,
                    facs_clm_scratch *scratch)
{
    const facs_patch_experts *experts = search->scale->experts;
    const double square = search->a * search->a + search->b * search->b;
    unit_task made = {.search = search, .picture = picture, .scratch = scratch};
    int count;

    facs_area_grid_make(&scratch->grid, search->scale->kernel.window + FACS_PATCH_SIDE - 1,
                        (float)(search->a / square), (float)(-search->b / square));
    made.unit = facs_patch_experts_units(experts, search->view, &count);
    if (experts->is_heavy && scratch->scratches)
        share_units(&made, count);
    else
        for (; count > 0; count--, made.unit++)
            make_maps(&made, scratch);
}

void facs_clm_respond_at(const facs_clm_search *search, const facs_grey *picture,
                         facs_clm_scratch *scratch, int i, const double place[2])
{
    const facs_patch_unit *unit =
        facs_patch_experts_unit_of(search->scale->experts, search->view, i);
    const facs_area *areas[FACS_PATCH_MAX_SHARED] = {0};
    float *responses[FACS_PATCH_MAX_SHARED] = {0};

    for (int k = 0; k < unit->count; k++)
        if (unit->point[k] == i) {
            facs_area_read(&scratch->grid, picture, (float)place[0], (float)place[1],
                           search->model->sample_area, &scratch->area[k]);
            areas[k] = &scratch->area[k];
            responses[k] = scratch->response[i];
        }
    facs_patch_experts_respond(search->scale->experts, unit, areas, responses, scratch->experts);
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
    const double square = search->a * search->a + search->b * search->b;
    const double back_a = search->a / square, back_b = search->b / square;

    facs_clm_place_in_maps(search, scratch);
    for (int i = 0; i < n; i++) {
        float shift[2] = {0};
        if (newton->weight[i] != 0)
            search->model->mean_shift(&scale->kernel, scratch->response[i], scratch->at[i],
                                      scratch->at[i + n], shift);
        newton->residual[i] = back_a * (double)shift[0] + back_b * (double)shift[1];
        newton->residual[i + n] = back_a * (double)shift[1] - back_b * (double)shift[0];
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
    double apart[2 * FACS_LANDMARKS];

    for (int i = 0; i < count; i++)
        apart[i] = a[i] - b[i];
    return sqrt(f64x4_dot(apart, apart, count));
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

/* Takes the view of the experts that is nearest to the shape's rotation. */
static int choose_view(facs_clm_search *search, facs_clm_scratch *scratch)
{
    const facs_clm_model *model = search->model;
    const facs_clm_scale *scale = search->scale;
    facs_newton *newton = &scratch->newton;
    double euler[3];

    facs_rotation_to_euler(newton->rotation, euler);
    search->view = facs_patch_experts_view(scale->experts, euler);
    const int status =
        facs_clm_scale_prepare(scale, model->pdm, search->view, &newton->table, &scratch->error);
    if (status < 0) {
        scratch->failure = status;
        return -EINVAL;
    }
    newton->weight = scale->weight + search->view * model->pdm->points;
    newton->precision = scale->regularisation;
    return 0;
}

static void judge(const facs_clm_search *search, int k, const facs_clm_scratch *scratch,
                  facs_clm_verdict *verdict)
{
    verdict->log_likelihood[k] = mean_log_likelihood(search, scratch);
    verdict->view[k] = search->view;
    verdict->last = k;
}

static int fit_at(const facs_clm_model *model, int k, const facs_grey *picture,
                  facs_clm_scratch *scratch)
{
    facs_clm_search *search = &scratch->search;
    facs_newton *newton = &scratch->newton;

    *search = (facs_clm_search){.model = model, .scale = &model->scale[k]};
    if (choose_view(search, scratch) != 0)
        return -EINVAL;
    facs_newton_project(newton, scratch->base);
    if (align(search->scale, scratch, search) != 0)
        return -EINVAL;
    respond(search, picture, scratch);
    follow_maps(search, FACS_GLOBALS, scratch);
    follow_maps(search, FACS_GLOBALS + model->pdm->modes, scratch);
    return newton->scale < MIN_SCALE ? -EDOM : 0;
}

int facs_clm_fit(const facs_clm_model *model, const facs_grey *picture, facs_clm_range scales,
                 const facs_clm_parameters *parameters, facs_clm_scratch *scratch,
                 facs_clm_verdict *verdict)
{
    double *global = parameters->global, *local = parameters->local;
    double fitted[6 + FACS_PDM_MAX_MODES];
    int m = model->pdm->modes, status = 0;

    if (verdict) {
        verdict->last = -1;
        for (int k = 0; k < FACS_CLM_MAX_SCALES; k++)
            verdict->log_likelihood[k] = -INFINITY;
    }
    if (!all_finite(global, 6) || !all_finite(local, m))
        return -EINVAL;
    facs_newton_start(&scratch->newton, model->pdm, global, local);
    for (int k = scales.first; status == 0 && k < scales.end; k++) {
        status = fit_at(model, k, picture, scratch);
        if (status != -EINVAL && verdict &&
            (k == scales.end - 1 || scratch->newton.scale < SMALL_SCALE ||
             verdict->wanted >> k & 1))
            judge(&scratch->search, k, scratch, verdict);
    }
    for (int k = 0; k < model->scales; k++)
        if (k < scales.first || k >= scales.end)
            facs_patch_experts_pass(model->scale[k].experts);
    facs_newton_finish(&scratch->newton, fitted, fitted + 6);
    if (status == -EINVAL || !all_finite(fitted, 6 + m))
        return -EINVAL;
    memcpy(global, fitted, 6 * sizeof(double));
    memcpy(local, fitted + 6, (size_t)m * sizeof(double));
    return status;
}
