#include "base/matrix_file.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_VALUE 1e6f /* real files stay below 1e3; keeps sums of products finite */

int facs_matrix_damaged(facs_file *file, const char *what)
{
    if (!file->status)
        file->status =
            facs_fail(file->error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                      "%s: expected %s before byte %zu; the file is damaged, fetch it again",
                      file->path, what, file->at);
    return file->status;
}

int facs_matrix_no_memory(facs_file *file)
{
    return file->status = facs_fail_memory(file->error, file->path);
}

int facs_matrix_count(facs_file *file, int *value, int min, int max, const char *what)
{
    int32_t found = 0;
    if (!file->status)
        file->status = facs_file_int32(file, &found, what, file->error);
    if (!file->status && (found < min || found > max))
        return facs_matrix_damaged(file, what);
    if (!file->status)
        *value = found;
    return file->status;
}

/* Reads a number of rows or columns, which must be *wanted unless that is 0. */
static void read_side(facs_file *file, int *wanted, const char *what)
{
    int min = *wanted ? *wanted : 1;
    facs_matrix_count(file, wanted, min, *wanted ? *wanted : INT32_MAX, what);
}

int facs_matrix_head(facs_file *file, facs_matrix_type type, int *rows, int *columns,
                     const char *what)
{
    size_t bytes = type == FACS_MATRIX_FLOAT64 ? 8 : 4;
    int found = 0;

    read_side(file, rows, what);
    read_side(file, columns, what);
    facs_matrix_count(file, &found, (int)type, (int)type, what);
    if (!file->status && (uint64_t)*rows * (uint64_t)*columns > (file->size - file->at) / bytes)
        return facs_matrix_damaged(file, what);
    return file->status;
}

int facs_matrix_floats(facs_file *file, facs_matrix_type type, float *values, size_t count,
                       const char *what)
{
    for (size_t i = 0; i < count && !file->status; i++) {
        double value = 0;
        int32_t bits = 0;
        file->status = type == FACS_MATRIX_FLOAT64
                           ? facs_file_float64(file, &value, 1, what, file->error)
                           : facs_file_int32(file, &bits, what, file->error);
        if (type == FACS_MATRIX_FLOAT64)
            values[i] = (float)value;
        else
            memcpy(&values[i], &bits, sizeof(bits));
        if (!file->status && !(fabsf(values[i]) <= MAX_VALUE))
            return facs_matrix_damaged(file, what);
    }
    return file->status;
}

int facs_matrix_ints(facs_file *file, int32_t *values, size_t count, const int within[2],
                     const char *what)
{
    for (size_t i = 0; i < count; i++) {
        int value = 0;
        if (facs_matrix_count(file, &value, within[0], within[1], what))
            return file->status;
        values[i] = value;
    }
    return file->status;
}
