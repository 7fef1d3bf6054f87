/*
 * Matrices of OpenFace's binary model files: rows, columns, OpenCV's type, values by rows, all
 * little-endian. The files are hostile input: sizes are checked before memory is allocated. The
 * first failure stays in file->status: later calls return it and do nothing, so a series of calls
 * may be checked once, at its end.
 */
#ifndef FACS_BASE_MATRIX_FILE_H
#define FACS_BASE_MATRIX_FILE_H

#include "base/file.h"

typedef enum facs_matrix_type { /* OpenCV's CV_32S, CV_32F, CV_64F */
                                FACS_MATRIX_INT32 = 4,
                                FACS_MATRIX_FLOAT32 = 5,
                                FACS_MATRIX_FLOAT64 = 6
} facs_matrix_type;

/* The sentence for a damaged file: "PATH: expected WHAT; ...". Returns -EINVAL. */
int facs_matrix_damaged(facs_file *file, const char *what);

/* Memory for what the file holds is not to be had. Returns -ENOMEM. */
int facs_matrix_no_memory(facs_file *file);

/* A whole number from min to max, otherwise -EINVAL; what names it and its range. */
int facs_matrix_count(facs_file *file, int *value, int min, int max, const char *what);

/*
 * The head of a matrix of that type. *rows and *columns must match; 0 accepts any number and is set
 * to it. On success there is at least one value and the file has all of them, so its size limits
 * the memory for them.
 */
int facs_matrix_head(facs_file *file, facs_matrix_type type, int *rows, int *columns,
                     const char *what);

/* count values of type FLOAT32 or FLOAT64; all must be finite and within a million. */
int facs_matrix_floats(facs_file *file, facs_matrix_type type, float *values, size_t count,
                       const char *what);

/* count values of type FLOAT32 that are not needed yet: looks whether each is finite and within
 * limit, and moves on. */
int facs_matrix_pass_floats(facs_file *file, size_t count, float limit, const char *what);

/* count values of type INT32, each within[0]..within[1]. */
int facs_matrix_ints(facs_file *file, int32_t *values, size_t count, const int within[2],
                     const char *what);

#endif
