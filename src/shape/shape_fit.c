#include "shape/shape_fit.h"

#include "base/simd.h"
#include "shape/gauss_newton.h"
#include "shape/quarter_turn.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace, PDM::CalcParams. */
#define STEP           0.75 /* factor of the Gauss-Newton step, so as not to overshoot */
#define MAX_ITERATIONS 1000
#define MAX_FAILURES   3     /* iterations without improvement, over the whole fit */
#define MIN_GAIN       0.999 /* an iteration improves if the error falls below this share */

#define MIN_VISIBLE 4

/* Tangent of the roll, 50 degrees, up to which a fit starts from an upright face. At 60 degrees it
 * ends in another shape: AU12 is 0.00 throughout cases/tilt60.mp4. */
#define STEEPEST_ROLL 1.19175

/* State of a fit, on the caller's stack. */
typedef struct fit {
    facs_newton newton;
    const float *landmarks; /* x0.., y0.. */
    const float *seen;      /* n: 0 if a landmark is invisible */
    int visible_count;
    double visible[FACS_PDM_MAX_POINTS]; /* 0 or 1: the weights */
    double *table;                       /* of these; NULL: the PDM's, all are visible */
} fit;

static int check_landmarks(fit *f)
{
    int n = f->newton.pdm->points;

    f->visible_count = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(f->landmarks[i]) || !isfinite(f->landmarks[i + n]))
            return -EINVAL;
        f->visible[i] = f->seen[i] != 0;
        f->visible_count += f->seen[i] != 0;
    }
    return f->visible_count < MIN_VISIBLE ? -EINVAL : 0;
}

/* Starts from the mean face, not rotated, with scale and place from its box and the landmarks'. */
static int start(fit *f)
{
    facs_newton *newton = &f->newton;
    int n = newton->pdm->points;
    const double local[FACS_PDM_MAX_MODES] = {0};
    double global[6] = {0}, ratio[2];

    for (int axis = 0; axis < 2; axis++) {
        const float *at = f->landmarks + axis * n;
        const double *mean = newton->pdm->mean + axis * n;
        double low = INFINITY, high = -INFINITY, mean_low = INFINITY, mean_high = -INFINITY;
        for (int i = 0; i < n; i++) {
            if (f->visible[i] == 0)
                continue;
            low = fmin(low, (double)at[i]);
            high = fmax(high, (double)at[i]);
            mean_low = fmin(mean_low, mean[i]);
            mean_high = fmax(mean_high, mean[i]);
        }
        if (!(high > low) || !(mean_high > mean_low))
            return -EINVAL;
        ratio[axis] = (high - low) / (mean_high - mean_low);
        global[4 + axis] = (low + high) / 2;
    }
    global[0] = (ratio[0] + ratio[1]) / 2;
    facs_newton_start(newton, newton->pdm, global, local);
    newton->weight = f->visible;
    newton->precision = 1;
    return 0;
}

static int choose_table(fit *f)
{
    const facs_pdm *pdm = f->newton.pdm;

    f->newton.table = pdm->table;
    if (f->visible_count == pdm->points)
        return 0;
    f->table = malloc(facs_pdm_table_size(pdm) * sizeof(double));
    if (!f->table)
        return -ENOMEM;
    facs_pdm_weigh(pdm, f->visible, f->table);
    f->newton.table = f->table;
    return 0;
}

/* Updates the residual from the current state; returns its norm, pixels. */
static double measure(fit *f)
{
    int n = f->newton.pdm->points;
    double points[2 * FACS_PDM_MAX_POINTS];

    facs_newton_project(&f->newton, points);
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0, at = axis * n; i < n; i++, at++)
            f->newton.residual[at] = f->visible[i] * ((double)f->landmarks[at] - points[at]);
    return sqrt(f64x4_dot(f->newton.residual, f->newton.residual, 2 * n));
}

/* Takes one Gauss-Newton step from an up-to-date shape; error: of the shape before it. */
static int iterate(fit *f, double *error)
{
    double step[FACS_MAX_UNKNOWNS];
    int unknowns = FACS_GLOBALS + f->newton.pdm->modes;

    int status = facs_newton_solve(&f->newton, unknowns, step);
    if (status)
        return status;
    facs_newton_advance(&f->newton, unknowns, step, STEP);
    *error = measure(f);
    return isfinite(*error) ? 0 : -EDOM;
}

