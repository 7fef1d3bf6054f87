/* MTCNN with its weights: OpenFace's boxes (golden/mtcnn), and the faces it finds beyond them. */
#include "cmocka_all.h"
#include "golden.h"
#include "sanitized.h"

#include "detect/mtcnn.h"
#include "detect/nms.h"
#include "media/source.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POOL_BYTES ((size_t)64 << 20)
#define MODELS     "models/openface/model/mtcnn_detector/PNet.dat"

static facs_error error;

/* ---- What the tests work with --------------------------------------------------------------- */

typedef struct world {
    facs_mtcnn_models *models;
    facs_detector *detector;
} world;

/* Skips the test if the weights are missing. */
static world open_world(int plain)
{
    world w = {NULL, NULL};
    const facs_mtcnn_options options = {.plain = plain};
    shared_path(MODELS);
    assert_int_equal(facs_mtcnn_models_open(&w.models, shared_models(), &error), 0);
    assert_int_equal(facs_mtcnn_open(&w.detector, w.models, &options, &error), 0);
    return w;
}

static void close_world(world *w)
{
    facs_detector_close(&w->detector);
    assert_null(w->detector);
    facs_mtcnn_models_close(&w->models);
}

/* A picture of the test's own; free() pixels. */
typedef struct canvas {
    uint8_t *pixels;
    facs_image image;
} canvas;

static canvas new_canvas(int width, int height, int grey)
{
    canvas c = {malloc((size_t)width * (size_t)height * 3),
                {.width = width, .height = height, .stride = 3 * width}};
    assert_non_null(c.pixels);
    memset(c.pixels, grey, (size_t)width * (size_t)height * 3);
    c.image.pixels = c.pixels;
    return c;
}

/* Copies from, averaged down or scaled up to width x height, to x, y of the canvas. */
static void place(canvas *to, const facs_image *from, int x, int y, int width, int height)
{
    for (int i = 0; i < width * height; i++) {
        const int column = i % width, row = i / width;
        const int left = column * from->width / width, upper = row * from->height / height;
        int right = (column + 1) * from->width / width, lower = (row + 1) * from->height / height;
        right = right > left ? right : left + 1;
        lower = lower > upper ? lower : upper + 1;
        for (int k = 0; k < 3; k++) {
            int sum = 0;
            for (int v = upper; v < lower; v++)
                for (int u = left; u < right; u++)
                    sum += from->pixels[v * from->stride + 3 * u + k];
            to->pixels[(y + row) * to->image.stride + 3 * (x + column) + k] =
                (uint8_t)(sum / ((right - left) * (lower - upper)));
        }
    }
}

/* Returns a frame of the reference clip: 640 x 480, one face about 190 pixels wide; free()
 * pixels. */
static canvas frame_of(int number)
{
    canvas c = {golden_frame(number), {.width = 640, .height = 480, .stride = 3 * 640}};
    c.image.pixels = c.pixels;
    return c;
}

static int count_faces(const world *w, const facs_image *image, facs_detection *faces)
{
    const int count = facs_detector_run(w->detector, image, faces, 8, &error);
    assert_true(count >= 0);
    return count;
}

/* ---- OpenFace's boxes ----------------------------------------------------------------------- */

typedef struct agreement {
    int faces, close, missed, beyond; /* beyond: faces where OpenFace has none */
} agreement;

typedef struct reference {
    int frame, face;
    float box[4];
} reference;

/* Reads the next line; frame 0 at the end. */
static reference next_reference(FILE *file)
{
    reference r = {.frame = 0};
    char line[256];
    if (fgets(line, sizeof(line), file))
        assert_true(sscanf(line, "%d,%d,%f,%f,%f,%f", &r.frame, &r.face, &r.box[0], &r.box[1],
                           &r.box[2], &r.box[3]) >= 2);
    return r;
}

/* Returns the difference of two boxes, centre and sides, relative to the larger side. */
static float difference(const float a[4], const float b[4])
{
    float max = 0;
    for (int axis = 0; axis < 2; axis++) {
        max = fmaxf(max, fabsf(a[axis] + a[axis + 2] / 2 - b[axis] - b[axis + 2] / 2));
        max = fmaxf(max, fabsf(a[axis + 2] - b[axis + 2]));
    }
    return max / fmaxf(b[2], b[3]);
}

static void compare(agreement *all, const facs_detection *faces, int count, const reference *r)
{
    float min = INFINITY;
    for (int i = 0; i < count; i++)
        min = fminf(min, difference(faces[i].box, r->box));
    all->faces++;
    all->missed += min > 0.4f;
    all->close += min <= 0.01f;
}

#define SHARE (SANITIZED ? 12 : 1) /* one in so many frames is looked at */

