#include "appearance/align.h"

#include "base/error.h"
#include "base/matrix_file.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES     ((size_t)1 << 20) /* the face's file has 1 KB */
#define MAX_TRIANGLES 4096

/* OpenFace, AlignFaceMask: brows and temples are raised to keep more of the forehead. */
#define RAISED_BY 30 /* aligned pixels at the predictors' scale */

static int is_raised(int point)
{
    return point == 0 || point == 16 || (point >= 17 && point <= 26);
}

static int read_triangles(facs_triangulation *t, facs_file *file, int points)
{
    int columns, type, status;

    if ((status = facs_file_text_int(file, &t->count, "number of triangles", file->error)) != 0 ||
        (status = facs_file_text_int(file, &columns, "corners of a triangle", file->error)) != 0 ||
        (status = facs_file_text_int(file, &type, "type of the numbers", file->error)) != 0)
        return status;
    if (t->count < 1 || t->count > MAX_TRIANGLES || columns != 3 || type != FACS_MATRIX_INT32)
        return facs_matrix_damaged(file,
                                   "1 to 4096 triangles of 3 corners, type 4 (32-bit integers)");
    t->corners = malloc((size_t)t->count * sizeof(*t->corners));
    if (!t->corners)
        return facs_matrix_no_memory(file);
    for (int i = 0; i < 3 * t->count; i++) {
        int *corner = &t->corners[i / 3][i % 3];
        if ((status = facs_file_text_int(file, corner, "corner", file->error)) != 0)
            return status;
        if (*corner < 0 || *corner >= points)
            return facs_matrix_damaged(file, "corners that are landmark numbers");
    }
    return facs_file_expect_end(file, 1, file->error);
}

int facs_triangulation_open(facs_triangulation **out, const char *path, int points,
                            facs_error *error)
{
    facs_file file;

    *out = NULL;
    int status = facs_file_read(&file, path, MAX_BYTES, error);
    if (status)
        return status;
    facs_triangulation *t = calloc(1, sizeof(*t));
    status = t ? read_triangles(t, &file, points) : facs_fail_memory(error, path);
    facs_file_free(&file);
    if (status)
        facs_triangulation_close(&t);
    *out = t;
    return status;
}

void facs_triangulation_close(facs_triangulation **triangulation)
{
    if (!*triangulation)
        return;
    free((*triangulation)->corners);
    free(*triangulation);
    *triangulation = NULL;
}

/* A side of a triangle, which gives its x at any row. */
typedef struct edge {
    double x, y, slope; /* slope: columns to a row */
} edge;

static double crossing(const edge *e, int row)
{
    return e->x + e->slope * (row - e->y);
}

/* Finds the first and the last of the rows 0..side-1 that cross the triangle. */
static void find_rows(const double y[3], int side, int *first, int *last)
{
    double top = y[0], bottom = y[0];

    for (int k = 1; k < 3; k++) {
        top = y[k] < top ? y[k] : top;
        bottom = y[k] > bottom ? y[k] : bottom;
    }
    *first = (int)ceil(fmin(fmax(top, 0), side));
    *last = (int)floor(fmax(fmin(bottom, side - 1), -1));
}

/* x, y of three corners, aligned pixels. Pixels on an edge count as inside. Inside is what is right
 * of all left edges and left of all right ones; if a horizontal edge leaves one of the two slots
 * free, the square's border fills it. */
static void fill_triangle(const double x[3], const double y[3], int side, uint8_t *mask)
{
    double area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]);
    if (!isfinite(area) || area == 0)
        return;
    const double border = side - 1;
    edge left[2] = {0}, right[2] = {{.x = border}, {.x = border}};
    int lefts = 0, rights = 0, first, last;
    for (int k = 0; k < 3; k++) {
        const int next = (k + 1) % 3;
        const double rise = y[next] - y[k];
        if (rise == 0)
            continue;
        edge *e = (rise > 0) == (area > 0) ? &right[rights++] : &left[lefts++];
        *e = (edge){x[k], y[k], (x[next] - x[k]) / rise};
    }
    find_rows(y, side, &first, &last);
    for (int row = first; row <= last; row++) {
        double from = 0, to = border;
        for (int k = 0; k < 2; k++) { /* NaN counts as the border */
            const double a = crossing(&left[k], row), b = crossing(&right[k], row);
            from = a > from ? a : from;
            to = b < to ? b : to;
        }
        if (from > to) /* or the triangle is beside the square: both must fit an int */
            continue;
        int begin = (int)from, end = (int)to;
        begin += begin < from;
        if (begin <= end)
            memset(mask + row * side + begin, 1, (size_t)(end - begin + 1));
    }
}

void facs_align_mask(const facs_triangulation *triangulation, const float *landmarks,
                     const double warp[6], const facs_aligned_form *form, uint8_t *mask)
{
    double x[FACS_LANDMARKS], y[FACS_LANDMARKS];

    const double raised = RAISED_BY * (form->scale / facs_aligned_au.scale);
    memset(mask, 0, (size_t)form->side * (size_t)form->side);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        double from_x = (double)landmarks[i], from_y = (double)landmarks[i + FACS_LANDMARKS];
        x[i] = warp[0] * from_x + warp[1] * from_y + warp[2];
        y[i] = warp[3] * from_x + warp[4] * from_y + warp[5] - (is_raised(i) ? raised : 0);
    }
    for (int t = 0; t < triangulation->count; t++) {
        const int *corner = triangulation->corners[t];
        const double corner_x[3] = {x[corner[0]], x[corner[1]], x[corner[2]]};
        const double corner_y[3] = {y[corner[0]], y[corner[1]], y[corner[2]]};
        fill_triangle(corner_x, corner_y, form->side, mask);
    }
}
