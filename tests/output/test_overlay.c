/* What is drawn over and beside a frame, and the size of the result. */
#include "output/overlay.h"

#include "drawn_frame.h"
#include "output/au_panel.h"

#include "cmocka_all.h"

#include <pthread.h>

static facs_image draw(int width, int height, facs_overlay_panel panel, facs_pool_frame *frame,
                       facs_overlay **overlay)
{
    facs_image drawn;
    assert_int_equal(facs_overlay_open(overlay, width, height, panel, NULL), 0);
    assert_int_equal(facs_overlay_draw(*overlay, frame, &drawn, NULL), 0);
    return drawn;
}

/* Without a panel and without a face: every pixel's colour is kept. */
static void test_a_frame_without_a_face(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_pool_frame frame = drawn_frame(0, 61, 47, 0);
    for (int i = 0; i < 3 * 61 * 47; i++)
        frame.pixels[i] = (uint8_t)(i * 7);
    const facs_image drawn = draw(61, 47, FACS_OVERLAY_NO_PANEL, &frame, &overlay);
    assert_true(drawn.width == 61 && drawn.height == 47);
    for (int y = 0; y < 47; y++)
        for (int x = 0; x < 61; x++) {
            const uint8_t *p = frame.pixels + y * frame.stride + 3 * x;
            assert_int_equal(drawn_pixel(&drawn, x, y), p[2] << 16 | p[1] << 8 | p[0]);
        }
    facs_overlay_close(&overlay);
    assert_null(overlay);
    drawn_frame_free(&frame);
}

/* With the picture hidden, no pixel depends on it, enlarged or not; marks and panel stay. */
static void test_nothing_of_the_picture(void **state)
{
    (void)state;
    for (int width = 200; width <= 640; width += 440)
        for (int faces = 0; faces < 3; faces++) {
            facs_overlay *overlay;
            facs_image drawn;
            facs_pool_frame frame = drawn_frame(0, width, 480 * width / 640, faces);
            const size_t bytes = (size_t)frame.stride * (size_t)frame.height;
            assert_int_equal(
                facs_overlay_open(&overlay, width, frame.height, FACS_OVERLAY_CALIBRATED, NULL), 0);
            facs_overlay_hide_picture(overlay);
            assert_int_equal(facs_overlay_draw(overlay, &frame, &drawn, NULL), 0);
            const size_t size = (size_t)drawn.stride * (size_t)drawn.height;
            uint8_t *first = malloc(size);
            assert_non_null(first);
            memcpy(first, drawn.pixels, size);
            for (int pass = 0; pass < 3; pass++) {
                for (size_t i = 0; i < bytes; i++)
                    frame.pixels[i] = (uint8_t)(pass == 0 ? 255 : pass * i * 7 >> pass);
                assert_int_equal(facs_overlay_draw(overlay, &frame, &drawn, NULL), 0);
                assert_memory_equal(drawn.pixels, first, size);
            }
            int different = 0; /* the marks are there */
            for (int x = 0; x < 200; x++)
                different += drawn_pixel(&drawn, x, 50 * drawn.height / frame.height) !=
                             drawn_pixel(&drawn, 8, 8);
            assert_true(faces == 0 || different > 0);
            free(first);
            facs_overlay_close(&overlay);
            drawn_frame_free(&frame);
        }
}