/* Compares the frames of a clip that the reference contains. */
static void compare_clip(const world *w, const char *clip, const char *golden, agreement *all)
{
    char line[256];
    facs_source *source;
    facs_frame_pool *pool;
    facs_pool_frame *frame;
    FILE *file = fopen(shared_path(golden), "r");

    assert_non_null(file);
    assert_non_null(fgets(line, sizeof(line), file));
    assert_int_equal(facs_source_open(&source, shared_path(clip), NULL, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, POOL_BYTES, 2, 0), 0);
    reference r = next_reference(file);
    int contained = 0;
    for (int number = 1; r.frame; number++) {
        assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
        assert_non_null(frame);
        if (number == r.frame) {
            const facs_image image = {.pixels = frame->pixels,
                                      .width = frame->width,
                                      .height = frame->height,
                                      .stride = frame->stride};
            facs_detection faces[8];
            const int looked_at = contained++ % SHARE == 0;
            const int count = looked_at ? count_faces(w, &image, faces) : 0;
            int expected = 0;
            for (; r.frame == number; r = next_reference(file), expected += r.face >= 0)
                if (r.face >= 0 && looked_at)
                    compare(all, faces, count, &r), expected++;
            all->beyond += expected == 0 ? count : 0;
        }
        facs_frame_pool_put(pool, frame);
    }
    fclose(file);
    facs_source_close(&source);
    facs_frame_pool_close(&pool);
}

static void boxes_are_openfaces(void **state)
{
    (void)state;
    static const char *const clips[][2] = {
        {"videos/default.wmv", "golden/mtcnn/default.csv"},
        {"videos/changeLighting.wmv", "golden/mtcnn/changeLighting.csv"},
        {"videos/face_noface.mov", "golden/mtcnn/face_noface.csv"},
        {"videos/noface_face.mov", "golden/mtcnn/noface_face.csv"},
        {"videos/no_face.mp4", "golden/mtcnn/no_face.csv"},
        {"videos/multi_face.avi", "golden/mtcnn/multi_face.csv"},
        {"videos/multi_face.jpg", "golden/mtcnn/multi_face_jpg.csv"}};
    agreement all = {.faces = 0};

    for (size_t i = 0; i < 7; i++)
        for (int k = 0; k < 2; k++)
            shared_path(clips[i][k]); /* skips before anything is open */
    world w = open_world(1);
    for (size_t i = 0; i < 7; i++)
        compare_clip(&w, clips[i][0], clips[i][1], &all);
    close_world(&w);
    print_message("%d of %d boxes within 1 %%, %d missed, %d too many\n", all.close, all.faces,
                  all.missed, all.beyond);
    assert_in_range(all.faces, SHARE > 1 ? 507 / SHARE - 10 : 507, 507);
    assert_int_equal(all.missed, 0);
    assert_int_equal(all.beyond, 0);
    assert_true(all.close * 100 >= all.faces * 98);
}

/* ---- Faces beyond OpenFace's ---------------------------------------------------------------- */

#define FRAMES (SANITIZED ? 2 : 6) /* of the reference clip */

static int number_of(int i)
{
    return 25 * i;
}

/* Returns in how many frames there is one face, where the full-size face's place says. */
static int found_small(const world *w, int width, int height, int small_width, int x, int y)
{
    int found = 0;
    for (int i = 0; i < FRAMES; i++) {
        canvas whole = frame_of(number_of(i)), small = new_canvas(width, height, 128);
        const int small_height = small_width * 3 / 4;
        facs_detection face[8], seen[8];
        assert_int_equal(count_faces(w, &whole.image, face), 1);
        place(&small, &whole.image, x, y, small_width, small_height);
        const float scale = (float)small_width / 640;
        const float expected[4] = {(float)x + scale * face[0].box[0],
                                   (float)y + scale * face[0].box[1], scale * face[0].box[2],
                                   scale * face[0].box[3]};
        const int count = count_faces(w, &small.image, seen);
        found += count == 1 && facs_box_overlap(seen[0].box, expected) > 0.5f;
        free(whole.pixels);
        free(small.pixels);
    }
    return found;
}

/* 190 pixels of 640 are 56, 37 and 28 pixels in these. */
static void small_faces_are_found(void **state)
{
    (void)state;
    static const int widths[] = {188, 124, 96};
    world w = open_world(0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(found_small(&w, widths[i], widths[i] * 3 / 4, widths[i], 0, 0), FRAMES);
        assert_int_equal(found_small(&w, 640, 480, widths[i], 300, 200), FRAMES);
    }
    close_world(&w);
}

/* The test's own noise: uniform, the same on every machine. */
static int noise(uint32_t *seed, int max)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (int)((double)(*seed >> 8) / 16777216.0 * (2 * max + 1)) - max;
}

