/* The reader of CEN files: made ones, damaged ones, what users put in their place, and those of the
 * true format in shared/models/ceclm_made. */
#include "landmarks/ceclm/cen_weights.h"

#include "cmocka_all.h"
#include "folder.h"
#include "golden.h"
#include "made_cen_file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { POINTS = 6 };

#define S FACS_CEN_SIGMOID
#define T FACS_CEN_TANH
#define R FACS_CEN_RELU

#define NAME "cen_patches_0.35_of.dat"

static made_cen_file *make(void)
{
    return made_cen_file_new(0.35, POINTS, 3, (const int[]){3, 2, 1},
                             (const facs_cen_kind[]){R, T, S}, 1);
}

static facs_cen_file *cen;
static facs_patch_views views;
static facs_error error;

static int open_file(const char *name)
{
    return facs_cen_file_open(&cen, &views, in_folder(name), POINTS, &error);
}

static void close_file(void)
{
    facs_cen_file_close(&cen);
    assert_null(cen);
    free(views.index);
}

/* Writes the made file, and opens it. */
static void open_made(const made_cen_file *made)
{
    size_t size;
    unsigned char *bytes = made_cen_file_bytes(made, &size);
    write_file(in_folder(NAME), bytes, size);
    free(bytes);
    if (open_file(NAME) != 0)
        fail_msg("%s", error.text);
}

/* ---- Files that are good --------------------------------------------------------------------- */

static void assert_same_network(const facs_cen_expert *expert, const facs_cen_network *network)
{
    assert_int_equal(expert->layers, network->layers);
    for (int i = 0; i < network->layers; i++) {
        const facs_cen_layer *read = &expert->layer[i], *made = &network->layer[i];
        assert_int_equal(read->kind, made->kind);
        assert_int_equal(read->units, made->units);
        assert_int_equal(read->inputs, made->inputs);
        assert_memory_equal(read->bias, made->bias, 4 * (size_t)made->units);
        assert_memory_equal(read->weights, made->weights,
                            4 * (size_t)made->units * (size_t)made->inputs);
    }
}

static void a_file_is_read(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    assert_float_equal(views.scale, 0.35, 1e-15);
    assert_int_equal(views.count, 7);
    assert_int_equal(cen->units, 3);
    for (int view = 0; view < 7; view++) {
        assert_float_equal(views.centre[view][1], made->centre[view][1] * acos(-1) / 180, 1e-12);
        for (int i = 0; i < POINTS; i++) {
            const facs_cen_expert *expert = &cen->expert[view * POINTS + i];
            assert_same_network(expert, &made->expert[view][i].network);
            assert_float_equal(expert->confidence, made->confidence[view][i], 1e-7);
        }
        assert_int_equal(facs_cen_file_use(cen, &views, view, &error), 0);
    }
    close_file();
    facs_cen_file_close(&cen);
    made_cen_file_free(made);
}

/* The frontal view's experts serve both sides; at -20 degrees each landmark has its own; the views
 * from the other side borrow all. Landmark i mirrors landmark 5 - i. */
static void every_visible_landmark_has_an_expert(void **state)
{
    (void)state;
    made_cen_file *made = make();

    open_made(made);
    for (int i = 0; i < POINTS; i++) {
        const int first = i < 3 ? i : 5 - i, is_even = i % 2 == 0;
        assert_int_equal(views.index[i], first);
        assert_int_equal(views.index[POINTS + i], POINTS + i);
        assert_int_equal(views.index[6 * POINTS + i], POINTS + 5 - i);
        assert_int_equal(views.index[3 * POINTS + i], is_even ? 3 * POINTS + i : -1);
        assert_int_equal(views.index[4 * POINTS + i], is_even ? -1 : 3 * POINTS + 5 - i);
    }
    close_file();
    /* Had both sides an expert, OpenFace's would be the last. */
    made_cen_make(&made->expert[0][5], 1, (const int[]){1}, (const facs_cen_kind[]){S}, 0, 9);
    open_made(made);
    assert_int_equal(views.index[0], 5);
    assert_int_equal(views.index[5], 5);
    assert_int_equal(views.index[1], 1);
    close_file();
    made_cen_file_free(made);
}

