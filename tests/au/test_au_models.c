#include "au/au_models.h"
#include "cmocka_all.h"
#include "folder.h"
#include "golden.h"
#include "tiny_au.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREDICTORS "openface/AU_predictors"
#define SVR        "svr_combined/AU_1_dynamic_intensity.dat" /* type 1: the longest head */
#define SVM        "svm_combined/AU_1_dynamic.dat"

/* Offsets in a file: int32 type, float64 cutoff (SVR), int32 x 3, data, int32 x 3, data, bias. */
enum {
    DATA = FACS_AU_FEATURES * 8,
    SVR_MEANS = 12,
    SVR_WEIGHTS = SVR_MEANS + 12 + DATA,
    SVR_BIAS = SVR_WEIGHTS + 12 + DATA,
    SVR_BYTES = SVR_BIAS + 8,
    SVM_MEANS = 4,
    SVM_BIAS = SVM_MEANS + 2 * (12 + DATA),
    SVM_CLASSES = SVM_BIAS + 8,
    SVM_BYTES = SVM_CLASSES + 16
};

/* ---- A folder of tiny models, of which each test damages a file and mends it again ----------- */

static char models[32];

static int make_models(void **state)
{
    (void)state;
    strcpy(models, "/tmp/facs-au-XXXXXX");
    assert_non_null(mkdtemp(models));
    tiny_au_write(models);
    return 0;
}

static int remove_models(void **state)
{
    (void)state;
    tiny_au_remove(models);
    return rmdir(models);
}

typedef struct bytes {
    char path[256];
    unsigned char *data;
    size_t size;
} bytes;

static bytes load(const char *name)
{
    bytes file = {.data = malloc(200000)};
    assert_non_null(file.data);
    snprintf(file.path, sizeof(file.path), "%s/" PREDICTORS "/%s", models, name);
    FILE *stream = fopen(file.path, "rb");
    assert_non_null(stream);
    file.size = fread(file.data, 1, 200000, stream);
    fclose(stream);
    return file;
}

