/* SVR patch experts: made-up files in OpenFace's text format against the formulas, and damage. */
#include "landmarks/clnf/patch_experts.h"

#include "cmocka_all.h"
#include "golden.h"
#include "made_experts.h"
#include "make_clip.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VIEWS = 2, POINTS = 3, SIDE = 11, PIXELS = 121, MODALITIES = 2 };

/* The last landmark is hidden in the second view. */
typedef struct svr {
    double weights[VIEWS][POINTS][MODALITIES][SIDE][SIDE]; /* y, x */
    double numbers[VIEWS][POINTS][MODALITIES][3];          /* confidence, slope, bias */
} svr;

static int is_visible(int view, int point)
{
    return view == 0 || point < POINTS - 1;
}

static void make(svr *s, uint32_t seed)
{
    memset(s, 0, sizeof(*s));
    for (int i = 0; i < VIEWS * POINTS * MODALITIES; i++) {
        int view = i / (POINTS * MODALITIES), point = i / MODALITIES % POINTS, m = i % MODALITIES;
        if (!is_visible(view, point))
            continue;
        double *numbers = s->numbers[view][point][m];
        for (int k = 0; k < PIXELS; k++)
            s->weights[view][point][m][k / SIDE][k % SIDE] =
                floor(2e6 * made_random(&seed) - 1e6) / 1e6;
        numbers[0] = 0.125 * (1 + m);
        numbers[1] = 4 + 8 * made_random(&seed);
        numbers[2] = -6 + 2 * made_random(&seed);
    }
}

/* The text in OpenFace's order: weights column by column, after a mark for each modality. */
static char *text_of(const svr *s)
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    fprintf(stream, "# scaling factor of training\n0.500000\n# number of views\n%d\n# centers\n",
            VIEWS);
    for (int view = 0; view < VIEWS; view++)
        fprintf(stream, "3\n1\n6\n0.000 \n%d.0 \n-0.0 \n", -40 * view);
    fprintf(stream, "# visibility indices per view\n");
    for (int view = 0; view < VIEWS; view++) {
        fprintf(stream, "%d\n1\n4\n", POINTS);
        for (int point = 0; point < POINTS; point++)
            fprintf(stream, "%d \n", is_visible(view, point));
    }
    fprintf(stream, "# Patches themselves (1 line patches of a vertex)\n");
    for (int i = 0; i < VIEWS * POINTS * MODALITIES; i++) {
        int view = i / (POINTS * MODALITIES), point = i / MODALITIES % POINTS, m = i % MODALITIES;
        const double *numbers = s->numbers[view][point][m];
        fprintf(stream, "%s2 %d %.17g %.17g %.17g 11 11 5 ", m == 0 ? "3 11 11 2 " : "", m,
                numbers[0], numbers[1], numbers[2]);
        for (int k = 0; k < PIXELS; k++)
            fprintf(stream, "%.6f ", s->weights[view][point][m][k % SIDE][k / SIDE]);
        fprintf(stream, "\n");
    }
    assert_int_equal(fclose(stream), 0);
    return text;
}

static int open_text(facs_patch_experts **experts, const char *text, size_t size, int window,
                     facs_error *error)
{
    const char *path = in_folder("svr.txt");
    write_file(path, text, size);
    return facs_patch_experts_open(experts, path, POINTS, window, error);
}

/* Pearson's correlation of the weights and a patch, 0 where the patch is flat. */
static double correlate(double (*weights)[SIDE], const double *patch, int stride)
{
    double wm = 0, pm = 0, ww = 0, pp = 0, wp = 0;

    for (int k = 0; k < PIXELS; k++) {
        wm += weights[k / SIDE][k % SIDE] / PIXELS;
        pm += patch[k / SIDE * stride + k % SIDE] / PIXELS;
    }
    for (int k = 0; k < PIXELS; k++) {
        double w = weights[k / SIDE][k % SIDE] - wm, p = patch[k / SIDE * stride + k % SIDE] - pm;
        ww += w * w;
        pp += p * p;
        wp += w * p;
    }
    return pp > 1e-20 ? wp / sqrt(ww * pp) : 0;
}

static double formula(svr *s, int view, int point, const float *area, int side, int y, int x)
{
    double image[MODALITIES][21 * 21] = {{0}}, product = 1;

    for (int i = 0; i < side * side; i++) {
        int row = i / side, column = i % side;
        image[0][i] = (double)area[i];
        if (row > 0 && row < side - 1 && column > 0 && column < side - 1)
            image[1][i] = pow((double)area[i + 1] - (double)area[i - 1], 2) +
                          pow((double)area[i + side] - (double)area[i - side], 2);
    }
    for (int m = 0; m < MODALITIES; m++) {
        const double *numbers = s->numbers[view][point][m];
        double c = correlate(s->weights[view][point][m], image[m] + y * side + x, side);
        product /= 1 + exp(-(numbers[1] * c + numbers[2]));
    }
    return product;
}

