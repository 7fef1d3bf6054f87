#include "shape/shape_fit.h"

#include "shape/cholesky.h"
#include "shape/rotation.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* OpenFace, PDM::CalcParams. */
#define STEP           0.75 /* of the Gauss-Newton step, so as not to overshoot */
#define MAX_ITERATIONS 1000
#define MAX_FAILURES   3     /* iterations that did not improve, over the whole fit */
#define LEAST_GAIN     0.999 /* an iteration improves when the error falls below this share */

#define MIN_VISIBLE 4
#define GLOBALS     6 /* scale, three rotations, tx, ty */
#define RESIDUAL    6 /* the column after them */
#define MAX_UNKNOWN (GLOBALS + FACS_PDM_MAX_MODES)

/* All that a fit needs; some 55 KB, on the caller's stack. */
typedef struct fit {
    const facs_pdm *pdm;
    const float *landmarks; /* x0.., y0.. */
    int size;               /* unknowns: 6 + modes */
    int visible_count;
    int visible[FACS_PDM_MAX_POINTS]; /* 0 or 1 */
    double rotation[9];
    double global[GLOBALS];
    double local[FACS_PDM_MAX_MODES];
    double shape[3 * FACS_PDM_MAX_POINTS]; /* mean + basis * local, mm */
    /* The Jacobian's global columns and the residual (landmark - fitted point), x0.., y0..; 0 where
       invisible. The rotations are small ones about the model's own axes. */
    double columns[GLOBALS + 1][2 * FACS_PDM_MAX_POINTS];
    /* Upper triangle of J'J + L; J'e - L p in the column after the last unknown. */
    double system[MAX_UNKNOWN][MAX_UNKNOWN + 1];
} fit;

static int check_landmarks(fit *f)
{
    int n = f->pdm->points;

    f->visible_count = 0;
    for (int i = 0; i < n; i++) {
        if (!isfinite(f->landmarks[i]) || !isfinite(f->landmarks[i + n]))
            return -EINVAL;
        f->visible[i] = f->landmarks[i] != 0;
        f->visible_count += f->visible[i];
    }
    return f->visible_count < MIN_VISIBLE ? -EINVAL : 0;
}

/* The mean face, not turned; scale and place from its box and the landmarks'. */
static int start(fit *f)
{
    int n = f->pdm->points;
    double ratio[2];

    memset(f->global, 0, sizeof(f->global));
    memset(f->local, 0, sizeof(f->local));
    for (int axis = 0; axis < 2; axis++) {
        const float *at = f->landmarks + axis * n;
        const double *mean = f->pdm->mean + axis * n;
        double low = INFINITY, high = -INFINITY, mean_low = INFINITY, mean_high = -INFINITY;
        for (int i = 0; i < n; i++) {
            if (!f->visible[i])
                continue;
            low = fmin(low, (double)at[i]);
            high = fmax(high, (double)at[i]);
            mean_low = fmin(mean_low, mean[i]);
            mean_high = fmax(mean_high, mean[i]);
        }
        if (!(high > low) || !(mean_high > mean_low))
            return -EINVAL;
        ratio[axis] = (high - low) / (mean_high - mean_low);
        f->global[4 + axis] = (low + high) / 2;
    }
    f->global[0] = (ratio[0] + ratio[1]) / 2;
    facs_rotation_from_euler(&f->global[1], f->rotation);
    return 0;
}

/* Renew the residual from the shape and the global parameters; returns its norm, pixels. */
static double measure(fit *f)
{
    int n = f->pdm->points;
    const double *x = f->shape, *y = x + n, *z = y + n;
    double sum = 0;

    for (int axis = 0; axis < 2; axis++) {
        const double *r = f->rotation + 3 * axis;
        const float *at = f->landmarks + axis * n;
        double *residual = f->columns[RESIDUAL] + axis * n;
        for (int i = 0; i < n; i++) {
            double turned = r[0] * x[i] + r[1] * y[i] + r[2] * z[i];
            double error = (double)at[i] - f->global[0] * turned - f->global[4 + axis];
            residual[i] = f->visible[i] * error;
            sum += residual[i] * residual[i];
        }
    }
    return sqrt(sum);
}