static void store(const char *path, const void *data, size_t size)
{
    FILE *stream = fopen(path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(data, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

/* Opens the folder and expects status, an ENVIRONMENT error, and a sentence that contains word. */
static void expect(int status, const char *word)
{
    facs_error error = {0};
    facs_au_set *set = (facs_au_set *)&error;
    int got = facs_au_set_open(&set, models, FACS_AU_DYNAMIC, &error);
    if (got != status || !strstr(error.text, word))
        print_message("expected %d and \"%s\", got %d: %s\n", status, word, got, error.text);
    assert_int_equal(got, status);
    assert_null(set);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, word));
}

/* The file with length bytes at offset overwritten must be refused with a sentence that contains
 * word. */
static void expect_patch_refused(const char *name, size_t offset, const void *patch, size_t length,
                                 const char *word)
{
    unsigned char saved[16];
    bytes file = load(name);
    assert_true(offset + length <= file.size && length <= sizeof(saved));
    memcpy(saved, file.data + offset, length);
    memcpy(file.data + offset, patch, length);
    store(file.path, file.data, file.size);
    expect(-EINVAL, word);
    memcpy(file.data + offset, saved, length);
    store(file.path, file.data, file.size);
    free(file.data);
}

static void expect_int_refused(const char *name, size_t offset, int32_t value, const char *word)
{
    expect_patch_refused(name, offset, &value, sizeof(value), word);
}

static void expect_double_refused(const char *name, size_t offset, double value, const char *word)
{
    expect_patch_refused(name, offset, &value, sizeof(value), word);
}

/* ---- Good sets ------------------------------------------------------------------------------- */

/* The row must be the file's weights, and the bias the rest of (0 - means) . weights + bias. */
static void check_against_file(const facs_au_set *set, int output, const char *name, size_t means)
{
    static double m[FACS_AU_FEATURES], w[FACS_AU_FEATURES];
    double bias;
    bytes file = load(name);
    memcpy(m, file.data + means + 12, DATA);
    memcpy(w, file.data + means + 24 + DATA, DATA);
    memcpy(&bias, file.data + means + 24 + 2 * DATA, 8);
    for (int i = 0; i < FACS_AU_FEATURES; i++) {
        assert_true(set->weights[output * set->stride + i] == (float)w[i]);
        bias -= m[i] * w[i];
    }
    assert_true(fabs(set->predictor[output].bias - bias) < 1e-12);
    free(file.data);
}

static void check_rows(const facs_au_set *set)
{
    assert_int_equal(set->stride, 4704);
    assert_int_equal((uintptr_t)set->weights % 64, 0);
    for (int k = 0; k < FACS_AU_OUTPUTS; k++) {
        assert_string_equal(set->predictor[k].name, k < FACS_INTENSITIES
                                                        ? facs_intensity_name(k)
                                                        : facs_presence_name(k - FACS_INTENSITIES));
        for (int i = FACS_AU_FEATURES; i < set->stride; i++)
            assert_true(set->weights[k * set->stride + i] == 0);
        if (!set->predictor[k].dynamic || k >= FACS_INTENSITIES)
            assert_true(set->predictor[k].cutoff == -1);
    }
}

static void tiny_sets_open(void **state)
{
    facs_au_set *set;
    (void)state;
    assert_int_equal(facs_au_set_open(&set, models, FACS_AU_DYNAMIC, NULL), 0);
    check_rows(set);
    check_against_file(set, 0, SVR, SVR_MEANS);
    check_against_file(set, FACS_INTENSITIES, SVM, SVM_MEANS);
    assert_true(set->predictor[0].dynamic && set->predictor[0].cutoff == 0.55);
    assert_true(
        set->predictor[FACS_INTENSITIES].positive + set->predictor[FACS_INTENSITIES].negative == 1);
    facs_au_set_close(&set);
    assert_null(set);
    assert_int_equal(facs_au_set_open(&set, models, FACS_AU_STATIC, NULL), 0);
    check_rows(set);
    for (int k = 0; k < FACS_AU_OUTPUTS; k++)
        assert_false(set->predictor[k].dynamic);
    facs_au_set_close(&set);
    facs_au_set_close(&set);
}

static void vectors_may_be_rows_or_columns(void **state)
{
    const int32_t column[2] = {FACS_AU_FEATURES, 1}, row[2] = {1, FACS_AU_FEATURES};
    facs_au_set *set;
    bytes file = load(SVR);
    (void)state;
    assert_int_equal(file.size, SVR_BYTES);
    memcpy(file.data + SVR_MEANS, column, 8);
    memcpy(file.data + SVR_WEIGHTS, row, 8);
    store(file.path, file.data, file.size);
    assert_int_equal(facs_au_set_open(&set, models, FACS_AU_DYNAMIC, NULL), 0);
    check_against_file(set, 0, SVR, SVR_MEANS);
    facs_au_set_close(&set);
    memcpy(file.data + SVR_MEANS, row, 8);
    memcpy(file.data + SVR_WEIGHTS, column, 8);
    store(file.path, file.data, file.size);
    free(file.data);
}

static void real_sets_open(void **state)
{
    facs_au_set *set;
    (void)state;
    const char *folder = shared_models();
    assert_int_equal(facs_au_set_open(&set, folder, FACS_AU_DYNAMIC, NULL), 0);
    check_rows(set);
    /* docs/algorithm.md, 8: which intensities are relative to the neutral face, and their cutoffs.
     */
    static const double cutoff[FACS_INTENSITIES] = {.55, .75, -1, .8,  -1,  -1, .7, -1, -1,
                                                    -1,  .55, .2, .65, .65, .3, .3, .6};
    for (int k = 0; k < FACS_INTENSITIES; k++) {
        assert_int_equal(set->predictor[k].dynamic, cutoff[k] != -1);
        assert_float_equal(set->predictor[k].cutoff, cutoff[k], 1e-12);
    }
    /* AU05 and AU23: dynamic as intensities, static as presences. */
    assert_false(set->predictor[FACS_INTENSITIES + 3].dynamic);
    assert_false(set->predictor[FACS_INTENSITIES + 13].dynamic);
    facs_au_set_close(&set);
    assert_int_equal(facs_au_set_open(&set, folder, FACS_AU_STATIC, NULL), 0);
    check_rows(set);
    for (int k = 0; k < FACS_AU_OUTPUTS; k++)
        assert_false(set->predictor[k].dynamic);
    facs_au_set_close(&set);
}

/* ---- Damaged predictors ---------------------------------------------------------------------- */

static void expect_lengths_refused(const char *name, const size_t *lengths, size_t count)
{
    bytes file = load(name);
    for (size_t i = 0; i < count; i++) {
        store(file.path, file.data, lengths[i]);
        expect(-EINVAL, strrchr(name, '/') + 1);
    }
    store(file.path, file.data, file.size);
    free(file.data);
}

static void truncated_files_are_refused(void **state)
{
    /* At, before and after each boundary of the format. */
    static const size_t svr[] = {0,
                                 1,
                                 3,
                                 4,
                                 11,
                                 SVR_MEANS,
                                 SVR_MEANS + 4,
                                 SVR_MEANS + 8,
                                 SVR_MEANS + 11,
                                 SVR_MEANS + 12,
                                 SVR_MEANS + 13,
                                 SVR_WEIGHTS - 1,
                                 SVR_WEIGHTS,
                                 SVR_WEIGHTS + 5,
                                 SVR_WEIGHTS + 12,
                                 SVR_BIAS - 8,
                                 SVR_BIAS,
                                 SVR_BIAS + 7};
    static const size_t svm[] = {SVM_BIAS,        SVM_CLASSES,      SVM_CLASSES + 1,
                                 SVM_CLASSES + 8, SVM_CLASSES + 15, SVM_MEANS};
    (void)state;
    expect_lengths_refused(SVR, svr, sizeof(svr) / sizeof(*svr));
    expect_lengths_refused(SVM, svm, sizeof(svm) / sizeof(*svm));
}

static void trailing_bytes_are_refused(void **state)
{
    static const size_t svr[] = {SVR_BYTES + 1, SVR_BYTES + 8, SVR_BYTES + 16, 150000};
    static const size_t svm[] = {SVM_BYTES + 1};
    (void)state;
    expect_lengths_refused(SVR, svr, sizeof(svr) / sizeof(*svr));
    expect_lengths_refused(SVM, svm, sizeof(svm) / sizeof(*svm));
}

static void oversized_files_are_refused_unread(void **state)
{
    (void)state;
    if (ON_WINDOWS)
        skip(); /* files have no holes */
    bytes file = load(SVR);
    assert_int_equal(truncate(file.path, (off_t)1 << 40), 0); /* a hole: takes no space */
    expect(-EFBIG, "AU_1_dynamic_intensity.dat");
    store(file.path, file.data, file.size);
    free(file.data);
}

static void other_dimensions_are_refused(void **state)
{
    static const int32_t counts[] = {
        0,          -1,        2,         4701,       4703,
        4702 << 16, INT32_MAX, INT32_MIN, 0x5E120000, /* 4702 with its bytes reversed */
        4464};
    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        expect_int_refused(SVR, SVR_MEANS, counts[i], "means");
        expect_int_refused(SVR, SVR_MEANS + 4, counts[i], "means");
        expect_int_refused(SVR, SVR_WEIGHTS, counts[i], "weights");
        expect_int_refused(SVR, SVR_WEIGHTS + 4, counts[i], "weights");
    }
    for (int32_t type = -1; type < 8; type++) {
        if (type == 6)
            continue;
        expect_int_refused(SVR, SVR_MEANS + 8, type, "of type 6");
        expect_int_refused(SVR, SVR_WEIGHTS + 8, type, "of type 6");
    }
    /* 4702 x 4702 would be 177 MB; both dimensions at their limit more than memory. */
    const int32_t square[2] = {4702, 4702}, huge[2] = {INT32_MAX, INT32_MAX};
    expect_patch_refused(SVR, SVR_MEANS, square, 8, "means");
    expect_patch_refused(SVR, SVR_WEIGHTS, huge, 8, "weights");
}

