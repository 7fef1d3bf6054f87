#include "cmocka_all.h"
#include "golden.h"
#include "made_pdm.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Opens bytes as a PDM file. */
static int open_bytes(facs_pdm **pdm, const char *bytes, size_t size, facs_error *error)
{
    const char *path = made_file(bytes, size);
    int status = facs_pdm_open(pdm, path, error);
    unlink(path);
    return status;
}

/* The text of a model of 4 points and 2 modes, small enough to damage everywhere. */
static char *small_text(void)
{
    facs_pdm *pdm = made_pdm(4, 2);
    char *text = made_pdm_text(4, 2, pdm->mean, pdm->basis, pdm->variance);
    facs_pdm_close(&pdm);
    return text;
}

static void test_reads_the_face(void **state)
{
    (void)state;
    char path[1024];
    facs_pdm *pdm;
    snprintf(path, sizeof(path), "%s/openface/AU_predictors/In-the-wild_aligned_PDM_68.txt",
             shared_models());
    assert_int_equal(facs_pdm_open(&pdm, path, NULL), 0);
    assert_int_equal(pdm->points, 68);
    assert_int_equal(pdm->modes, 34);
    /* The first and last numbers of each matrix in the file. */
    assert_true(pdm->mean[0] == -73.393523);
    assert_true(pdm->mean[203] == -20.328022);
    assert_true(pdm->basis[0] == -0.007395);
    assert_true(pdm->variance[0] == 826.213804);
    facs_pdm_close(&pdm);
    assert_null(pdm);
}

static void test_reads_what_was_written(void **state)
{
    (void)state;
    double mean[12], basis[24];
    const double variance[2] = {9, 4};
    for (int i = 0; i < 12; i++) {
        mean[i] = 1.5 * i - 7;
        basis[2 * i] = 0.1 * i;
        basis[2 * i + 1] = -0.01 * i;
    }
    facs_pdm *pdm = made_pdm_open(made_pdm_text(4, 2, mean, basis, variance));
    assert_int_equal(pdm->points, 4);
    assert_int_equal(pdm->modes, 2);
    assert_memory_equal(pdm->mean, mean, sizeof(mean));
    assert_memory_equal(pdm->basis, basis, sizeof(basis));
    assert_memory_equal(pdm->variance, variance, sizeof(variance));
    facs_pdm_close(&pdm);
}

/* Product p of row r of the block of rows at block with the columns at k, in a table of 5 modes,
 * which are two blocks. */
static const double *products_at(const double *table, int block, int k, int r, int p)
{
    const int pair = block == 0 ? k / 4 : 2; /* 0 with 0, 0 with 4, 4 with 4 */
    return table + ((pair * 4 + r) * 6 + p) * 4;
}

/* Compares each number of a table with the products of the modes' and the mean's own coordinates,
 * and the sums; with weights. */
static void test_tables(void **state)
{
    (void)state;
    enum { N = 9, M = 5, ROWS = 3 * 4 * 6 * 4, MEAN = 2 * 6 * 4 };
    static const int axes[6][2] = {{0, 0}, {0, 1}, {0, 2}, {1, 1}, {1, 2}, {2, 2}};
    static double table[ROWS + MEAN + 3 * 8];
    facs_pdm *pdm = made_pdm(N, M);
    double weight[N], mode[9][3 * N] = {{0}}; /* the modes, padded; then the mean */

    assert_int_equal(facs_pdm_table_size(pdm), sizeof(table) / sizeof(*table));
    for (int i = 0; i < N; i++)
        weight[i] = i % 4 * 0.75;
    for (int i = 0; i < 3 * N; i++) {
        for (int j = 0; j < M; j++)
            mode[j][i] = pdm->basis[i * M + j];
        mode[8][i] = pdm->mean[i];
    }
    facs_pdm_weigh(pdm, weight, table);
    for (int row = 0; row < 9; row++)
        for (int k = row < 8 ? row / 4 * 4 : 0; k < 8; k++)
            for (int p = 0; p < 6; p++) {
                const int a = axes[p][0], b = axes[p][1];
                const double *four = row < 8
                                         ? products_at(table, row / 4 * 4, k / 4 * 4, row % 4, p)
                                         : table + ROWS + (k / 4 * 6 + p) * 4;
                double expected = 0;
                for (int i = 0; i < N; i++) {
                    expected += weight[i] * mode[row][a * N + i] * mode[k][b * N + i];
                    if (a != b)
                        expected += weight[i] * mode[row][b * N + i] * mode[k][a * N + i];
                }
                assert_true(fabs(four[k % 4] - expected) < 1e-11);
            }
    for (int axis = 0; axis < 3; axis++)
        for (int j = 0; j < 8; j++) {
            double expected = 0;
            for (int i = 0; i < N; i++)
                expected += weight[i] * mode[j][axis * N + i];
            assert_true(fabs(table[ROWS + MEAN + axis * 8 + j] - expected) < 1e-12);
        }
    for (int i = 0; i < N; i++)
        weight[i] = 1;
    facs_pdm_weigh(pdm, weight, table);
    assert_memory_equal(table, pdm->table, sizeof(table));
    facs_pdm_close(&pdm);
}