/* As OpenFace's program reads them; the sums of experts are those of the true files. */
static void the_true_format_is_read(void **state)
{
    (void)state;
    static const double scales[] = {0.25, 0.35, 0.5, 1};
    static const int with_weights[] = {39, 68, 68, 35, 0, 0, 0};

    for (int k = 0; k < 4; k++) {
        char name[128];
        snprintf(name, sizeof(name),
                 "models/ceclm_made/openface/model/patch_experts/cen_patches_%.2f_of.dat",
                 scales[k]);
        if (facs_cen_file_open(&cen, &views, shared_path(name), 68, &error) != 0)
            fail_msg("%s", error.text);
        assert_float_equal(views.scale, scales[k], 0);
        assert_int_equal(cen->units, 7);
        for (int view = 0; view < 7; view++) {
            int count = 0;
            for (int i = 0; i < 68; i++)
                count += cen->expert[view * 68 + i].layers > 0;
            assert_int_equal(count, with_weights[view]);
            assert_int_equal(facs_cen_file_use(cen, &views, view, &error), 0);
        }
        assert_int_equal(views.index[16], 0);                  /* the jaw's other end */
        assert_int_equal(views.index[5 * 68 + 8], 2 * 68 + 8); /* the chin, from the other side */
        close_file();
    }
}

/* ---- Files that are not ---------------------------------------------------------------------- */

static void expect_refusal(const void *bytes, size_t size, const char *sentence, const char *what)
{

    write_file(in_folder(NAME), bytes, size);
    const int status = open_file(NAME);
    if (status != -EINVAL || cen || !strstr(error.text, sentence))
        fail_msg("%s: status %d, %s", what, status, status ? error.text : "opened");
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, NAME));
    free(views.index);
}

static void what_users_put_in_its_place_is_named(void **state)
{
    (void)state;
    static const char page[] = "<!DOCTYPE html><html class=\"maestro\" lang=\"en\"><head>";
    static const char marked[] = "\xef\xbb\xbf\r\n <html><head><title>Dropbox</title></head>";
    static const char pointer[] = "version https://git-lfs.github.com/spec/v1\noid sha256:99d3df98";
    static const char text[] = "LandmarkDetector cen_general.txt\n";
    expect_refusal(page, sizeof(page) - 1, "it is a web page: for Dropbox", "a page");
    expect_refusal(marked, sizeof(marked) - 1, "it is a web page", "a page behind a mark");
    expect_refusal(pointer, sizeof(pointer) - 1, "run git lfs pull", "a pointer");
    expect_refusal(text, sizeof(text) - 1, "it is a text", "a text");
    expect_refusal("", 0, "it is empty", "nothing");
    assert_int_equal(open_file("absent.dat"), -ENOENT);
    assert_int_equal(mkdir(in_folder("folder.dat"), 0700), 0);
    assert_int_equal(open_file("folder.dat"), -EINVAL);
    assert_non_null(strstr(error.text, "expected a regular file"));
}

static void files_of_other_scales_are_told_apart(void **state)
{
    (void)state;
    size_t size;
    made_cen_file *made = make();
    unsigned char *bytes = made_cen_file_bytes(made, &size);

    write_file(in_folder("cen_patches_0.25_of.dat"), bytes, size);
    assert_int_equal(open_file("cen_patches_0.25_of.dat"), -EINVAL);
    assert_non_null(strstr(error.text, "expected the experts of scale 0.25, found those of scale "
                                       "0.35"));
    free(views.index);
    write_file(in_folder("other.dat"), bytes, size); /* a name that says nothing */
    assert_int_equal(open_file("other.dat"), 0);
    close_file();
    free(bytes);
    made_cen_file_free(made);
}

static void cut_and_longer_files_are_refused(void **state)
{
    (void)state;
    size_t size;
    made_cen_file *made = make();
    unsigned char *bytes = made_cen_file_bytes(made, &size);

    for (size_t cut = 1; cut < size; cut += cut < 700 ? 3 : 61)
        expect_refusal(bytes, cut, NAME ": expected ", "a file that was cut short");
    unsigned char *longer = calloc(1, size + 1);
    assert_non_null(longer);
    memcpy(longer, bytes, size);
    expect_refusal(longer, size + 1, "end of file", "a file with a byte too many");
    free(longer);
    free(bytes);
    made_cen_file_free(made);
}

/* Offsets in a file of six landmarks. */
#define CENTRES 12
#define VISIBLE (CENTRES + 7 * 36)
#define MIRRORS (VISIBLE + 7 * (12 + 4 * POINTS))
#define VIEWS   (MIRRORS + 12 + 4 * POINTS)
#define EXPERT  (VIEWS + 12 + 4 * 7)
#define LAYER   (EXPERT + 16)
#define WEIGHTS (LAYER + 4 + 12 + 4 * 3)
#define SECOND  (WEIGHTS + 12 + 4 * 3 * 122)
#define LAST    (SECOND + 4 + 12 + 4 * 2 + 12 + 4 * 2 * 3)
#define END     (LAST + 4 + 12 + 4 + 12 + 4 * 2)