static void spoil(canvas *c, double gain, int max)
{
    uint32_t seed = 3;
    for (int i = 0; i < 640 * 480 * 3; i++) {
        const int value = (int)(c->pixels[i] * gain) + (max ? noise(&seed, max) : 0);
        c->pixels[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

static void dark_and_noisy_faces_are_found(void **state)
{
    (void)state;
    static const struct {
        double gain;
        int noise;
    } cases[] = {{0.15, 0}, {0.05, 0}, {1, 60}, {1, 120}, {0.3, 30}};
    world w = open_world(0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int n = 0; n < FRAMES; n++) {
            canvas c = frame_of(number_of(n));
            facs_detection good[8], seen[8];
            assert_int_equal(count_faces(&w, &c.image, good), 1);
            spoil(&c, cases[i].gain, cases[i].noise);
            assert_int_equal(count_faces(&w, &c.image, seen), 1);
            assert_true(facs_box_overlap(seen[0].box, good[0].box) > 0.5f);
            free(c.pixels);
        }
    close_world(&w);
}

/* A black bar over the mouth, or over one eye. */
static void half_hidden_faces_are_found(void **state)
{
    (void)state;
    world w = open_world(0);
    for (int side = 0; side < 2; side++)
        for (int n = 0; n < FRAMES; n++) {
            canvas c = frame_of(number_of(n));
            facs_detection good[8], seen[8];
            assert_int_equal(count_faces(&w, &c.image, good), 1);
            const float *box = good[0].box;
            const int from_x = (int)(side ? box[0] + 0.62f * box[2] : 0);
            const int from_y = (int)(side ? 0 : box[1] + 0.62f * box[3]);
            for (int y = from_y; y < 480; y++)
                memset(c.pixels + y * 640 * 3 + 3 * from_x, 0, (size_t)(3 * (640 - from_x)));
            assert_int_equal(count_faces(&w, &c.image, seen), 1);
            assert_true(facs_box_overlap(seen[0].box, box) > 0.4f);
            free(c.pixels);
        }
    close_world(&w);
}

static void a_gallery_of_four_has_four(void **state)
{
    (void)state;
    world w = open_world(0);
    canvas gallery = new_canvas(640, 480, 0);
    facs_detection seen[8];
    for (int i = 0; i < 4; i++) {
        canvas c = frame_of(50 * i);
        place(&gallery, &c.image, i % 2 * 320, i / 2 * 240, 320, 240);
        free(c.pixels);
    }
    assert_int_equal(count_faces(&w, &gallery.image, seen), 4);
    /* The one to follow is the widest. */
    const facs_detection *chosen = facs_detector_choose(w.detector, seen, 4);
    for (int i = 0; i < 4; i++)
        assert_true(seen[i].box[2] <= chosen->box[2]);
    free(gallery.pixels);
    close_world(&w);
}

/* However many pixels there are, the box is the same share of the picture. */
static void large_pictures_lose_no_face(void **state)
{
    (void)state;
    static const int widths[] = {1280, 1920, 3840, 7680};
    world w = open_world(0);
    canvas c = frame_of(100);
    facs_detection face[8], seen[8];
    assert_int_equal(count_faces(&w, &c.image, face), 1);
    for (int i = 0; i < 4; i++) {
        const float scale = (float)widths[i] / 640;
        canvas large = new_canvas(widths[i], widths[i] * 3 / 4, 0);
        place(&large, &c.image, 0, 0, widths[i], widths[i] * 3 / 4);
        assert_int_equal(count_faces(&w, &large.image, seen), 1);
        assert_int_equal(seen[0].faint, 0);
        const float expected[4] = {scale * face[0].box[0], scale * face[0].box[1],
                                   scale * face[0].box[2], scale * face[0].box[3]};
        assert_true(facs_box_overlap(seen[0].box, expected) > 0.8f);
        free(large.pixels);
    }
    free(c.pixels);
    close_world(&w);
}

/* ---- Where a face is expected, and the rest ------------------------------------------------- */

static void a_look_nearby_agrees_with_the_whole(void **state)
{
    (void)state;
    world w = open_world(0);
    for (int n = 0; n < FRAMES; n++) {
        canvas c = frame_of(number_of(n));
        facs_detection face[8], seen;
        assert_int_equal(count_faces(&w, &c.image, face), 1);
        const float beside[4] = {0, 0, 60, 60};
        assert_int_equal(facs_detector_near(w.detector, &c.image, face[0].box, &seen, &error), 1);
        assert_true(facs_box_overlap(seen.box, face[0].box) > 0.7f);
        assert_int_equal(facs_detector_near(w.detector, &c.image, beside, &seen, &error), 0);
        spoil(&c, 0.05, 0);
        assert_int_equal(facs_detector_near(w.detector, &c.image, face[0].box, &seen, &error), 1);
        free(c.pixels);
    }
    close_world(&w);
}

static void boxes_beyond_all_reason_are_nowhere(void **state)
{
    (void)state;
    static const float boxes[][4] = {
        {NAN, 0, 9, 9},       {0, 0, INFINITY, 9}, {0, 0, 0, 0},
        {0, 0, -5, 5},        {1e30f, 0, 50, 50},  {-900, -900, 50, 50},
        {5000, 5000, 50, 50}, {0, 0, 1e5f, 1e5f},  {0, 0, 1.5f, 1.5f}};
    world w = open_world(0);
    canvas c = new_canvas(640, 480, 90);
    facs_detection seen;
    for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++)
        assert_int_equal(facs_detector_near(w.detector, &c.image, boxes[i], &seen, &error), 0);
    free(c.pixels);
    close_world(&w);
}

/* Eyes above the nose above the mouth, left before right, all inside the face. */
static void the_five_points_are_a_face(void **state)
{
    (void)state;
    world w = open_world(0);
    for (int n = 0; n < FRAMES; n++) {
        canvas c = frame_of(number_of(n));
        facs_detection face[8];
        assert_int_equal(count_faces(&w, &c.image, face), 1);
        const float *p = face[0].points, *box = face[0].box;
        assert_true(p[0] < p[2] && p[6] < p[8]);
        assert_true(fmaxf(p[1], p[3]) < p[5] && p[5] < fminf(p[7], p[9]));
        for (int k = 0; k < 5; k++)
            assert_true(p[2 * k] > box[0] && p[2 * k] < box[0] + box[2] &&
                        p[2 * k + 1] > box[1] - 0.2f * box[3] && p[2 * k + 1] < box[1] + box[3]);
        free(c.pixels);
    }
    close_world(&w);
}

static void every_path_finds_the_same_bits(void **state)
{
    (void)state;
    facs_detection found[2][8];
    shared_path(MODELS);
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            setenv("FACS_SIMD", "portable", 1);
        world w = open_world(0);
        unsetenv("FACS_SIMD");
        canvas c = frame_of(50);
        memset(found[i], 0, sizeof(found[i]));
        assert_int_equal(count_faces(&w, &c.image, found[i]), 1);
        spoil(&c, 0.05, 0);
        assert_int_equal(count_faces(&w, &c.image, found[i] + 1), 1);
        free(c.pixels);
        close_world(&w);
    }
    assert_memory_equal(found[0], found[1], 2 * sizeof(found[0][0]));
}

static void extreme_pictures_are_served(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1},   {1, 900},   {900, 1},  {11, 11},
                                   {12, 13}, {32767, 3}, {61, 2000}};
    world w = open_world(0);
    facs_detection seen[8];
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        canvas c = new_canvas(sizes[i][0], sizes[i][1], 200);
        assert_int_equal(count_faces(&w, &c.image, seen), 0);
        free(c.pixels);
    }
    canvas c = frame_of(0);
    assert_int_equal(facs_detector_run(w.detector, &c.image, seen, 0, &error), 0);
    const facs_image none = {.pixels = c.pixels, .width = 0, .height = 480, .stride = 1920};
    assert_int_equal(facs_detector_run(w.detector, &none, seen, 8, &error), -EINVAL);
    facs_detector_cancel(w.detector);
    assert_int_equal(facs_detector_run(w.detector, &c.image, seen, 8, &error), -ECANCELED);
    free(c.pixels);
    close_world(&w);
}