/* Iterates to the best shape, from an up-to-date one. */
static int converge(fit *f, facs_shape *shape)
{
    int failures = 0, iterations = 0;
    double previous = measure(f), error = previous;

    while (iterations < MAX_ITERATIONS && failures < MAX_FAILURES) {
        int status = iterate(f, &error);
        if (status)
            return status;
        iterations++;
        failures += MIN_GAIN * previous < error;
        previous = error;
        facs_newton_reshape(&f->newton);
        error = measure(f);
    }
    facs_newton_finish(&f->newton, shape->global, shape->local);
    shape->residual = error / sqrt(f->visible_count);
    shape->iterations = iterations;
    return 0;
}

static int fit_upright(const facs_pdm *pdm, const float *landmarks, const float *seen,
                       facs_shape *shape)
{
    fit f;
    int status;

    f.newton.pdm = pdm;
    f.landmarks = landmarks;
    f.seen = seen;
    f.table = NULL;
    if ((status = check_landmarks(&f)) == 0 && (status = start(&f)) == 0 &&
        (status = choose_table(&f)) == 0)
        status = converge(&f, shape);
    free(f.table);
    return status;
}

/* Returns the quarters clockwise that make the landmarks most upright; 0 if they are near enough.
 * In the plane the angle of the best rotation from the mean face to them is that of (sum of dot
 * products, sum of cross products). */
static int quarters_to_upright(const facs_pdm *pdm, const float *landmarks)
{
    const int n = pdm->points;
    double mean[4] = {0}, dot_sum = 0, cross_sum = 0;
    int count = 0;

    for (int i = 0; i < n; i++) {
        if (landmarks[i] == 0)
            continue;
        mean[0] += (double)landmarks[i];
        mean[1] += (double)landmarks[i + n];
        mean[2] += pdm->mean[i];
        mean[3] += pdm->mean[i + n];
        count++;
    }
    for (int i = 0; i < n; i++) {
        if (landmarks[i] == 0)
            continue;
        const double x = (double)landmarks[i] - mean[0] / count;
        const double y = (double)landmarks[i + n] - mean[1] / count;
        const double mx = pdm->mean[i] - mean[2] / count, my = pdm->mean[i + n] - mean[3] / count;
        dot_sum += mx * x + my * y;
        cross_sum += mx * y - my * x;
    }
    if (!(fabs(cross_sum) > STEEPEST_ROLL * dot_sum))
        return 0;
    return fabs(cross_sum) < -dot_sum ? 2 : cross_sum > 0 ? 3 : 1;
}

int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape)
{
    float upright[2 * FACS_PDM_MAX_POINTS];
    /* About pixel (0, 0): a one-pixel picture turns about it. */
    const facs_quarter_turn turn = {quarters_to_upright(pdm, landmarks), 1, 1};

    if (turn.quarters == 0)
        return fit_upright(pdm, landmarks, landmarks, shape);
    memcpy(upright, landmarks, 2 * (size_t)pdm->points * sizeof(*upright));
    facs_quarter_turn_points(&turn, upright, pdm->points);
    int status = fit_upright(pdm, upright, landmarks, shape);
    const facs_quarter_turn back = facs_quarter_turn_back(&turn);
    if (status == 0)
        facs_quarter_turn_global(&back, shape->global);
    return status;
}

int facs_shape_in_box(const facs_pdm *pdm, const float box[4], const double euler[3],
                      double global[6])
{
    const int n = pdm->points;
    double rotation[9], low[2], high[2], ratio = 0;

    if (!(box[2] > 0 && box[3] > 0) || !isfinite(box[0] + box[2]) || !isfinite(box[1] + box[3]))
        return -EINVAL;
    facs_rotation_from_euler(euler, rotation);
    for (int axis = 0; axis < 2; axis++) {
        const double *r = rotation + 3 * axis, *mean = pdm->mean;
        low[axis] = INFINITY;
        high[axis] = -INFINITY;
        for (int i = 0; i < n; i++) {
            double at = r[0] * mean[i] + r[1] * mean[i + n] + r[2] * mean[i + 2 * n];
            low[axis] = fmin(low[axis], at);
            high[axis] = fmax(high[axis], at);
        }
        if (!(high[axis] > low[axis]))
            return -EINVAL;
        ratio += (double)box[2 + axis] / (high[axis] - low[axis]) / 2;
    }
    global[0] = ratio;
    memcpy(global + 1, euler, 3 * sizeof(*global));
    for (int axis = 0; axis < 2; axis++)
        global[4 + axis] =
            (double)box[axis] + (double)box[2 + axis] / 2 - ratio * (low[axis] + high[axis]) / 2;
    return 0;
}