static void wrong_numbers_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        int32_t value; /* of the upper half, for doubles */
        const char *sentence;
    } cases[] = {
        {4, 0x7ff80000, "a scale"},
        {4, INT32_MIN, "a positive scale"},
        {8, 0, "number of views"},
        {8, 17, "number of views"},
        {CENTRES, 4, "a view's centre"},
        {CENTRES + 12 + 4, 0x7ff00000, "degrees"},
        {VISIBLE, 68, "number of landmarks"},
        {VISIBLE + 12, 2, "visibility"},
        {MIRRORS + 4, 68, "landmarks that mirror"},
        {MIRRORS + 12, -1, "landmarks that mirror"},
        {MIRRORS + 12, 1, "landmarks that mirror"}, /* which mirrors landmark 4 */
        {VIEWS + 12, 7, "views that mirror"},
        {VIEWS + 12, 1, "views that mirror"},
        {EXPERT, 5, "mark of an expert"},
        {EXPERT + 4, 12, "width"},
        {EXPERT + 12, 9, "number of layers"},
        {EXPERT + 12, -1, "number of layers"},
        {EXPERT + 12, 2, "one unit in the last layer"},
        {LAYER, 3, "kind of a layer"},
        {LAYER + 4, 2, "biases"},
        {LAYER + 8, INT32_MAX, "biases"},
        {LAYER + 8, INT32_MIN, "biases"},
        {LAYER + 12, 6, "biases"},
        {WEIGHTS, 4, "every unit and input"},
        {WEIGHTS + 4, INT32_MAX, "every unit and input"},
        {WEIGHTS + 8, 6, "every unit and input"},
        {SECOND + 4 + 12 + 4 * 2 + 4, 2, "every unit and input"}, /* inputs that no layer gives */
        {END + 4, 0x7ff80000, "a confidence"},
    };
    size_t size;
    made_cen_file *made = make();
    unsigned char *bytes = made_cen_file_bytes(made, &size);

    assert_int_equal(END + 8, made_cen_file_at(made, 0, 1));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned char kept[4];
        memcpy(kept, bytes + cases[i].at, 4);
        memcpy(bytes + cases[i].at, &cases[i].value, 4);
        expect_refusal(bytes, size, cases[i].sentence, cases[i].sentence);
        memcpy(bytes + cases[i].at, kept, 4);
    }
    free(bytes);
    made_cen_file_free(made);
}

static void expect_made_refusal(made_cen_file *made, const char *sentence)
{
    size_t size;
    unsigned char *bytes = made_cen_file_bytes(made, &size);
    expect_refusal(bytes, size, sentence, sentence);
    free(bytes);
}

static void networks_that_cannot_be_run_are_refused(void **state)
{
    (void)state;
    static const int wide[] = {2049, 1}, deep[] = {300, 300, 300, 300, 300, 1}, two[] = {2};
    static const facs_cen_kind kinds[] = {R, R, R, R, R, R};
    made_cen_file *made = make();
    made_cen *expert = &made->expert[0][0];

    made_cen_free(expert);
    made_cen_make(expert, 2, wide, kinds, 0, 1);
    expect_made_refusal(made, "fewer units");
    made_cen_free(expert);
    made_cen_make(expert, 1, two, kinds, 0, 1);
    expect_made_refusal(made, "one unit in the last layer");
    made_cen_free(expert);
    made_cen_make(expert, 6, deep, kinds, 0, 1);
    expect_made_refusal(made, "smaller layers"); /* sums might become infinite */
    made_cen_file_free(made);
    made = make();
    made_cen_free(&made->expert[1][2]);
    made->expert[1][2].network.layers = 0;
    expect_made_refusal(made, "for each visible landmark");
    made->visible[1][2] = made->visible[6][3] = 0; /* nobody needs it any more */
    open_made(made);
    close_file();
    made_cen_file_free(made);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_is_read),
        IN_FOLDER(every_visible_landmark_has_an_expert),
        cmocka_unit_test(the_true_format_is_read),
        IN_FOLDER(what_users_put_in_its_place_is_named),
        IN_FOLDER(files_of_other_scales_are_told_apart),
        IN_FOLDER(cut_and_longer_files_are_refused),
        IN_FOLDER(wrong_numbers_are_refused),
        IN_FOLDER(networks_that_cannot_be_run_are_refused),
    };
    return cmocka_run_group_tests_name("cen_file", tests, NULL, NULL);
}