static void models_that_are_not_there_are_named(void **state)
{
    (void)state;
    facs_mtcnn_models *models;
    assert_int_equal(facs_mtcnn_models_open(&models, "/nowhere", &error), -ENOENT);
    assert_null(models);
    assert_non_null(strstr(error.text, "/nowhere/openface/model/mtcnn_detector/PNet.dat"));
    for (int i = 0; i < 3; i++)
        assert_non_null(facs_mtcnn_models_file(i));
    assert_null(facs_mtcnn_models_file(3));
    assert_null(facs_mtcnn_models_file(-1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_are_openfaces),
        cmocka_unit_test(small_faces_are_found),
        cmocka_unit_test(dark_and_noisy_faces_are_found),
        cmocka_unit_test(half_hidden_faces_are_found),
        cmocka_unit_test(a_gallery_of_four_has_four),
        cmocka_unit_test(large_pictures_lose_no_face),
        cmocka_unit_test(a_look_nearby_agrees_with_the_whole),
        cmocka_unit_test(boxes_beyond_all_reason_are_nowhere),
        cmocka_unit_test(the_five_points_are_a_face),
        cmocka_unit_test(every_path_finds_the_same_bits),
        cmocka_unit_test(extreme_pictures_are_served),
        cmocka_unit_test(models_that_are_not_there_are_named),
    };
    return cmocka_run_group_tests_name("mtcnn", tests, NULL, NULL);
}