static void fill_columns(fit *f)
{
    int n = f->pdm->points;

    for (int axis = 0; axis < 2; axis++) {
        const double *r = f->rotation + 3 * axis;
        for (int i = 0; i < n; i++) {
            double seen = f->visible[i], scale = seen * f->global[0];
            double x = f->shape[i], y = f->shape[i + n], z = f->shape[i + 2 * n];
            int at = i + axis * n;
            f->columns[0][at] = seen * (r[0] * x + r[1] * y + r[2] * z);
            f->columns[1][at] = scale * (r[2] * y - r[1] * z);
            f->columns[2][at] = scale * (r[0] * z - r[2] * x);
            f->columns[3][at] = scale * (r[1] * x - r[0] * y);
            f->columns[4][at] = axis == 0 ? seen : 0;
            f->columns[5][at] = axis == 1 ? seen : 0;
        }
    }
}

/* The global unknowns among themselves and against the residual. */
static void fill_global_block(fit *f)
{
    int count = 2 * f->pdm->points; /* even */

    for (int a = 0; a < GLOBALS; a++)
        for (int b = a; b <= RESIDUAL; b++) {
            double even = 0, odd = 0; /* two chains of additions: one alone would wait for itself */
            for (int i = 0; i < count; i += 2) {
                even += f->columns[a][i] * f->columns[b][i];
                odd += f->columns[a][i + 1] * f->columns[b][i + 1];
            }
            f->system[a][b < RESIDUAL ? b : f->size] = even + odd;
        }
}

/*
 * The local unknowns against the global ones and the residual. A local column of the Jacobian is
 * scale * R2 * (a mode's x, y, z), so each column is taken back through scale * R2' to a weight for
 * every row of the basis, and the Jacobian's 2n x m local columns are never formed.
 */
static void fill_cross_block(fit *f)
{
    int n = f->pdm->points, m = f->pdm->modes;
    const double *r = f->rotation;
    double product[GLOBALS + 1][FACS_PDM_MAX_MODES] = {{0}};

    for (int i = 0; i < n; i++) {
        const double *x = f->pdm->basis + i * m, *y = x + n * m, *z = y + n * m;
        for (int c = 0; c <= RESIDUAL; c++) {
            double across = f->global[0] * f->columns[c][i];
            double down = f->global[0] * f->columns[c][i + n];
            double wx = r[0] * across + r[3] * down;
            double wy = r[1] * across + r[4] * down;
            double wz = r[2] * across + r[5] * down;
            for (int j = 0; j < m; j++)
                product[c][j] += wx * x[j] + wy * y[j] + wz * z[j];
        }
    }
    for (int c = 0; c < GLOBALS; c++)
        memcpy(&f->system[c][GLOBALS], product[c], (size_t)m * sizeof(double));
    for (int j = 0; j < m; j++)
        f->system[GLOBALS + j][f->size] = product[RESIDUAL][j] - f->local[j] / f->pdm->variance[j];
}

/* Take an invisible point's two rows of the Jacobian out of the local block. */
static void remove_point(fit *f, int point)
{
    int n = f->pdm->points, m = f->pdm->modes;
    double row[FACS_PDM_MAX_MODES];

    for (int axis = 0; axis < 2; axis++) {
        const double *r = f->rotation + 3 * axis;
        const double *x = f->pdm->basis + point * m, *y = x + n * m, *z = y + n * m;
        for (int j = 0; j < m; j++)
            row[j] = f->global[0] * (r[0] * x[j] + r[1] * y[j] + r[2] * z[j]);
        for (int j = 0; j < m; j++)
            for (int k = j; k < m; k++)
                f->system[GLOBALS + j][GLOBALS + k] -= row[j] * row[k];
    }
}