static void other_types_are_refused(void **state)
{
    static const int32_t types[] = {-1, 2, 3, 6, 256, INT32_MIN};
    (void)state;
    for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
        expect_int_refused(SVR, 0, types[i], "type");
    /* A known type, but of another layout or kind. */
    expect_int_refused(SVR, 0, 0, "means");
    expect_int_refused(SVR, 0, 4, "means");
    expect_int_refused(SVM, 0, 0, "goes on");
    expect_int_refused(SVM, 0, 1, "means"); /* its 8 bytes more are read as a cutoff */
}

static void values_out_of_range_are_refused(void **state)
{
    static const double values[] = {NAN, INFINITY, -INFINITY, 1e300, -1e38, 2e6};
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        expect_double_refused(SVR, SVR_MEANS + 12, values[i], "means");
        expect_double_refused(SVR, SVR_WEIGHTS + 12 + DATA - 8, values[i], "weights");
        expect_double_refused(SVR, SVR_BIAS, values[i], "bias");
        expect_double_refused(SVR, 4, values[i], "cutoff");
        expect_double_refused(SVM, SVM_BIAS, values[i], "bias");
        expect_double_refused(SVM, SVM_CLASSES, values[i], "classes");
        expect_double_refused(SVM, SVM_CLASSES + 8, values[i], "classes");
    }
    expect_double_refused(SVR, 4, -0.5, "cutoff");
    expect_double_refused(SVR, 4, 1.01, "cutoff");
    expect_double_refused(SVM, SVM_CLASSES, 0.5, "classes");
}

static void missing_files_are_named(void **state)
{
    bytes file = load(SVM), list = load("AU_all_best.txt");
    (void)state;
    assert_int_equal(unlink(file.path), 0);
    expect(-ENOENT, "svm_combined/AU_1_dynamic.dat");
    assert_int_equal(mkdir(file.path, 0700), 0);
    expect(-EINVAL, "svm_combined/AU_1_dynamic.dat");
    assert_int_equal(rmdir(file.path), 0);
    store(file.path, file.data, file.size);
    assert_int_equal(unlink(list.path), 0);
    expect(-ENOENT, "AU_all_best.txt");
    store(list.path, list.data, list.size);
    free(file.data);
    free(list.data);
}

