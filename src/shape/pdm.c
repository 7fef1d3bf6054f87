#include "shape/pdm.h"

#include "base/cpu.h"
#include "base/error.h"
#include "base/matrix_file.h"
#include "os/memory.h"
#include "shape/sum_modes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES    ((size_t)1 << 22) /* the face's file has 69 KB */
#define MIN_POINTS   4                 /* what a shape fit needs */
#define MAX_VALUE    1e6               /* millimetres; keeps the products of the fit in range */
#define MIN_VARIANCE 1e-9              /* square millimetres; its inverse is used */

/* Reads the three whole numbers before a matrix. */
static int read_header(facs_file *file, const char *what, int *rows, int *columns)
{
    int type, status;

    if ((status = facs_file_text_int(file, rows, what, file->error)) != 0 ||
        (status = facs_file_text_int(file, columns, what, file->error)) != 0 ||
        (status = facs_file_text_int(file, &type, what, file->error)) != 0)
        return status;
    return type == FACS_MATRIX_FLOAT64
               ? 0
               : facs_matrix_damaged(file, "matrices of type 6 (64-bit numbers)");
}

/* Allocates and reads count values. */
static int read_values(facs_file *file, const char *what, double **values, int count)
{
    *values = malloc((size_t)count * sizeof(double));
    if (!*values)
        return facs_matrix_no_memory(file);
    for (int i = 0; i < count; i++) {
        int status = facs_file_text_double(file, &(*values)[i], what, file->error);
        if (status)
            return status;
        if (fabs((*values)[i]) > MAX_VALUE)
            return facs_matrix_damaged(file, "values within a million millimetres");
    }
    return 0;
}

static int read_mean(facs_pdm *pdm, facs_file *file)
{
    int rows, columns;
    int status = read_header(file, "mean shape", &rows, &columns);
    if (status)
        return status;
    if (columns != 1 || rows % 3 != 0 || rows < 3 * MIN_POINTS || rows > 3 * FACS_PDM_MAX_POINTS)
        return facs_matrix_damaged(file, "a mean shape of 3 x 4 to 3 x 128 numbers in one column");
    pdm->points = rows / 3;
    return read_values(file, "mean shape", &pdm->mean, rows);
}

static int read_basis(facs_pdm *pdm, facs_file *file)
{
    int rows, columns;
    int status = read_header(file, "modes", &rows, &columns);
    if (status)
        return status;
    if (rows != 3 * pdm->points || columns < 1 || columns > FACS_PDM_MAX_MODES)
        return facs_matrix_damaged(file, "1 to 64 modes of as many numbers as the mean shape");
    pdm->modes = columns;
    return read_values(file, "modes", &pdm->basis, rows * columns);
}

static int read_variance(facs_pdm *pdm, facs_file *file)
{
    int rows, columns;
    int status = read_header(file, "variances", &rows, &columns);
    if (status)
        return status;
    if (rows != 1 || columns != pdm->modes)
        return facs_matrix_damaged(file, "one row of variances, one for each mode");
    status = read_values(file, "variances", &pdm->variance, columns);
    for (int j = 0; j < columns && !status; j++)
        if (!(pdm->variance[j] >= MIN_VARIANCE))
            status = facs_matrix_damaged(file, "positive variances");
    return status;
}

size_t facs_pdm_table_size(const facs_pdm *pdm)
{
    const size_t lanes = FACS_PDM_LANES, padded = (size_t)FACS_PDM_PADDED(pdm->modes);
    const size_t blocks = padded / lanes * (padded / lanes + 1) / 2;

    return blocks * lanes * lanes * FACS_PDM_PRODUCTS + (FACS_PDM_PRODUCTS + 3) * padded;
}

/* Sums one mode's, or the mean's, products with the modes from first on: a, b are axes, a <= b, and
 * for a < b the same with the axes exchanged is added. left: its x, y and z, step apart. */
static void sum_products(const facs_pdm *pdm, const double *weight, const double *left, int step,
                         const int axes[2], int first, double *products)
{
    const int n = pdm->points, m = pdm->modes, a = axes[0], b = axes[1];

    for (int k = first; k < m; k++)
        products[k] = 0;
    for (int i = 0; i < n; i++) {
        const double *row_a = pdm->basis + (a * n + i) * m, *row_b = pdm->basis + (b * n + i) * m;
        const double w = weight ? weight[i] : 1;
        const double wa = w * left[(a * n + i) * step];
        const double wb = a == b ? 0 : w * left[(b * n + i) * step];
        if (w == 0)
            continue;
        for (int k = first; k < m; k++)
            products[k] += wa * row_b[k] + wb * row_a[k];
    }
}

typedef double product_row[FACS_PDM_PRODUCTS][FACS_PDM_MAX_MODES];

/* left: NULL: 0. */
static void fill_row(const facs_pdm *pdm, const double *weight, const double *left, int step,
                     int first, product_row row)
{
    static const int axes[FACS_PDM_PRODUCTS][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};

    memset(row, 0, sizeof(product_row));
    for (int p = 0; left && p < FACS_PDM_PRODUCTS; p++)
        sum_products(pdm, weight, left, step, axes[p], first, row[p]);
}

/* Writes a row's products with four modes; returns where the table goes on. */
static double *write_products(product_row row, int k, double *table)
{
    for (int p = 0; p < FACS_PDM_PRODUCTS; p++, table += FACS_PDM_LANES)
        memcpy(table, row[p] + k, FACS_PDM_LANES * sizeof(*table));
    return table;
}

