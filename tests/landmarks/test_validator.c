/* The validator: made ones compared with plain code, and hostile files. */
#include "cmocka_all.h"
#include "made_network.h"

#include "landmarks/validator.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- A made validator ----------------------------------------------------------------------- */

#define POINTS  5
#define SIDE    12
#define MISSING 7
#define WIDTH   40
#define HEIGHT  32
#define STRIDE  41
#define LAYERS  9

/* The views have different numbers of classes, so that a confidence reveals the view. */
static const int classes[2] = {5, 8};
static const double degrees[2][3] = {{0, 0, 0}, {0, 40, 0}};

static facs_error error;
static char path[64];

static void make_layers(int view, made_layer layers[LAYERS])
{
    const made_layer made[LAYERS] = {{.kind = 0, .in = 1, .out = 4, .height = 3, .width = 3},
                                     {.kind = 3},
                                     {.kind = 1},
                                     {.kind = 0, .in = 4, .out = 6, .height = 2, .width = 2},
                                     {.kind = 3},
                                     {.kind = 1},
                                     {.kind = 2, .in = 24, .out = 10},
                                     {.kind = 3},
                                     {.kind = 2, .in = 10, .out = classes[view]}};
    memcpy(layers, made, sizeof(made));
}

/* For the i-th pixel of the mask, column by column. */
static double mean_of(int i)
{
    return 0.5 * (double)made_weight(50, i, 0, 0, 0);
}

static double deviation_of(int i)
{
    return 1 + (double)made_weight(51, i, 0, 0, 0);
}

static made_bytes make_validator(void)
{
    const int pixels = SIDE * SIDE - MISSING;
    made_bytes bytes = {0};

    made_int(&bytes, 3);
    made_int(&bytes, 2);
    for (int view = 0; view < 2; view++) {
        made_head(&bytes, 3, 1, 6);
        for (int k = 0; k < 3; k++)
            made_double(&bytes, degrees[view][k]);
    }
    for (int view = 0; view < 2; view++) {
        made_layer layers[LAYERS];
        made_head(&bytes, 1, pixels, 6);
        for (int i = 0; i < pixels; i++)
            made_double(&bytes, mean_of(i));
        made_head(&bytes, 1, pixels, 6);
        for (int i = 0; i < pixels; i++)
            made_double(&bytes, deviation_of(i));
        make_layers(view, layers);
        made_network(&bytes, layers, LAYERS);
        made_warp(&bytes, POINTS, SIDE, MISSING, -6);
    }
    return bytes;
}

static void write_file(const made_bytes *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes->data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static int make_path(void **state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/facs-validator-%ld", (long)getpid());
    return 0;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path) == 0 || errno == ENOENT ? 0 : -1;
}

typedef struct made_world {
    facs_validator *validator;
    facs_validator_scratch *scratch;
    uint8_t picture[HEIGHT * STRIDE];
} made_world;

static made_world open_world(void)
{
    made_world w = {.validator = NULL};
    made_bytes bytes = make_validator();

    write_file(&bytes, bytes.size);
    free(bytes.data);
    assert_int_equal(facs_validator_open(&w.validator, path, POINTS, &error), 0);
    assert_int_equal(facs_validator_scratch_open(&w.scratch, w.validator), 0);
    return w;
}

static void close_world(made_world *w)
{
    facs_validator_scratch_close(&w->scratch);
    facs_validator_close(&w->validator);
    assert_null(w->scratch);
    assert_null(w->validator);
}

/* Draws patches of 4 x 4 with a few grey levels, which the networks distinguish better than
 * noise. */
static void draw(made_world *w, int seed)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < STRIDE; x++)
            w->picture[y * STRIDE + x] =
                (uint8_t)(128 + 200 * made_weight(seed, x / 4, y / 4, 3, 0) +
                          50 * made_weight(seed, x, y, 4, 0));
}

static float check(const made_world *w, const double rotation[3], const float *landmarks)
{
    const facs_grey picture = {
        .pixels = w->picture, .width = WIDTH, .height = HEIGHT, .stride = STRIDE};
    return facs_validator_check(w->validator, &picture, rotation, landmarks, w->scratch);
}

