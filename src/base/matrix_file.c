#include "base/matrix_file.h"

#include "base/bytes.h"
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

/* As integers, floats without their signs are in order, infinity and NaN last. */
static int are_within(const unsigned char *bytes, size_t count, float limit)
{
    int32_t max, beyond = 0;

    memcpy(&max, &limit, sizeof(max));
    for (size_t i = 0; i < count; i++) {
        const uint32_t bits = facs_word_of(bytes + 4 * i);
        beyond |= (int32_t)(bits & 0x7fffffff) > max;
    }
    return !beyond;
}

int facs_matrix_pass_floats(facs_file *file, size_t count, float limit, const char *what)
{
    if (!file->status && count > (file->size - file->at) / 4)
        return facs_matrix_damaged(file, what);
    if (!file->status && !are_within(file->data + file->at, count, limit))
        return facs_matrix_damaged(file, what);
    file->at += file->status ? 0 : 4 * count;
    return file->status;
}

static int read_doubles(facs_file *file, float *values, size_t count, const char *what)
{
    double block[64];
    int beyond = 0;

    for (size_t from = 0; from < count && !file->status; from += 64) {
        const size_t some = count - from < 64 ? count - from : 64;
        file->status = facs_file_float64(file, block, some, what, file->error);
        for (size_t i = 0; i < some && !file->status; i++) {
            values[from + i] = (float)block[i];
            beyond |= !(fabsf(values[from + i]) <= MAX_VALUE);
        }
    }
    return beyond ? facs_matrix_damaged(file, what) : file->status;
}

int facs_matrix_floats(facs_file *file, facs_matrix_type type, float *values, size_t count,
                       const char *what)
{
    if (type == FACS_MATRIX_FLOAT64)
        return read_doubles(file, values, count, what);
    if (!file->status)
        file->status = facs_file_float32(file, values, count, what, file->error);
    if (!file->status && !are_within(file->data + file->at - 4 * count, count, MAX_VALUE))
        return facs_matrix_damaged(file, what);
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
