#include "made_pdm.h"

#include "cmocka_all.h"

#include "shape/rotation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double made_number(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(*state >> 8) / (1 << 23) - 1;
}

const char *made_file(const void *bytes, size_t size)
{
    static char path[64];
    snprintf(path, sizeof(path), "/tmp/facs-test-XXXXXX");
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    assert_int_equal(write(handle, bytes, size), size);
    assert_int_equal(close(handle), 0);
    return path;
}

static void put_matrix(FILE *file, const char *title, int rows, int columns, const double *values)
{
    fprintf(file, "# %s\n%d\n%d\n6\n", title, rows, columns);
    for (int i = 0; i < rows * columns; i++)
        fprintf(file, "%.17g%c", values[i], (i + 1) % columns ? ' ' : '\n');
}

char *made_pdm_text(int points, int modes, const double *mean, const double *basis,
                    const double *variance)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    assert_non_null(file);
    put_matrix(file, "mean", 3 * points, 1, mean);
    put_matrix(file, "modes", 3 * points, modes, basis);
    put_matrix(file, "variances", 1, modes, variance);
    assert_int_equal(fclose(file), 0);
    return text;
}

facs_pdm *made_pdm_open(char *text)
{
    facs_pdm *pdm;
    facs_error error = {0};
    const char *path = made_file(text, strlen(text));
    int status = facs_pdm_open(&pdm, path, &error);
    unlink(path);
    free(text);
    assert_string_equal(error.text, "");
    assert_int_equal(status, 0);
    return pdm;
}

facs_pdm *made_pdm(int points, int modes)
{
    static double mean[3 * FACS_PDM_MAX_POINTS], variance[FACS_PDM_MAX_MODES];
    static double basis[3 * FACS_PDM_MAX_POINTS * FACS_PDM_MAX_MODES];
    uint32_t state = 7;

    for (int i = 0; i < 3 * points; i++)
        mean[i] = 50 * made_number(&state);
    for (int i = 0; i < 3 * points * modes; i++)
        basis[i] = made_number(&state) / sqrt((double)points);
    for (int j = 0; j < modes; j++)
        variance[j] = 400.0 / (j + 1);
    return made_pdm_open(made_pdm_text(points, modes, mean, basis, variance));
}

facs_pdm *made_pdm_part(const facs_pdm *whole, const int *kept)
{
    static double mean[3 * FACS_PDM_MAX_POINTS];
    static double basis[3 * FACS_PDM_MAX_POINTS * FACS_PDM_MAX_MODES];
    int m = whole->modes, rows = 0;

    for (int i = 0; i < 3 * whole->points; i++) {
        if (!kept[i % whole->points])
            continue;
        mean[rows] = whole->mean[i];
        memcpy(basis + rows * m, whole->basis + i * m, (size_t)m * sizeof(double));
        rows++;
    }
    return made_pdm_open(made_pdm_text(rows / 3, m, mean, basis, whole->variance));
}

void made_landmarks(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks)
{
    int n = pdm->points;
    double shape[3 * FACS_PDM_MAX_POINTS], r[9];

    facs_pdm_shape_3d(pdm, local, shape);
    facs_rotation_from_euler(global + 1, r);
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < n; i++)
            landmarks[i + axis * n] =
                (float)(global[0] * (r[3 * axis] * shape[i] + r[3 * axis + 1] * shape[i + n] +
                                     r[3 * axis + 2] * shape[i + 2 * n]) +
                        global[4 + axis]);
}