/* The confidence for a square at x, y, in plain code that works on the pixels. */
static double plain_confidence(const made_world *w, int view, int x, int y)
{
    double value[SIDE * SIDE], sum = 0, squares = 0;
    static double work[SIDE * SIDE];
    made_layer layers[LAYERS];
    const int pixels = SIDE * SIDE - MISSING;

    for (int i = 0; i < SIDE * SIDE; i++) {
        int column = x + i % SIDE, row = y + i / SIDE;
        /* OpenFace leaves out the picture's last column and row. */
        int inside = column >= 0 && row >= 0 && column < WIDTH - 1 && row < HEIGHT - 1;
        value[i] = i >= MISSING && inside ? w->picture[row * STRIDE + column] : 0;
        sum += value[i];
        squares += value[i] * value[i];
    }
    double mean = sum / pixels, deviation = sqrt(squares / pixels - mean * mean);
    int taken = 0;
    for (int column = 0; column < SIDE; column++)
        for (int row = 0; row < SIDE; row++) {
            int i = row * SIDE + column;
            work[i] = 0;
            if (i < MISSING)
                continue;
            work[i] = ((value[i] - mean) / deviation - mean_of(taken)) / deviation_of(taken);
            taken++;
        }
    make_layers(view, layers);
    made_network_run(layers, LAYERS, SIDE, SIDE, work);
    int best = 0;
    for (int k = 1; k < classes[view]; k++)
        best = work[k] > work[best] ? k : best;
    return 1 - (best + 0.5) / classes[view]; /* 0.5 * (1 - (-1 + (2 best + 1) / classes)) */
}

/* ---- What it says --------------------------------------------------------------------------- */

/* Whole squares, and squares cut by the picture's edges; the classes must not all be the same. */
static void confidence_is_that_of_plain_code(void **state)
{
    (void)state;
    static const int places[][2] = {
        {10, 8}, {3, 17}, {WIDTH - SIDE, 5}, {8, HEIGHT - SIDE}, {-4, -3}, {WIDTH - 6, HEIGHT - 7}};
    static const double rotations[2][3] = {{0.1, 0.1, -0.2}, {-0.1, 0.6, 0}};
    made_world w = open_world();
    float landmarks[2 * POINTS];
    double seen[2][2] = {{1, 0}, {1, 0}}; /* min and max of each view */

    for (int seed = 0; seed < 40; seed++)
        for (int view = 0; view < 2; view++) {
            const int *place = places[seed % 6];
            draw(&w, seed);
            made_square(landmarks, POINTS, SIDE, (float)place[0], (float)place[1]);
            double expected = plain_confidence(&w, view, place[0], place[1]);
            assert_float_equal(check(&w, rotations[view], landmarks), expected, 1e-6);
            seen[view][0] = fmin(seen[view][0], expected);
            seen[view][1] = fmax(seen[view][1], expected);
        }
    assert_true(seen[0][1] > seen[0][0]);
    assert_true(seen[1][1] > seen[1][0]);
    close_world(&w);
}

/* A view's confidences are odd multiples of half a class. */
static int view_of(float confidence)
{
    double steps = (double)confidence * 2 * classes[0];
    return fabs(steps - round(steps)) < 1e-4 && (int)round(steps) % 2 == 1 ? 0 : 1;
}

static void the_nearest_view_is_asked(void **state)
{
    (void)state;
    static const struct {
        double degrees[3];
        int view;
    } turns[] = {{{0, 0, 0}, 0},   {{0, 19.9, 0}, 0}, {{0, 20.1, 0}, 1}, {{0, 90, 0}, 1},
                 {{0, -90, 0}, 0}, {{30, 15, 0}, 0},  {{30, 25, 80}, 1}};
    made_world w = open_world();
    float landmarks[2 * POINTS];

    draw(&w, 1);
    made_square(landmarks, POINTS, SIDE, 9, 9);
    for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++) {
        double rotation[3];
        for (int k = 0; k < 3; k++)
            rotation[k] = turns[i].degrees[k] * M_PI / 180;
        assert_int_equal(view_of(check(&w, rotation, landmarks)), turns[i].view);
    }
    close_world(&w);
}

static void there_is_no_face_where_there_is_no_picture(void **state)
{
    (void)state;
    static const double straight[3] = {0, 0, 0};
    static const float places[][2] = {{-SIDE - 4, 5},  {5, -SIDE - 4}, {WIDTH + 4, 5},
                                      {5, HEIGHT + 4}, {1e9f, 5},      {NAN, 5},
                                      {5, INFINITY}};
    made_world w = open_world();
    float landmarks[2 * POINTS];

    draw(&w, 2);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        made_square(landmarks, POINTS, SIDE, places[i][0], places[i][1]);
        assert_true(check(&w, straight, landmarks) == 0);
    }
    made_square(landmarks, POINTS, SIDE, 5, 5);
    landmarks[POINTS - 1] = NAN; /* a point that no triangle uses */
    assert_true(check(&w, straight, landmarks) == 0);
    close_world(&w);
}