/* The local unknowns among themselves: scale^2 * sum over axes a, b of (R2'R2)_ab basis_a'basis_b.
 */
static void fill_local_block(fit *f)
{
    static const int pairs[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
    int m = f->pdm->modes;
    size_t size = (size_t)m * (size_t)m;
    const double *r = f->rotation;
    double w[6];

    for (int p = 0; p < 6; p++) {
        int a = pairs[p][0], b = pairs[p][1];
        w[p] = f->global[0] * f->global[0] * (r[a] * r[b] + r[3 + a] * r[3 + b]);
    }
    for (int j = 0; j < m; j++) {
        const double *g = f->pdm->gram + (size_t)j * (size_t)m;
        double *row = &f->system[GLOBALS + j][GLOBALS];
        for (int k = j; k < m; k++)
            row[k] = w[0] * g[(size_t)k] + w[1] * g[(size_t)k + size] +
                     w[2] * g[(size_t)k + 2 * size] + w[3] * g[(size_t)k + 3 * size] +
                     w[4] * g[(size_t)k + 4 * size] + w[5] * g[(size_t)k + 5 * size];
        row[j] += 1 / f->pdm->variance[j];
    }
    for (int i = 0; i < f->pdm->points; i++)
        if (!f->visible[i])
            remove_point(f, i);
}

static void advance(fit *f, const double *step)
{
    double axis[3], turn[9];
    double length = STEP * sqrt(step[1] * step[1] + step[2] * step[2] + step[3] * step[3]);
    /* The rotation nearest to I + [d]x turns about d by atan(|d|). */
    double share = length > 1e-12 ? STEP * atan(length) / length : STEP;

    for (int k = 0; k < 3; k++)
        axis[k] = share * step[1 + k];
    facs_rotation_from_axis(axis, turn);
    facs_rotation_multiply(f->rotation, turn, f->rotation);
    f->global[0] += STEP * step[0];
    f->global[4] += STEP * step[4];
    f->global[5] += STEP * step[5];
    for (int j = 0; j < f->pdm->modes; j++)
        f->local[j] += STEP * step[GLOBALS + j];
}

/* One Gauss-Newton step from a shape that is up to date; error: with the shape from before it. */
static int iterate(fit *f, double *error)
{
    double step[MAX_UNKNOWN];

    fill_columns(f);
    fill_global_block(f);
    fill_cross_block(f);
    fill_local_block(f);
    int status = facs_cholesky_solve(f->system[0], f->size, MAX_UNKNOWN + 1, step);
    if (status)
        return status;
    advance(f, step);
    *error = measure(f);
    return isfinite(*error) ? 0 : -EDOM;
}

int facs_shape_fit(const facs_pdm *pdm, const float *landmarks, facs_shape *shape)
{
    fit f;
    int failures = 0, iterations = 0, status;
    double error, previous;

    f.pdm = pdm;
    f.landmarks = landmarks;
    f.size = GLOBALS + pdm->modes;
    if ((status = check_landmarks(&f)) != 0 || (status = start(&f)) != 0)
        return status;
    facs_pdm_shape_3d(pdm, f.local, f.shape);
    previous = measure(&f);
    while (iterations < MAX_ITERATIONS && failures < MAX_FAILURES) {
        if ((status = iterate(&f, &error)) != 0)
            return status;
        iterations++;
        failures += LEAST_GAIN * previous < error;
        previous = error;
        facs_pdm_shape_3d(pdm, f.local, f.shape);
        error = measure(&f);
    }
    memcpy(shape->global, f.global, sizeof(shape->global));
    facs_rotation_to_euler(f.rotation, &shape->global[1]);
    memcpy(shape->local, f.local, sizeof(shape->local));
    shape->residual = error / sqrt(f.visible_count);
    shape->iterations = iterations;
    return 0;
}