/* 1e-5 of a value: single precision through a sigmoid whose argument is at most 18. */
static void responses_are_the_formulas(void **state)
{
    (void)state;
    static svr s;
    uint32_t seed = 9;
    float area[21 * 21], response[11 * 11 + 1];

    make_folder();
    make(&s, 2);
    char *text = text_of(&s);
    for (int window = 3; window <= 11; window += 2) {
        facs_patch_experts *experts;
        facs_error error;
        int side = window + SIDE - 1;
        if (open_text(&experts, text, strlen(text), window, &error) != 0)
            fail_msg("%s", error.text);
        for (int i = 0; i < side * side; i++) /* the upper left is over-exposed */
            area[i] = i < side * SIDE && i % side < SIDE ? 255 : (float)(255 * made_random(&seed));
        for (int e = 0; e < VIEWS * POINTS; e++) {
            int view = e / POINTS, point = e % POINTS;
            assert_int_equal(facs_patch_experts_visible(experts, view, point),
                             is_visible(view, point));
            if (!is_visible(view, point))
                continue;
            response[window * window] = 77;
            facs_patch_experts_respond(experts, view, point, area, response);
            for (int i = 0; i < window * window; i++) {
                double value = formula(&s, view, point, area, side, i / window, i % window);
                assert_true(fabs((double)response[i] - value) < 1e-5 * value);
            }
            assert_true(response[window * window] == 77);
        }
        facs_patch_experts_close(&experts);
    }
    free(text);
    remove_folder();
}

static void views_and_confidences_are_read(void **state)
{
    (void)state;
    static svr s;
    facs_patch_experts *experts;
    facs_error error;
    const double ahead[3] = {0}, aside[3] = {0, -0.4, 0}; /* radians: 23 degrees */

    make_folder();
    make(&s, 2);
    char *text = text_of(&s);
    assert_int_equal(open_text(&experts, text, strlen(text), 9, &error), 0);
    assert_float_equal(facs_patch_experts_scale(experts), 0.5, 1e-15);
    assert_int_equal(facs_patch_experts_view(experts, ahead), 0);
    assert_int_equal(facs_patch_experts_view(experts, aside), 1);
    assert_float_equal(facs_patch_experts_confidence(experts, 1, 0), 0.375, 1e-7);
    assert_float_equal(facs_patch_experts_confidence(experts, 1, POINTS - 1), 0, 0);
    facs_patch_experts_close(&experts);
    free(text);
    remove_folder();
}

static void expect_refusal(const char *text, size_t size, const char *what)
{
    facs_patch_experts *experts;
    facs_error error;
    if (open_text(&experts, text, size, 9, &error) != -EINVAL)
        fail_msg("%s was not refused", what);
    assert_null(experts);
    assert_non_null(strstr(error.text, "svr.txt"));
}

/* The text with the first find after from replaced. */
static void expect_refusal_with(const char *text, const char *from, const char *find,
                                const char *replacement)
{
    const char *at = strstr(strstr(text, from), find);
    assert_non_null(at);
    size_t before = (size_t)(at - text), room = strlen(text) + strlen(replacement) + 1;
    char *other = malloc(room);
    assert_non_null(other);
    snprintf(other, room, "%.*s%s%s", (int)before, text, replacement, at + strlen(find));
    expect_refusal(other, strlen(other), replacement);
    free(other);
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"training", "0.500000", "-0.5"},      {"training", "0.500000", "nan"},
        {"views", "\n2\n", "\n0\n"},           {"views", "\n2\n", "\n17\n"},
        {"views", "\n2\n", "\n1073741824\n"},  {"centers", "3\n1\n6", "3\n2\n6"},
        {"centers", "0.000", "1e300"},         {"visibility", "3\n1\n4", "4\n1\n4"},
        {"vertex", "3 11 11 2", "2 11 11 2"},  {"vertex", "3 11 11 2", "3 7 11 2"},
        {"vertex", "3 11 11 2", "3 11 11 99"}, {"vertex", "2 0 ", "2 1 "},
        {"vertex", "11 11 5", "11 11 6"},      {"vertex", "11 11 5", "99999 99999 5"},
        {"vertex", "11 11 5 ", "11 11 5 inf "}};
    static svr s;

    make_folder();
    make(&s, 2);
    char *text = text_of(&s);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_refusal_with(text, cases[i][0], cases[i][1], cases[i][2]);
    size_t size = strlen(text);
    for (size_t cut = 1; cut < size - 12; cut += cut < 400 ? 1 : 97)
        expect_refusal(text, cut, "a short file");
    char *longer = malloc(size + 3);
    assert_non_null(longer);
    snprintf(longer, size + 3, "%s1\n", text);
    expect_refusal(longer, size + 2, "a longer file");
    free(longer);
    memset(s.weights[1][0][1], 0, sizeof(s.weights[1][0][1]));
    free(text);
    text = text_of(&s);
    expect_refusal(text, strlen(text), "an expert without weights");
    free(text);
    remove_folder();
}

static void the_real_files_open(void **state)
{
    (void)state;
    static const double scales[] = {0.25, 0.35, 0.5};
    const char *models = shared_models();

    for (int i = 0; i < 3; i++) {
        facs_patch_experts *experts;
        facs_error error;
        char path[512];
        int visible = 0;
        snprintf(path, sizeof(path), "%s/openface/model/patch_experts/svr_patches_%g_general.txt",
                 models, scales[i]);
        if (facs_patch_experts_open(&experts, path, 68, 11, &error) != 0)
            fail_msg("%s", error.text);
        for (int k = 0; k < 7 * 68; k++)
            visible += facs_patch_experts_visible(experts, k / 68, k % 68);
        assert_int_equal(visible, 410); /* five full views, two of 35 */
        assert_float_equal(facs_patch_experts_scale(experts), scales[i], 1e-12);
        facs_patch_experts_close(&experts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_are_the_formulas),
        cmocka_unit_test(views_and_confidences_are_read),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(the_real_files_open),
    };
    return cmocka_run_group_tests_name("svr", tests, NULL, NULL);
}