/* An even picture has no deviation to divide by, but still gets a class. */
static void an_even_picture_and_wild_rotations_have_an_answer(void **state)
{
    (void)state;
    static const double rotations[][3] = {{0, 0, 0}, {NAN, 0, 0}, {0, INFINITY, 0}, {1e300, 0, 0}};
    made_world w = open_world();
    float landmarks[2 * POINTS];

    made_square(landmarks, POINTS, SIDE, 5, 5);
    memset(w.picture, 77, sizeof(w.picture));
    for (size_t i = 0; i < sizeof(rotations) / sizeof(rotations[0]); i++) {
        float confidence = check(&w, rotations[i], landmarks);
        assert_true(confidence > 0 && confidence < 1);
    }
    close_world(&w);
}

/* ---- Hostile files -------------------------------------------------------------------------- */

static void check_refused(int status, const char *what)
{
    facs_validator *validator;

    memset(&error, 0, sizeof(error));
    assert_int_equal(facs_validator_open(&validator, path, POINTS, &error), status);
    assert_null(validator);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, path));
    if (!strstr(error.text, what))
        fail_msg("expected \"%s\", found \"%s\"", what, error.text);
}

#define AT_VIEWS (4 + 4 + 2 * (12 + 24)) /* bytes before the first view */

static void damaged_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        int32_t value;
        const char *what;
    } bad[] = {
        {0, 2, "kind 3"},
        {4, 0, "1 to 16 views"},
        {4, 17, "1 to 16 views"},
        {8, 4, "three angles"},
        {8 + 12 + 4, 0x7ff00000, "three angles"}, /* infinity */
        {AT_VIEWS, 2, "mean value"},
        {AT_VIEWS + 4, 16385, "mean value"}, /* more than the file has */
        {AT_VIEWS + 8, 5, "mean value"},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        made_bytes bytes = make_validator();
        made_replace(&bytes, bad[i].at, bad[i].value);
        write_file(&bytes, bytes.size);
        free(bytes.data);
        check_refused(-EINVAL, bad[i].what);
    }
    made_bytes bytes = make_validator();
    /* The first standard deviation: 0, then NaN. */
    const size_t deviation = AT_VIEWS + 12 + 8 * (SIDE * SIDE - MISSING) + 12;
    made_replace(&bytes, deviation, 0);
    made_replace(&bytes, deviation + 4, 0);
    write_file(&bytes, bytes.size);
    check_refused(-EINVAL, "positive standard deviations");
    made_replace(&bytes, deviation + 4, 0x7ff80000);
    write_file(&bytes, bytes.size);
    check_refused(-EINVAL, "standard deviation");
    free(bytes.data);
}

static void files_that_end_elsewhere_are_refused(void **state)
{
    (void)state;
    made_bytes bytes = make_validator();

    for (size_t size = 0; size < bytes.size; size += size < 200 ? 1 : 97) {
        write_file(&bytes, size);
        check_refused(-EINVAL, "damaged");
    }
    write_file(&bytes, bytes.size - 1);
    check_refused(-EINVAL, "damaged");
    made_int(&bytes, 0);
    write_file(&bytes, bytes.size - 3);
    check_refused(-EINVAL, "damaged");
    free(bytes.data);

    assert_int_equal(truncate(path, (16 << 20) + 1), 0);
    check_refused(-EFBIG, "at most");
    assert_int_equal(unlink(path), 0);
    check_refused(-ENOENT, "no such file");
}

/* A file with one wrong byte is refused, or gives some class; it never crashes (under
 * sanitizers). */
static void flipped_bytes_do_no_harm(void **state)
{
    (void)state;
    static const double straight[3] = {0, 0, 0};
    made_bytes bytes = make_validator();
    float landmarks[2 * POINTS];
    made_world w = {.validator = NULL};
    int refused = 0, taken = 0;

    draw(&w, 3);
    made_square(landmarks, POINTS, SIDE, 6, 7);
    for (size_t at = 0; at < bytes.size; at += at < 100 ? 1 : 11) {
        const unsigned char good = bytes.data[at];
        bytes.data[at] = (unsigned char)(good ^ (at % 2 ? 0xff : 0x80));
        write_file(&bytes, bytes.size);
        bytes.data[at] = good;
        if (facs_validator_open(&w.validator, path, POINTS, &error) != 0) {
            refused++;
            continue;
        }
        assert_int_equal(facs_validator_scratch_open(&w.scratch, w.validator), 0);
        float confidence = check(&w, straight, landmarks);
        assert_true(confidence >= 0 && confidence <= 1);
        close_world(&w);
        taken++;
    }
    assert_true(refused > 100 && taken > 100);
    free(bytes.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confidence_is_that_of_plain_code),
        cmocka_unit_test(the_nearest_view_is_asked),
        cmocka_unit_test(there_is_no_face_where_there_is_no_picture),
        cmocka_unit_test(an_even_picture_and_wild_rotations_have_an_answer),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(files_that_end_elsewhere_are_refused),
        cmocka_unit_test(flipped_bytes_do_no_harm),
    };
    return cmocka_run_group_tests_name("validator", tests, make_path, remove_path);
}
