/* The reader of CCNF files, on made and damaged ones; the views; and OpenFace's own files. */
#include "landmarks/clnf/ccnf_experts.h"

#include "cmocka_all.h"
#include "golden.h"
#include "made_experts.h"
#include "make_clip.h"

#include "landmarks/clnf/sigma.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VIEWS = 3, POINTS = 6, WINDOW = 5 };

static int open_bytes(facs_patch_experts **experts, const unsigned char *bytes, size_t size,
                      facs_error *error)
{
    const char *path = in_folder("experts.txt");
    write_file(path, bytes, size);
    return facs_ccnf_experts_open(experts, path, POINTS, WINDOW, error);
}

static void respond(facs_patch_experts *experts, int view, int point, const float *levels,
                    float *response)
{
    facs_area area;
    facs_error error;
    made_area(&area, levels, WINDOW + 10);
    assert_int_equal(facs_patch_experts_prepare(experts, view, &error), 0);
    facs_patch_experts_respond(experts, facs_patch_experts_unit_of(experts, view, point),
                               (const facs_area *[]){&area}, (float *[]){response}, NULL);
}

static void a_file_is_read(void **state)
{
    (void)state;
    facs_patch_experts *experts;
    facs_error error;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(VIEWS, POINTS, 3, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    assert_int_equal(open_bytes(&experts, bytes, size, &error), 0);
    assert_float_equal(facs_patch_experts_scale(experts), 0.35, 1e-15);
    for (int view = 0; view < VIEWS; view++)
        for (int point = 0; point < POINTS; point++) {
            const made_expert *expert = &made->expert[view * POINTS + point];
            int visible = view == 0 || point != 4; /* see made_experts_new */
            assert_int_equal(facs_patch_experts_visible(experts, view, point), visible);
            assert_float_equal(facs_patch_experts_confidence(experts, view, point),
                               visible ? expert->confidence : 0, 1e-7);
        }
    facs_patch_experts_close(&experts);
    assert_null(experts);
    facs_patch_experts_close(&experts);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* The centres are at 0, 30 and 60 degrees about y. */
static void the_nearest_view_is_taken(void **state)
{
    (void)state;
    static const struct {
        double x, y, z; /* degrees */
        int view;
    } cases[] = {{0, 0, 0, 0},    {0, 14.9, 0, 0},    {0, 15.1, 0, 1}, {0, 44.9, 0, 1},
                 {0, 45.1, 0, 2}, {80, 31, -80, 1},   {0, 170, 0, 2},  {0, -90, 0, 0},
                 {5, 16, 5, 1},   {0, 59.9, -0.1, 2}, {-60, 44, 0, 1}};
    facs_patch_experts *experts;
    facs_error error;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(VIEWS, POINTS, 0, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    assert_int_equal(open_bytes(&experts, bytes, size, &error), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const double degree = acos(-1) / 180;
        double rotation[3] = {cases[i].x * degree, cases[i].y * degree, cases[i].z * degree};
        assert_int_equal(facs_patch_experts_view(experts, rotation), cases[i].view);
    }
    facs_patch_experts_close(&experts);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* Every view responds with its own experts: as the formulas say, and not like another view. */
static void experts_are_those_of_view_and_landmark(void **state)
{
    (void)state;
    facs_patch_experts *experts;
    facs_error error;
    float area[15 * 15], response[WINDOW * WINDOW];
    double expected[WINDOW * WINDOW];
    uint32_t seed = 4;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(VIEWS, POINTS, 3, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    assert_int_equal(open_bytes(&experts, bytes, size, &error), 0);
    for (int i = 0; i < 15 * 15; i++)
        area[i] = (float)(255 * made_random(&seed));
    for (int i = 0; i < VIEWS * POINTS; i++) {
        if (!facs_patch_experts_visible(experts, i / POINTS, i % POINTS))
            continue;
        respond(experts, i / POINTS, i % POINTS, area, response);
        made_response(made, &made->expert[i], WINDOW, area, expected);
        for (int k = 0; k < WINDOW * WINDOW; k++)
            assert_float_equal(response[k], expected[k], 2e-3); /* peaks are near 1 */
    }
    facs_patch_experts_close(&experts);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* The experts of a view are made from the file when they are first needed. */
static void a_file_that_changes_before_it_is_needed_is_refused(void **state)
{
    (void)state;
    facs_patch_experts *experts;
    facs_error error;
    size_t size;

    if (ON_WINDOWS)
        skip(); /* a file that is mapped cannot be cut */
    make_folder();
    made_experts *made = made_experts_new(VIEWS, POINTS, 3, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    assert_int_equal(open_bytes(&experts, bytes, size, &error), 0);
    assert_int_equal(facs_patch_experts_prepare(experts, 1, &error), 0);
    const char *path = in_folder("experts.txt");
    write_file(path, bytes, size / 2);
    assert_int_equal(facs_patch_experts_prepare(experts, 1, &error), 0);
    assert_int_equal(facs_patch_experts_prepare(experts, 2, &error), -ESTALE);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "experts.txt"));
    facs_patch_experts_close(&experts);
    assert_int_equal(open_bytes(&experts, bytes, size, &error), 0);
    assert_int_equal(remove(path), 0); /* as replacing it by renaming does */
    write_file(path, bytes, size / 2);
    assert_int_equal(facs_patch_experts_prepare(experts, 2, &error), 0);
    facs_patch_experts_close(&experts);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* ---- Damage --------------------------------------------------------------------------------- */

static void expect_refusal(const unsigned char *bytes, size_t size, const char *what)
{
    facs_patch_experts *experts;
    facs_error error;
    int status = open_bytes(&experts, bytes, size, &error);
    if (status != -EINVAL)
        fail_msg("%s: status %d instead of -EINVAL", what, status);
    assert_null(experts);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "experts.txt"));
}

static void cut_and_longer_files_are_refused(void **state)
{
    (void)state;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 3, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    for (size_t cut = 0; cut < 400; cut++)
        expect_refusal(bytes, cut, "a short file");
    for (size_t cut = 400; cut < size; cut += 1009)
        expect_refusal(bytes, cut, "a short file");
    expect_refusal(bytes, size - 1, "a file without its last byte");
    unsigned char *longer = calloc(1, size + 1);
    assert_non_null(longer);
    memcpy(longer, bytes, size);
    expect_refusal(longer, size + 1, "a file with one more byte");
    free(longer);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* Offsets in a file of one view without components, from the format. */
enum {
    AT_SCALE = 0,
    AT_VIEWS = 8,
    AT_CENTRE = 12,
    AT_VISIBILITY = AT_CENTRE + 12 + 24,
    AT_WINDOWS = AT_VISIBILITY + 12 + 4 * POINTS,
    AT_EXPERT = AT_WINDOWS + 4 + 6 * 8,
    AT_NEURON = AT_EXPERT + 16,
    AT_WEIGHTS = AT_NEURON + 32
};

static void wrong_numbers_are_refused(void **state)
{
    (void)state;
    static const double not_a_number = NAN, infinite = INFINITY, minus_one = -1, huge = 1e300;
    static const float not_a_float = NAN, infinite_float = INFINITY;
    static const int32_t ints[] = {-1, 0, 2, 7, 17, 1 << 30, INT32_MIN};
    const struct {
        int at;
        const void *value;
        size_t size;
        const char *what;
    } cases[] = {
        {AT_SCALE, &not_a_number, 8, "a scale that is not a number"},
        {AT_SCALE, &minus_one, 8, "a negative scale"},
        {AT_VIEWS, &ints[0], 4, "-1 views"},
        {AT_VIEWS, &ints[1], 4, "no view"},
        {AT_VIEWS, &ints[4], 4, "17 views"},
        {AT_VIEWS, &ints[5], 4, "2^30 views"},
        {AT_CENTRE, &ints[5], 4, "a centre of 2^30 rows"},
        {AT_CENTRE + 8, &ints[3], 4, "a centre of another type"},
        {AT_CENTRE + 12, &infinite, 8, "an infinite centre"},
        {AT_VISIBILITY, &ints[3], 4, "seven landmarks instead of six"},
        {AT_VISIBILITY + 12, &ints[2], 4, "a visibility of 2"},
        {AT_VISIBILITY + 12, &ints[1], 4, "a hidden landmark with neurons"},
        {AT_WINDOWS, &ints[0], 4, "-1 windows"},
        {AT_WINDOWS, &ints[5], 4, "2^30 windows"},
        {AT_WINDOWS + 4, &ints[6], 4, "a window of -2^31"},
        {AT_WINDOWS + 8, &ints[5], 4, "2^30 components"},
        {AT_WINDOWS + 8, &ints[2], 4, "components that are not there"},
        {AT_EXPERT, &ints[2], 4, "an expert with a neuron's mark"},
        {AT_EXPERT + 4, &ints[3], 4, "a support of 7 pixels"},
        {AT_EXPERT + 12, &ints[4], 4, "17 neurons"},
        {AT_EXPERT + 12, &ints[1], 4, "a visible landmark without neurons"},
        {AT_EXPERT + 12, &ints[6], 4, "-2^31 neurons"},
        {AT_NEURON + 4, &ints[2], 4, "a neuron of another type"},
        {AT_NEURON + 8, &huge, 8, "a huge norm"},
        {AT_NEURON + 16, &not_a_number, 8, "a bias that is not a number"},
        {AT_WEIGHTS, &ints[5], 4, "weights of 2^30 rows"},
        {AT_WEIGHTS + 12, &not_a_float, 4, "a weight that is not a number"},
        {AT_WEIGHTS + 12 + 480, &infinite_float, 4, "an infinite weight"},
    };
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 0, 1);
    unsigned char *bytes = made_experts_bytes(made, &size);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned char kept[8];
        memcpy(kept, bytes + cases[i].at, cases[i].size);
        memcpy(bytes + cases[i].at, cases[i].value, cases[i].size);
        expect_refusal(bytes, size, cases[i].what);
        memcpy(bytes + cases[i].at, kept, cases[i].size);
    }
    free(bytes);
    made_experts_free(made);
    made = made_experts_new(VIEWS, POINTS, 0, 1);
    bytes = made_experts_bytes(made, &size);
    memcpy(bytes + size - 12, &not_a_float, 4); /* before the confidence */
    expect_refusal(bytes, size, "a last weight that is not a number");
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* Components may cancel all but so little of the alphas that the inverse has no finite numbers, or
 * none of which a float can be the scale. */
static void a_sigma_beyond_all_numbers_is_refused(void **state)
{
    (void)state;
    static const double too_small[] = {1e-320, 1e-50};
    facs_sigma_maker *const makers[] = {facs_sigma_make_portable, FACS_FASTEST(facs_sigma_make)};
    facs_sigma_form form;

    facs_sigma_form_of(&form, WINDOW);
    facs_sigma *sigma = calloc(1, form.bytes);
    assert_non_null(sigma);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2; k++)
            assert_int_equal(makers[i](&form, NULL, 0, NULL, too_small[k], sigma), -EDOM);
        assert_int_equal(makers[i](&form, NULL, 0, NULL, 1e-4, sigma), 0);
    }
    free(sigma);
}

/* Sigma's components must be symmetric in all directions, and its inverse must exist. */
static void a_sigma_that_cannot_be_is_refused(void **state)
{
    (void)state;
    const float lopsided = 77;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 3, 1);
    made->windows = 1;
    made->window[0] = WINDOW;
    unsigned char *bytes = made_experts_bytes(made, &size);
    for (int element = 1; element < 625; element += 77) {
        unsigned char *at = bytes + AT_WINDOWS + 4 + 8 + 12 + 4 * element;
        unsigned char kept[4];
        memcpy(kept, at, 4);
        memcpy(at, &lopsided, 4);
        expect_refusal(bytes, size, "a lopsided component");
        memcpy(at, kept, 4);
    }
    free(bytes);
    made->expert[2].betas[0] = -1000;
    bytes = made_experts_bytes(made, &size);
    expect_refusal(bytes, size, "an indefinite Sigma");
    free(bytes);
    made->expert[2].betas[0] = 1;
    for (int n = 0; n < 7; n++)
        made->expert[1].neuron[n].alpha = -1;
    bytes = made_experts_bytes(made, &size);
    expect_refusal(bytes, size, "negative alphas");
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

static void a_window_that_the_file_lacks_is_refused(void **state)
{
    (void)state;
    facs_patch_experts *experts;
    facs_error error;
    size_t size;

    make_folder();
    made_experts *made = made_experts_new(1, POINTS, 3, 1);
    made->windows = 2; /* 7 and 9 */
    unsigned char *bytes = made_experts_bytes(made, &size);
    expect_refusal(bytes, size, "a file without window 5");
    const char *path = in_folder("experts.txt");
    assert_int_equal(facs_ccnf_experts_open(&experts, path, POINTS, 9, &error), 0);
    facs_patch_experts_close(&experts);
    for (int window = 0; window < 16; window += window == 2 || window == 10 ? 2 : 1)
        if (window < 3 || window > 11 || window % 2 == 0)
            assert_int_equal(facs_ccnf_experts_open(&experts, path, POINTS, window, &error),
                             -EINVAL);
    assert_int_equal(facs_ccnf_experts_open(&experts, path, 0, 9, &error), -EINVAL);
    assert_int_equal(facs_ccnf_experts_open(&experts, path, 1 << 20, 9, &error), -EINVAL);
    assert_int_equal(facs_ccnf_experts_open(&experts, in_folder("none"), POINTS, 9, &error),
                     -ENOENT);
    free(bytes);
    made_experts_free(made);
    remove_folder();
}

/* ---- OpenFace's own files ------------------------------------------------------------------- */

static void the_real_files_open(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int points, window, visible; /* experts in all views */
        double scale;
    } files[] = {
        {"patch_experts/ccnf_patches_0.25_general.txt", 68, 11, 410, 0.25},
        {"patch_experts/ccnf_patches_0.35_general.txt", 68, 9, 410, 0.35},
        {"patch_experts/ccnf_patches_0.5_general.txt", 68, 7, 410, 0.5},
        {"model_inner/patch_experts/ccnf_patches_1.00_inner.txt", 51, 9, 307, 1},
        {"model_eye/patch_experts/left_ccnf_patches_1.00_synth_lid_.txt", 28, 3, 28, 1},
        {"model_eye/patch_experts/left_ccnf_patches_1.50_synth_lid_.txt", 28, 5, 28, 1.5},
        {"model_eye/patch_experts/ccnf_patches_1.00_synth_lid_.txt", 28, 3, 28, 1},
        {"model_eye/patch_experts/ccnf_patches_1.50_synth_lid_.txt", 28, 5, 28, 1.5},
    };
    const char *models = shared_models();

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        facs_patch_experts *experts;
        facs_error error;
        char path[512];
        int visible = 0;
        snprintf(path, sizeof(path), "%s/openface/model/%s", models, files[i].name);
        if (facs_ccnf_experts_open(&experts, path, files[i].points, files[i].window, &error) != 0)
            fail_msg("%s", error.text);
        int views = files[i].points == 28 ? 1 : 7;
        for (int k = 0; k < views * files[i].points; k++)
            visible +=
                facs_patch_experts_visible(experts, k / files[i].points, k % files[i].points);
        assert_int_equal(visible, files[i].visible);
        assert_float_equal(facs_patch_experts_scale(experts), files[i].scale, 1e-12);
        facs_patch_experts_close(&experts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read),
        cmocka_unit_test(the_nearest_view_is_taken),
        cmocka_unit_test(a_file_that_changes_before_it_is_needed_is_refused),
        cmocka_unit_test(experts_are_those_of_view_and_landmark),
        cmocka_unit_test(cut_and_longer_files_are_refused),
        cmocka_unit_test(wrong_numbers_are_refused),
        cmocka_unit_test(a_sigma_beyond_all_numbers_is_refused),
        cmocka_unit_test(a_sigma_that_cannot_be_is_refused),
        cmocka_unit_test(a_window_that_the_file_lacks_is_refused),
        cmocka_unit_test(the_real_files_open),
    };
    return cmocka_run_group_tests_name("patch_experts", tests, NULL, NULL);
}