/* The columns are the basis by mode and axis, padded with 0. */
static void test_columns(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(9, 5);

    assert_int_equal(pdm->width, 12);
    for (int j = 0; j < 5; j++) {
        assert_true(pdm->inverse[j] == 1 / pdm->variance[j]);
        for (int axis = 0; axis < 3; axis++)
            for (int i = 0; i < 12; i++)
                assert_true(pdm->columns[(3 * j + axis) * 12 + i] ==
                            (i < 9 ? pdm->basis[(9 * axis + i) * 5 + j] : 0));
    }
    facs_pdm_close(&pdm);
}

/* A part in any order has its points where the whole has them. */
static void test_part(void **state)
{
    (void)state;
    static const int points[] = {7, 2, 8, 0, 5};
    facs_pdm *whole = made_pdm(9, 5), *part;
    const double local[5] = {3, -2, 1, 4, -5};
    double shape[27], of_part[15];

    assert_int_equal(facs_pdm_part(&part, whole, points, 5), 0);
    assert_int_equal(part->points, 5);
    assert_int_equal(part->modes, 5);
    assert_memory_equal(part->variance, whole->variance, 5 * sizeof(double));
    facs_pdm_shape_3d(whole, local, shape);
    facs_pdm_shape_3d(part, local, of_part);
    for (int i = 0; i < 15; i++)
        assert_true(of_part[i] == shape[i / 5 * 9 + points[i % 5]]);
    facs_pdm_close(&part);
    for (int bad = 0; bad < 3; bad++) {
        int numbers[5] = {0, 1, 2, 3, bad == 0 ? -1 : bad == 1 ? 9 : 4};
        assert_int_equal(facs_pdm_part(&part, whole, numbers, bad == 2 ? 3 : 5), -EINVAL);
        assert_null(part);
    }
    facs_pdm_close(&whole);
}

/* Every number of modes up to the maximum, so that each remainder of the unrolled sum occurs. */
static void test_shape_3d(void **state)
{
    (void)state;
    for (int m = 1; m <= 9; m++) {
        facs_pdm *pdm = made_pdm(5, m);
        double local[9], shape[16];
        uint32_t seed = 11;
        for (int j = 0; j < m; j++)
            local[j] = 30 * made_number(&seed);
        shape[15] = 123;
        facs_pdm_shape_3d(pdm, local, shape);
        for (int i = 0; i < 15; i++) {
            double expected = pdm->mean[i];
            for (int j = 0; j < m; j++)
                expected += pdm->basis[i * m + j] * local[j];
            assert_true(fabs(shape[i] - expected) < 1e-12);
        }
        assert_true(shape[15] == 123);
        facs_pdm_close(&pdm);
    }
}

static void assert_refused(const char *bytes, size_t size)
{
    facs_error error = {0};
    facs_pdm *pdm = (facs_pdm *)(uintptr_t)1;
    int status = open_bytes(&pdm, bytes, size, &error);
    assert_null(pdm);
    assert_int_equal(status, -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "/tmp/facs-test-"));
    assert_non_null(strstr(error.text, "expected"));
}

static void test_truncated(void **state)
{
    (void)state;
    char *text = small_text();
    size_t last = strlen(text) - 1; /* a cut within the last number leaves a number */
    while (text[last - 1] != ' ')
        last--;
    for (size_t size = 0; size <= last; size++)
        assert_refused(text, size);
    free(text);
}