/* ---- Damaged lists --------------------------------------------------------------------------- */

/* Opens the list with the first occurrence of from replaced by to; status 0: it must open. */
static void check_list(const char *from, const char *to, int status, const char *word)
{
    static char text[8192];
    bytes list = load("AU_all_best.txt");
    list.data[list.size] = '\0';
    const char *whole = (const char *)list.data, *at = strstr(whole, from);
    assert_non_null(at);
    int length =
        snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    store(list.path, text, (size_t)length);
    if (status == 0) {
        facs_au_set *set;
        assert_int_equal(facs_au_set_open(&set, models, FACS_AU_DYNAMIC, NULL), 0);
        facs_au_set_close(&set);
    } else {
        expect(status, word);
    }
    store(list.path, list.data, list.size);
    free(list.data);
}

static void damaged_lists_are_refused(void **state)
{
    static char endless[400];
    (void)state;
    memset(endless, 'a', sizeof(endless) - 1);
    check_list(SVM " AU01\n", "", -EINVAL, "presence of AU01, found none");
    check_list(SVR " AU01\n", "", -EINVAL, "intensity of AU01, found none");
    check_list(SVM " AU01\n", SVM " AU01\n" SVM " AU01\n", -EINVAL, "second presence of AU01");
    check_list(SVR " AU01\n", SVR " AU01\n" SVR " AU01\n", -EINVAL, "second intensity of AU01");
    check_list(SVR " AU01", SVR " AU28", -EINVAL, "AU28"); /* AU28 has no intensity */
    check_list(SVR " AU01", SVR " AU1", -EINVAL, "AU1");
    check_list(SVR " AU01", SVR " AU01AU01AU01", -EINVAL, "AU01AU01AU01");
    check_list(SVM " AU01", "../AU_predictors/" SVM " AU01", -EINVAL, "..");
    check_list(SVM " AU01", "svm_combined/../" SVM " AU01", -EINVAL, "..");
    check_list(SVM " AU01", "/etc/passwd AU01", -EINVAL, "/etc/passwd");
    check_list(SVM " AU01", "svm_combined AU01", -EINVAL, "regular");
    check_list(SVM " AU01", "AU_all_best.txt AU01", -EINVAL, "AU_all_best.txt");
    check_list(SVM, endless, -EINVAL, "AU_all_best.txt");
    check_list(" AU45", "", -EINVAL, "no Action Unit"); /* pairs out of step */
}

static void lists_without_pairs_are_refused(void **state)
{
    bytes list = load("AU_all_best.txt");
    (void)state;
    store(list.path, "", 0);
    expect(-EINVAL, "found none");
    store(list.path, "\n\n# nothing\n", 12);
    expect(-EINVAL, "found none");
    store(list.path, SVM, strlen(SVM));
    expect(-EINVAL, "AU_all_best.txt");
    store(list.path, "\0\0\0\0", 4);
    expect(-EINVAL, "AU_all_best.txt");
    store(list.path, list.data, list.size);
    assert_int_equal(truncate(list.path, 1 << 20), 0);
    expect(-EFBIG, "AU_all_best.txt");
    store(list.path, list.data, list.size);
    free(list.data);
}

static void order_and_line_ends_are_free(void **state)
{
    (void)state;
    check_list("\n" SVR " AU01", "\r\n# intensities\r\n\n" SVR "\t AU01 ", 0, NULL);
    check_list(SVM " AU01\nsvm_combined/AU_2_dynamic.dat AU02",
               "svm_combined/AU_2_dynamic.dat AU02\n" SVM " AU01", 0, NULL);
    check_list("svr_combined/AU_45_dynamic_intensity.dat AU45",
               "svr_combined/AU_45_dynamic_intensity.dat AU45\n", 0, NULL);
}

#define WITH_MODELS(test) cmocka_unit_test_setup_teardown(test, make_models, remove_models)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_MODELS(tiny_sets_open),
        WITH_MODELS(vectors_may_be_rows_or_columns),
        cmocka_unit_test(real_sets_open),
        WITH_MODELS(truncated_files_are_refused),
        WITH_MODELS(trailing_bytes_are_refused),
        WITH_MODELS(oversized_files_are_refused_unread),
        WITH_MODELS(other_dimensions_are_refused),
        WITH_MODELS(other_types_are_refused),
        WITH_MODELS(values_out_of_range_are_refused),
        WITH_MODELS(missing_files_are_named),
        WITH_MODELS(damaged_lists_are_refused),
        WITH_MODELS(lists_without_pairs_are_refused),
        WITH_MODELS(order_and_line_ends_are_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