/* The previous face's marks are gone in the next frame. */
static void test_frames_one_after_another(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_pool_frame frame = drawn_frame(0, 200, 160, 2);
    facs_image drawn = draw(200, 160, FACS_OVERLAY_NO_PANEL, &frame, &overlay);
    assert_drawn(&drawn, 20, 50, 255, 204, 0); /* the boxes of both */
    assert_drawn(&drawn, 80, 50, 255, 204, 0);
    drawn_faces(&frame)->faces[1].result.success = 0;
    assert_int_equal(facs_overlay_draw(overlay, &frame, &drawn, NULL), 0);
    assert_drawn(&drawn, 20, 50, 255, 204, 0);
    assert_drawn(&drawn, 80, 50, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    facs_overlay_close(&overlay);
    drawn_frame_free(&frame);
}

/* With 640x480 the panel has its normal size and the picture keeps its pixels; a face has a box. */
static void test_the_picture_beside_the_panel(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_pool_frame frame = drawn_frame(0, 640, 480, 1);
    const facs_image drawn = draw(640, 480, FACS_OVERLAY_CALIBRATED, &frame, &overlay);
    assert_true(drawn.width == 640 + FACS_PANEL_WIDTH && drawn.height == 480);
    assert_drawn(&drawn, 639, 479, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    assert_drawn(&drawn, 2, 240, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY); /* no red frame */
    assert_drawn(&drawn, 641, 479, 23, 26, 33);                       /* the panel's background */
    assert_true(drawn_part(drawn_pixel(&drawn, 20, 50), 0) > 200);    /* the box: blue */
    assert_true(drawn_part(drawn_pixel(&drawn, 20, 50), 16) < 110);
    facs_overlay_close(&overlay);
    drawn_frame_free(&frame);
}

/* A red border, a label with white text, and no bars any more. */
static void test_a_lost_face(void **state)
{
    (void)state;
    facs_overlay *overlay;
    int white = 0;
    double bar[4];
    facs_pool_frame frame = drawn_frame(0, 640, 480, 1);
    facs_result *result = &drawn_faces(&frame)->faces[0].result;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        result->intensity[i] = 5;
    facs_au_panel_bar(0, 5, 0, 1, bar);
    const int x = 640 + (int)(bar[0] + bar[2] / 2 + 4), y = (int)(bar[1] + bar[3] / 2);
    facs_image drawn = draw(640, 480, FACS_OVERLAY_CALIBRATED, &frame, &overlay);
    assert_true(drawn_part(drawn_pixel(&drawn, x, y), 0) > 200);
    result->success = 0;
    assert_int_equal(facs_overlay_draw(overlay, &frame, &drawn, NULL), 0);
    const int edges[][2] = {{2, 240}, {637, 240}, {100, 2}, {100, 477}, {270, 20}, {370, 20}};
    for (int i = 0; i < 6; i++)
        assert_drawn(&drawn, edges[i][0], edges[i][1], 219, 33, 31);
    for (int i = 270; i < 370; i++)
        white += drawn_pixel(&drawn, i, 20) == 0xffffff;
    assert_true(white > 8); /* strokes of seven characters */
    assert_drawn(&drawn, 20, 50, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    assert_true(drawn_part(drawn_pixel(&drawn, x, y), 0) < 60);
    facs_overlay_close(&overlay);
    drawn_frame_free(&frame);
}

/* If one of two faces is lost, the panel says so and the picture has no red border. */
static void test_one_of_two_lost(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_pool_frame frame = drawn_frame(0, 640, 480, 2);
    drawn_faces(&frame)->faces[1].result.success = 0;
    const facs_image drawn = draw(640, 480, FACS_OVERLAY_CALIBRATED, &frame, &overlay);
    assert_drawn(&drawn, 2, 240, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    assert_drawn(&drawn, 640 + 18, 50, 92, 204, 255); /* the first face's chip */
    assert_drawn(&drawn, 640 + 18 + 139, 50, 242, 64, 56);
    facs_overlay_close(&overlay);
    drawn_frame_free(&frame);
}

/* Legible at every size: small pictures are enlarged, and none gets too wide for players. */
static void test_sizes(void **state)
{
    (void)state;
    static const struct {
        int width, height, whole_width, whole_height;
    } sizes[] = {
        {320, 240, 940, 480}, /* twice as large */
        {640, 480, 940, 480},     {1920, 1080, 2596, 1080}, {3840, 2160, 4096, 1706},
        {1080, 1920, 1756, 1920}, /* upright: the panel is scaled to the width */
        {321, 241, 944, 482},     /* odd: even */
        {641, 481, 942, 482},     {32767, 100, 4096, 14},   {16, 400, 26, 400},
    };
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        facs_overlay *overlay;
        int width, height;
        assert_int_equal(
            facs_overlay_open(&overlay, sizes[i].width, sizes[i].height, FACS_OVERLAY_LIVE, NULL),
            0);
        facs_overlay_size(overlay, &width, &height);
        if (width != sizes[i].whole_width || height != sizes[i].whole_height)
            fail_msg("%dx%d: %dx%d", sizes[i].width, sizes[i].height, width, height);
        facs_overlay_close(&overlay);
    }
}

/* In an enlarged picture, the marks are where the face is. */
static void test_an_enlarged_picture(void **state)
{
    (void)state;
    facs_overlay *overlay;
    facs_pool_frame frame = drawn_frame(0, 320, 240, 1);
    memset(frame.pixels, 200, 3 * 320); /* the first row */
    const facs_image drawn = draw(320, 240, FACS_OVERLAY_CALIBRATED, &frame, &overlay);
    assert_drawn(&drawn, 300, 0, 200, 200, 200);
    assert_drawn(&drawn, 300, 3, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    assert_true(drawn_part(drawn_pixel(&drawn, 41, 100), 0) > 200); /* the box, at 20.5 * 2 */
    assert_drawn(&drawn, 38, 100, DRAWN_GREY, DRAWN_GREY, DRAWN_GREY);
    facs_overlay_close(&overlay);
    drawn_frame_free(&frame);
}

/* Several videos at a time are drawn at once, each in a thread, with numbers that differ. */
enum { THREADS = 4, ROUNDS = 60 };

typedef struct drawing {
    pthread_t thread;
    int number, wrong;
} drawing;

static void *draw_often(void *opaque)
{
    drawing *d = opaque;
    for (int round = 0; round < ROUNDS; round++) {
        facs_overlay *overlay;
        facs_image drawn;
        facs_pool_frame frame = drawn_frame(0, 200, 160, 1 + (d->number + round) % 2);
        frame.index = d->number * ROUNDS + round;
        if (facs_overlay_open(&overlay, 200, 160, FACS_OVERLAY_CALIBRATED, NULL) < 0) {
            d->wrong++;
        } else {
            d->wrong += facs_overlay_draw(overlay, &frame, &drawn, NULL) < 0;
            facs_overlay_close(&overlay);
        }
        drawn_frame_free(&frame);
    }
    return NULL;
}

static void test_several_at_once(void **state)
{
    (void)state;
    drawing all[THREADS];
    for (int i = 0; i < THREADS; i++) {
        all[i] = (drawing){.number = i};
        assert_int_equal(pthread_create(&all[i].thread, NULL, draw_often, &all[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(all[i].thread, NULL), 0);
        assert_int_equal(all[i].wrong, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_frame_without_a_face),
        cmocka_unit_test(test_nothing_of_the_picture),
        cmocka_unit_test(test_frames_one_after_another),
        cmocka_unit_test(test_the_picture_beside_the_panel),
        cmocka_unit_test(test_a_lost_face),
        cmocka_unit_test(test_one_of_two_lost),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_an_enlarged_picture),
        cmocka_unit_test(test_several_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