/* Flips each bit of the file: it is refused, or gives a model that keeps what pdm.h promises. */
static void test_flipped_bits(void **state)
{
    (void)state;
    char *text = small_text();
    size_t size = strlen(text);
    int refused = 0;

    for (size_t at = 0; at < size; at++)
        for (int bit = 0; bit < 8; bit++) {
            facs_pdm *pdm;
            text[at] = (char)(text[at] ^ 1 << bit);
            int status = open_bytes(&pdm, text, size, NULL);
            text[at] = (char)(text[at] ^ 1 << bit);
            if (status) {
                assert_int_equal(status, -EINVAL);
                assert_null(pdm);
                refused++;
                continue;
            }
            assert_int_equal(pdm->points, 4);
            assert_int_equal(pdm->modes, 2);
            for (int j = 0; j < 2; j++)
                assert_true(pdm->variance[j] > 0);
            for (int i = 0; i < 24; i++)
                assert_true(isfinite(pdm->table[i]));
            facs_pdm_close(&pdm);
        }
    free(text);
    assert_true(refused > 1000); /* five of eight flips turn a digit into something else */
}

/* Replaces the first occurrence of a part of the small text, and expects a refusal. */
static void refuse_with(const char *part, const char *other)
{
    char *text = small_text(), *changed = malloc(strlen(text) + strlen(other) + 1);
    assert_non_null(changed);
    char *at = strstr(text, part);
    assert_non_null(at);
    *at = '\0';
    strcpy(changed, text);
    strcat(changed, other);
    strcat(changed, at + strlen(part));
    assert_refused(changed, strlen(changed));
    free(text);
    free(changed);
}

static void test_wrong_counts_and_types(void **state)
{
    (void)state;
    static const char *const counts[] = {
        "0",    "-12",  "11", "9", "387", "2147483647", "-2147483648", "99999999999999999999",
        "12.0", "0x0c", ""};
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        char text[64];
        snprintf(text, sizeof(text), "# mean\n%s\n", counts[i]);
        refuse_with("# mean\n12\n", text);
        snprintf(text, sizeof(text), "# modes\n12\n%s\n",
                 strcmp(counts[i], "9") ? counts[i] : "65");
        refuse_with("# modes\n12\n2\n", text);
        snprintf(text, sizeof(text), "# variances\n1\n%s\n", counts[i]);
        refuse_with("# variances\n1\n2\n", text);
    }
    refuse_with("# mean\n12\n1\n6\n", "# mean\n12\n1\n5\n");
    refuse_with("# mean\n12\n1\n6\n", "# mean\n1\n12\n6\n");
    refuse_with("# modes\n12\n2\n6\n", "# modes\n15\n2\n6\n");
    refuse_with("# variances\n1\n2\n6\n", "# variances\n2\n1\n6\n");
}

static void test_wrong_values(void **state)
{
    (void)state;
    static const char *const values[] = {"0", "-400", "nan", "inf", "1e-320", "1e-10", "1e7", "x"};
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        char text[32];
        snprintf(text, sizeof(text), "\n400 %s\n", values[i]);
        refuse_with("\n400 200\n", text);
        snprintf(text, sizeof(text), "\n%s 200\n", values[i]);
        refuse_with("\n400 200\n", text);
    }
}

static void test_goes_on(void **state)
{
    (void)state;
    refuse_with("400 200\n", "400 200\n7\n");
    refuse_with("400 200\n", "400 200 word");
}

static void test_no_file(void **state)
{
    (void)state;
    facs_pdm *pdm;
    facs_error error;
    assert_int_equal(facs_pdm_open(&pdm, "/tmp/facs-test-absent", &error), -ENOENT);
    assert_null(pdm);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_int_equal(facs_pdm_open(&pdm, "/tmp", &error), -EINVAL);
    assert_null(pdm);
    facs_pdm_close(&pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_the_face),
        cmocka_unit_test(test_reads_what_was_written),
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_part),
        cmocka_unit_test(test_shape_3d),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped_bits),
        cmocka_unit_test(test_wrong_counts_and_types),
        cmocka_unit_test(test_wrong_values),
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
