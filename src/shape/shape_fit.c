#include "shape/shape_fit.h"

#include "shape/gauss_newton.h"
#include "shape/lanes.h"

#include <errno.h>
#include <math.h>

/* OpenFace, PDM::CalcParams. */
#define STEP           0.75 /* of the Gauss-Newton step, so as not to overshoot */
#define MAX_ITERATIONS 1000
#define MAX_FAILURES   3     /* iterations that did not improve, over the whole fit */
#define LEAST_GAIN     0.999 /* an iteration improves when the error falls below this share */

#define MIN_VISIBLE 4

/* All that a fit needs, on the caller's stack. */
typedef struct fit {
    facs_newton newton;
    const float *landmarks; /* x0.., y0.. */
    int visible_count;
    double visible[FACS_PDM_MAX_POINTS]; /* 0 or 1: the weights */
} fit;

static int check_landmarks(fit *f)
{
    int n = f->newton.pdm->points;

    f->visible_count = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(f->landmarks[i]) || !isfinite(f->landmarks[i + n]))
            return -EINVAL;
        f->visible[i] = f->landmarks[i] != 0;
        f->visible_count += f->landmarks[i] != 0;
    }
    return f->visible_count < MIN_VISIBLE ? -EINVAL : 0;
}

/* The mean face, not turned; scale and place from its box and the landmarks'. */
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
    newton->table = f->visible_count == n ? newton->pdm->table : NULL;
    newton->precision = 1;
    return 0;
}

/* Renew the residual from the shape and where it stands; returns its norm, pixels. */
static double measure(fit *f)
{
    int n = f->newton.pdm->points;
    double points[2 * FACS_PDM_MAX_POINTS];

    facs_newton_project(&f->newton, points);
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0, at = axis * n; i < n; i++, at++)
            f->newton.residual[at] = f->visible[i] * ((double)f->landmarks[at] - points[at]);
    return sqrt(dot(f->newton.residual, f->newton.residual, 2 * n));
}

/* One Gauss-Newton step from a shape that is up to date; error: with the shape from before it. */
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

int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape)
{
    fit f;
    int failures = 0, iterations = 0, status;
    double error, previous;

    f.newton.pdm = pdm;
    f.landmarks = landmarks;
    if ((status = check_landmarks(&f)) != 0 || (status = start(&f)) != 0)
        return status;
    previous = measure(&f);
    while (iterations < MAX_ITERATIONS && failures < MAX_FAILURES) {
        if ((status = iterate(&f, &error)) != 0)
            return status;
        iterations++;
        failures += LEAST_GAIN * previous < error;
        previous = error;
        facs_newton_reshape(&f.newton);
        error = measure(&f);
    }
    facs_newton_finish(&f.newton, shape->global, shape->local);
    shape->residual = error / sqrt(f.visible_count);
    shape->iterations = iterations;
    return 0;
}
