/* Several faces followed by a crew: the tracks of one thread, bit by bit. Run under ThreadSanitizer
 * too. */
#include "cmocka_all.h"
#include "golden.h"
#include "sanitized.h"

#include "media/source.h"
#include "pipeline/analyzer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 3 /* faces at once, and one fewer than faces and parts could use */

typedef struct stage {
    facs_models *models;
    facs_analyzer *analyzer;
    facs_track track[FACS_MAX_FACES]; /* of the last frame */
    int count;                        /* of them */
} stage;

static void open_stage(stage *s, int threads)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    const facs_options options = {.size = sizeof(options),
                                  .models = shared_models(),
                                  .backend = FACS_BACKEND_CPU,
                                  .landmark_method = FACS_LANDMARKS_CLNF,
                                  .au = FACS_AU_STATIC,
                                  .threads = threads,
                                  .faces = 3,
                                  .detect_every = 5};
    assert_int_equal(facs_models_open(&s->models, &options, &error), 0);
    assert_int_equal(facs_analyzer_open(&s->analyzer, s->models, &options, &error), 0);
}

static void close_stage(stage *s)
{
    facs_analyzer_close(&s->analyzer);
    facs_models_close(&s->models);
}

static void follow(stage *s, const facs_frame *frame)
{
    facs_error error = {.kind = FACS_ERROR_NONE};
    const facs_analyzer_frame next = facs_analyzer_frame_of(frame);
    s->count = facs_analyzer_follow(s->analyzer, &next, 1, s->track, &error);
    assert_true(s->count >= 1);
    assert_int_equal(facs_analyzer_describe(s->analyzer, &next, s->track, s->count), 0);
    facs_people_done(s->analyzer->people);
}

/* Returns the number of faces that both found. */
static int compare(const stage *alone, const stage *crew)
{
    int seen = 0;
    assert_int_equal(alone->count, crew->count);
    for (int i = 0; i < alone->count; i++) {
        const facs_track *a = &alone->track[i], *b = &crew->track[i];
        assert_int_equal(a->face_id, b->face_id);
        assert_int_equal(a->success, b->success);
        assert_memory_equal(&a->confidence, &b->confidence, sizeof(a->confidence));
        if (!a->success)
            continue;
        assert_memory_equal(a->landmarks, b->landmarks, sizeof(a->landmarks));
        assert_memory_equal(&a->tracked, &b->tracked, sizeof(a->tracked));
        for (int k = 0; k < 2; k++) {
            const struct facs_clm_eye *x = &a->eye[k], *y = &b->eye[k];
            assert_memory_equal(x->global, y->global, sizeof(x->global));
            assert_memory_equal(x->landmarks, y->landmarks, sizeof(x->landmarks));
        }
        seen++;
    }
    return seen;
}

/* Draws on the canvas: the picture, turned, its upper left corner at x. */
static void draw(const facs_image *picture, int quarters, uint8_t *canvas, int stride, int x)
{
    facs_image_rotate(picture, quarters, canvas + (size_t)3 * (size_t)x, stride);
}

/* Frames first to first + frames - 1 of a video; turned: in each, the picture upright and on both
 * sides. Returns how often a face was found. */
static int compare_video(const char *name, int first, int frames, int turned)
{
    const facs_source_options options = {.fps = 0};
    facs_error error = {.kind = FACS_ERROR_NONE};
    facs_frame_pool *pool;
    facs_source *source;
    uint8_t *canvas = NULL;
    stage alone, crew;
    int seen = 0;
    open_stage(&alone, 1);
    open_stage(&crew, THREADS);
    assert_int_equal(facs_source_open(&source, shared_path(name), &options, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 8 << 20, 4, 0), 0);
    for (int n = 0; n < first + frames; n++) {
        facs_pool_frame *frame;
        assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
        assert_non_null(frame);
        facs_frame seen_frame = {.pixels = frame->pixels,
                                 .width = frame->width,
                                 .height = frame->height,
                                 .stride = frame->stride,
                                 .time = frame->time};
        if (turned) {
            const facs_image picture = {.pixels = frame->pixels,
                                        .width = frame->width,
                                        .height = frame->height,
                                        .stride = frame->stride};
            const int width = picture.width + 2 * picture.height, height = picture.width;
            canvas = canvas ? canvas : calloc((size_t)(3 * width), (size_t)height);
            assert_non_null(canvas);
            draw(&picture, 0, canvas, 3 * width, 0);
            draw(&picture, 1, canvas, 3 * width, picture.width);
            draw(&picture, 3, canvas, 3 * width, picture.width + picture.height);
            seen_frame.pixels = canvas;
            seen_frame.width = width;
            seen_frame.height = height;
            seen_frame.stride = 3 * width;
        }
        if (n >= first) {
            follow(&alone, &seen_frame);
            follow(&crew, &seen_frame);
            seen += compare(&alone, &crew);
        }
        facs_frame_pool_put(pool, frame);
    }
    free(canvas);
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
    close_stage(&crew);
    close_stage(&alone);
    return seen;
}

/* The seconds in which one goes behind another: lost, looked for and found again. */
static void test_three_people(void **state)
{
    (void)state;
    const int first = SANITIZED ? 440 : 430, frames = SANITIZED ? 4 : 100;
    assert_true(compare_video("videos/multi_face.avi", first, frames, 0) >= 3 * frames - 12);
}

/* Followers need the picture as it is and turned by one and by three quarters, of which there is
 * one copy. */
static void test_faces_on_their_sides(void **state)
{
    (void)state;
    const int frames = SANITIZED ? 2 : 20;
    assert_true(compare_video("videos/single_face.mp4", 0, frames, 1) >= 3 * frames - 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_people),
        cmocka_unit_test(test_faces_on_their_sides),
    };
    return cmocka_run_group_tests_name("faces_beside", tests, NULL, NULL);
}
