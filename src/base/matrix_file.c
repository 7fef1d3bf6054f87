#include "base/matrix_file.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_VALUE 1e6f /* real files stay below 1e3; keeps sums of products finite */

int facs_matrix_damaged(const facs_file *file, const char *what, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s: expected %s before byte %zu; the file is damaged, fetch it again",
                     file->path, what, file->at);
}

int facs_matrix_count(facs_file *file, int *value, int min, int max, const char *what,
                      facs_error *error)
{
    int32_t found;
    int status = facs_file_int32(file, &found, what, error);
    if (status)
        return status;
    if (found < min || found > max)
        return facs_matrix_damaged(file, what, error);
    *value = found;
    return 0;
}

/* Reads a number of rows or columns, which must be *wanted unless that is 0. */
static int read_side(facs_file *file, int *wanted, const char *what, facs_error *error)
{
    int min = *wanted ? *wanted : 1;
    return facs_matrix_count(file, wanted, min, *wanted ? *wanted : INT32_MAX, what, error);
}

int facs_matrix_head(facs_file *file, facs_matrix_type type, int *rows, int *columns,
                     const char *what, facs_error *error)
{
    size_t bytes = type == FACS_MATRIX_FLOAT64 ? 8 : 4;
    int found = 0;

    int status = read_side(file, rows, what, error);
    if (!status)
        status = read_side(file, columns, what, error);
    if (!status)
        status = facs_matrix_count(file, &found, (int)type, (int)type, what, error);
    if (status)
        return status;
    if ((uint64_t)*rows * (uint64_t)*columns > (file->size - file->at) / bytes)
        return facs_matrix_damaged(file, what, error);
    return 0;
}

int facs_matrix_floats(facs_file *file, facs_matrix_type type, float *values, size_t count,
                       const char *what, facs_error *error)
{
    for (size_t i = 0; i < count; i++) {
        double value;
        int32_t bits;
        int status = type == FACS_MATRIX_FLOAT64 ? facs_file_float64(file, &value, 1, what, error)
                                                 : facs_file_int32(file, &bits, what, error);
        if (status)
            return status;
        if (type == FACS_MATRIX_FLOAT64)
            values[i] = (float)value;
        else
            memcpy(&values[i], &bits, sizeof(bits));
        if (!(fabsf(values[i]) <= MAX_VALUE))
            return facs_matrix_damaged(file, what, error);
    }
    return 0;
}

int facs_matrix_ints(facs_file *file, int32_t *values, size_t count, const int within[2],
                     const char *what, facs_error *error)
{
    for (size_t i = 0; i < count; i++) {
        int value = 0;
        int status = facs_matrix_count(file, &value, within[0], within[1], what, error);
        if (status)
            return status;
        values[i] = value;
    }
    return 0;
}