void facs_pdm_weigh(const facs_pdm *pdm, const double *weight, double *table)
{
    const int n = pdm->points, m = pdm->modes, padded = FACS_PDM_PADDED(m);
    product_row rows[FACS_PDM_LANES];

    for (int block = 0; block < padded; block += FACS_PDM_LANES) {
        for (int r = 0; r < FACS_PDM_LANES; r++)
            fill_row(pdm, weight, block + r < m ? pdm->basis + block + r : NULL, m, block, rows[r]);
        for (int k = block; k < padded; k += FACS_PDM_LANES)
            for (int r = 0; r < FACS_PDM_LANES; r++)
                table = write_products(rows[r], k, table);
    }
    fill_row(pdm, weight, pdm->mean, 1, 0, rows[0]);
    for (int k = 0; k < padded; k += FACS_PDM_LANES)
        table = write_products(rows[0], k, table);
    memset(table, 0, 3 * (size_t)padded * sizeof(*table));
    for (int i = 0; i < 3 * n; i++)
        for (int j = 0; j < m; j++)
            table[i / n * padded + j] += (weight ? weight[i % n] : 1) * pdm->basis[i * m + j];
}

/* Computes everything that follows from mean, basis and variance. */
static int complete(facs_pdm *pdm)
{
    const int n = pdm->points, m = pdm->modes, width = FACS_PDM_PADDED(n);
    const size_t columns = 3 * (size_t)m * (size_t)width * sizeof(double);

    pdm->width = width;
    pdm->inverse = malloc((size_t)m * sizeof(double));
    pdm->columns = facs_aligned_alloc(FACS_PDM_ALIGNMENT, columns);
    pdm->table = facs_aligned_alloc(FACS_PDM_ALIGNMENT, facs_pdm_table_size(pdm) * sizeof(double));
    if (!pdm->inverse || !pdm->columns || !pdm->table)
        return -ENOMEM;
    for (int j = 0; j < m; j++)
        pdm->inverse[j] = 1 / pdm->variance[j];
    memset(pdm->columns, 0, columns);
    for (int i = 0; i < 3 * n; i++)
        for (int j = 0; j < m; j++)
            pdm->columns[(3 * j + i / n) * width + i % n] = pdm->basis[i * m + j];
    facs_pdm_weigh(pdm, NULL, pdm->table);
    pdm->fast = facs_cpu_is_fast();
    return 0;
}

int facs_pdm_open(facs_pdm **out, const char *path, facs_error *error)
{
    facs_file file;

    *out = NULL;
    int status = facs_file_read(&file, path, MAX_BYTES, error);
    if (status)
        return status;
    facs_pdm *pdm = calloc(1, sizeof(*pdm));
    if (!pdm)
        status = facs_fail_memory(error, path);
    if (status || (status = read_mean(pdm, &file)) != 0 || (status = read_basis(pdm, &file)) != 0 ||
        (status = read_variance(pdm, &file)) != 0 ||
        (status = facs_file_expect_end(&file, 1, error)) != 0)
        goto done;
    if (complete(pdm) != 0)
        status = facs_fail_memory(error, path);
done:
    if (status)
        facs_pdm_close(&pdm);
    facs_file_free(&file);
    *out = pdm;
    return status;
}

void facs_pdm_close(facs_pdm **pdm)
{
    if (!*pdm)
        return;
    free((*pdm)->mean);
    free((*pdm)->basis);
    free((*pdm)->variance);
    free((*pdm)->inverse);
    facs_aligned_free((*pdm)->columns);
    facs_aligned_free((*pdm)->table);
    free(*pdm);
    *pdm = NULL;
}

int facs_pdm_part(facs_pdm **out, const facs_pdm *whole, const int *points, int count)
{
    size_t m = (size_t)whole->modes, rows = 3 * (size_t)count;

    *out = NULL;
    if (count < MIN_POINTS || count > FACS_PDM_MAX_POINTS)
        return -EINVAL;
    for (int i = 0; i < count; i++)
        if (points[i] < 0 || points[i] >= whole->points)
            return -EINVAL;
    facs_pdm *pdm = calloc(1, sizeof(*pdm));
    if (!pdm)
        return -ENOMEM;
    pdm->points = count;
    pdm->modes = whole->modes;
    pdm->mean = malloc(rows * sizeof(double));
    pdm->basis = malloc(rows * m * sizeof(double));
    pdm->variance = malloc(m * sizeof(double));
    if (!pdm->mean || !pdm->basis || !pdm->variance)
        goto failed;
    memcpy(pdm->variance, whole->variance, m * sizeof(double));
    for (size_t row = 0; row < rows; row++) {
        size_t from =
            row / (size_t)count * (size_t)whole->points + (size_t)points[row % (size_t)count];
        pdm->mean[row] = whole->mean[from];
        memcpy(pdm->basis + row * m, whole->basis + from * m, m * sizeof(double));
    }
    if (complete(pdm) != 0)
        goto failed;
    *out = pdm;
    return 0;
failed:
    facs_pdm_close(&pdm);
    return -ENOMEM;
}

void facs_pdm_shape_3d(const facs_pdm *pdm, const double *local, double *shape)
{
    (pdm->fast ? FACS_FAST(facs_sum_modes) : facs_sum_modes_portable)(pdm, local, shape);
}
