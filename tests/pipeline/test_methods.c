/*
 * The table of landmark methods: what the rows say of themselves, and a method that is made up
 * here, which the analyzer runs only through its row: two faces, who are compared with each other
 * in every frame, on one thread and on two.
 */
#include "cmocka_all.h"
#include "make_clip.h"
#include "own_manifest.h"
#include "pipeline/analyzer.h"
#include "pipeline/models.h"
#include "tiny_au.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { WIDTH = 320, HEIGHT = 240, FRAMES = 40, SECOND_FROM = 3 };

/* ---- The table ------------------------------------------------------------------------------- */

static void test_names_and_numbers(void **state)
{
    (void)state;
    int count = 0;
    for (const char *name; (name = facs_landmark_method_name((facs_landmark_method)count));
         count++) { /* no gap between them, so that a caller can go through all */
        facs_landmark_method value = FACS_LANDMARKS_CLNF;
        assert_int_equal(facs_landmark_method_from_name(name, &value), 0);
        assert_int_equal(value, count);
    }
    assert_int_equal(count, FACS_LANDMARKS_AUTO + 1);
    facs_landmark_method value = FACS_LANDMARKS_PFLD;
    assert_null(facs_landmark_method_name((facs_landmark_method)count));
    assert_null(facs_landmark_method_name((facs_landmark_method)-1));
    assert_int_equal(facs_landmark_method_traits((facs_landmark_method)count), 0);
    assert_int_equal(facs_landmark_method_from_name("CLNF", &value), -EINVAL);
    assert_int_equal(facs_landmark_method_from_name(NULL, &value), -EINVAL);
    assert_int_equal(facs_landmark_method_from_name("clnf", NULL), -EINVAL);
    assert_int_equal(value, FACS_LANDMARKS_PFLD);
}

static void test_traits(void **state)
{
    (void)state;
    assert_int_equal(facs_landmark_method_traits(FACS_LANDMARKS_CLNF),
                     FACS_METHOD_FINDS | FACS_METHOD_GAZE | FACS_METHOD_SEVERAL |
                         FACS_METHOD_MTCNN);
    assert_int_equal(facs_landmark_method_traits(FACS_LANDMARKS_CECLM),
                     facs_landmark_method_traits(FACS_LANDMARKS_CLNF));
    assert_int_equal(facs_landmark_method_traits(FACS_LANDMARKS_AUTO),
                     facs_landmark_method_traits(FACS_LANDMARKS_CLNF));
    assert_int_equal(facs_landmark_method_traits(FACS_LANDMARKS_PFLD),
                     FACS_METHOD_FINDS | FACS_METHOD_BATCHES | FACS_METHOD_ONNX);
    assert_int_equal(facs_landmark_method_traits(FACS_LANDMARKS_GIVEN), 0);
}

static void touch(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "openface/model/%s", name);
    write_file(in_folder(path), "", 0);
}

/* CE-CLM, if all of its files are there; if some of its experts are, one that is missing is named.
 * Whether they are any good is found out when they are opened. */
static void test_auto_goes_by_the_files(void **state)
{
    (void)state;
    const char *folder = make_folder(), *missing = "?", *name;
    assert_int_equal(facs_method_choose(folder, &missing), FACS_LANDMARKS_CLNF);
    assert_null(missing);
    assert_int_equal(mkdir(in_folder("openface"), 0700), 0);
    assert_int_equal(mkdir(in_folder("openface/model"), 0700), 0);
    static const char *const parts[] = {"model_inner",
                                        "model_eye",
                                        "pdms",
                                        "patch_experts",
                                        "detection_validation",
                                        "model_inner/pdms",
                                        "model_inner/patch_experts",
                                        "model_eye/pdms",
                                        "model_eye/patch_experts"};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        char path[512];
        snprintf(path, sizeof(path), "openface/model/%s", parts[i]);
        assert_int_equal(mkdir(in_folder(path), 0700), 0);
    }
    touch("early_term_cen_of.txt"); /* which every installation has */
    assert_int_equal(facs_method_choose(folder, &missing), FACS_LANDMARKS_CLNF);
    assert_null(missing);
    for (int i = 0; (name = facs_ceclm_method.file(i)) != NULL; i++)
        if (!strstr(name, "cen_patches_0.50"))
            touch(name + strlen("openface/model/"));
    assert_int_equal(facs_method_choose(folder, &missing), FACS_LANDMARKS_CLNF);
    assert_non_null(missing);
    assert_string_equal(missing, "openface/model/patch_experts/cen_patches_0.50_of.dat");
    touch("patch_experts/cen_patches_0.50_of.dat");
    assert_int_equal(facs_method_choose(folder, &missing), FACS_LANDMARKS_CECLM);
    assert_null(missing);
    remove_folder();
}

/* What the engine counts on. */
static void test_rows_are_whole(void **state)
{
    (void)state;
    const facs_method *row;
    for (int i = 0; (row = facs_method_of((facs_landmark_method)i)); i++) {
        assert_non_null(row->title);
        const int finds = (row->traits & FACS_METHOD_FINDS) != 0; /* else there is no tracker */
        assert_int_equal(row->start != NULL, finds);
        assert_int_equal(row->next != NULL, finds);
        assert_int_equal(row->stop != NULL, finds);
        assert_true(!row->open == !row->close);
        assert_true(row->open || i == FACS_LANDMARKS_GIVEN || i == FACS_LANDMARKS_AUTO);
        assert_true(!row->batch || row->let_go); /* it looks ahead */
        assert_true(!(row->traits & FACS_METHOD_ONNX) || row->open);
    }
}

/* ---- A made-up method ------------------------------------------------------------------------ */

/* Its models and its tracker. */
typedef struct made_up {
    float points[2 * FACS_LANDMARKS];
    facs_method_stream stream;
    int frame;
    float likeness[FRAMES]; /* of the face to person 0 */
    int let_go, cancelled, stopped;
} made_up;

static int start(void **tracker, const facs_method_stream *stream, facs_error *error)
{
    made_up *own = stream->models;
    (void)error;
    own->stream = *stream;
    own->frame = 0;
    *tracker = own;
    return 0;
}

/* Person 0 drifts to the right; person 1 appears later, farther left. */
static int next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                facs_error *error)
{
    made_up *own = tracker;
    const int n = own->frame++;
    (void)error;
    assert_int_equal(count, 1);
    for (int id = 0; id < 1 + (n >= SECOND_FROM); id++) {
        tracks[id] = (facs_track){.face_id = id, .success = 1, .confidence = 0.5F};
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            tracks[id].landmarks[i] =
                own->points[i] + (i < FACS_LANDMARKS ? (float)(n - 30 * id) : 0);
    }
    const facs_image picture = {.pixels = views->pixels.plane[0],
                                .width = views->pixels.width,
                                .height = views->pixels.height,
                                .stride = views->pixels.stride[0]};
    const double centre[2] = {(double)picture.width / 2, (double)picture.height / 2};
    own->likeness[n] =
        own->stream.likeness(own->stream.opaque, &picture, tracks->landmarks, centre, 0);
    return 1 + (n >= SECOND_FROM);
}

static void let_go(void *tracker)
{
    ((made_up *)tracker)->let_go++;
}

static void cancel(void *tracker)
{
    ((made_up *)tracker)->cancelled++;
}

static void stop(void *tracker)
{
    ((made_up *)tracker)->stopped++;
}

static const facs_method made_up_method = {.name = "made-up",
                                           .title = "made-up",
                                           .traits = FACS_METHOD_FINDS | FACS_METHOD_SEVERAL,
                                           .start = start,
                                           .next = next,
                                           .let_go = let_go,
                                           .cancel = cancel,
                                           .stop = stop};

typedef struct scene {
    facs_options options;
    facs_models *models;
    facs_analyzer *analyzer;
    made_up method;
    uint8_t pixels[3 * WIDTH * HEIGHT];
    facs_frame frame;
} scene;

static int open_scene(void **state)
{
    float points[2 * FACS_LANDMARKS]; /* interleaved, in the unit square */
    facs_error error = {.kind = FACS_ERROR_NONE};
    scene *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    make_folder();
    tiny_au_write(in_folder(""));
    own_manifest_write(in_folder(""));
    tiny_au_points(points);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        s->method.points[i] = 60 + 150 * points[2 * i];
        s->method.points[i + FACS_LANDMARKS] = 20 + 200 * points[2 * i + 1];
    }
    for (size_t i = 0; i < sizeof(s->pixels); i++)
        s->pixels[i] = (uint8_t)(1 + (i * 2654435761u >> 9) % 255);
    facs_default_options(&s->options);
    s->options.models = in_folder("");
    s->options.landmark_method = FACS_LANDMARKS_GIVEN;
    s->options.faces = 2;
    assert_int_equal(facs_models_open(&s->models, &s->options, &error), 0);
    s->models->method = &made_up_method;
    s->models->landmarks = &s->method;
    assert_int_equal(facs_analyzer_open(&s->analyzer, s->models, &s->options, &error), 0);
    s->frame = (facs_frame){.size = sizeof(s->frame),
                            .pixels = s->pixels,
                            .width = WIDTH,
                            .height = HEIGHT,
                            .stride = (ptrdiff_t)3 * WIDTH};
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    scene *s = *state;
    facs_analyzer_close(&s->analyzer);
    assert_int_equal(s->method.stopped, 1);
    s->models->landmarks = NULL; /* it is the test's */
    facs_models_close(&s->models);
    remove_folder();
    free(s);
    return 0;
}

static void push_all(scene *s)
{
    facs_result result = {.size = sizeof(result)};
    for (int n = 0; n < FRAMES; n++) {
        s->frame.index = n;
        assert_int_equal(facs_analyzer_push(s->analyzer, &s->frame), 0);
        for (int id = 0; id < 1 + (n >= SECOND_FROM); id++) {
            assert_int_equal(facs_analyzer_pull(s->analyzer, &result), 0);
            assert_int_equal(result.index, n);
            assert_int_equal(result.face_id, id);
            assert_int_equal(result.success, 1);
            assert_true(result.confidence == 0.5F);
        }
        assert_int_equal(facs_analyzer_pull(s->analyzer, &result), -EAGAIN);
    }
}

static void test_two_faces(void **state)
{
    scene *s = *state;
    facs_result result = {.size = sizeof(result)};
    push_all(s);
    assert_true(s->method.likeness[0] == 0); /* nobody was there before */
    for (int n = 1; n < FRAMES; n++)
        assert_true(s->method.likeness[n] != 0);
    assert_int_equal(s->method.stream.faces, 2);
    assert_int_equal(s->method.stream.batch, 1);
    assert_ptr_equal(s->method.stream.models, &s->method);
    assert_int_equal(facs_analyzer_finish(s->analyzer), 0);
    const int64_t rows = 2 * FRAMES - SECOND_FROM;
    assert_int_equal(facs_analyzer_series(s->analyzer, rows - 1, &result), 0);
    assert_int_equal(facs_analyzer_series(s->analyzer, rows, &result), -ERANGE);
}

/* ---- On two threads -------------------------------------------------------------------------- */

typedef struct second_worker {
    scene *s;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int followed, counts[FRAMES], stop_at;
    facs_track tracks[FRAMES][2];
} second_worker;

static void *describe_late(void *argument)
{
    second_worker *w = argument;
    const struct timespec pause = {.tv_nsec = 2000000};
    facs_analyzer_frame frame = facs_analyzer_frame_of(&w->s->frame);
    for (int n = 0; n < w->stop_at; n++) {
        pthread_mutex_lock(&w->lock);
        while (w->followed <= n)
            pthread_cond_wait(&w->changed, &w->lock);
        pthread_mutex_unlock(&w->lock);
        nanosleep(&pause, NULL);
        frame.index = n;
        if (facs_analyzer_describe(w->s->analyzer, &frame, w->tracks[n], w->counts[n]) < 0)
            break;
        facs_people_done(w->s->analyzer->people);
    }
    if (w->stop_at < FRAMES)
        facs_analyzer_cancel(w->s->analyzer);
    return NULL;
}

static void follow_all(second_worker *w)
{
    const facs_analyzer_frame frame = facs_analyzer_frame_of(&w->s->frame);
    facs_error error = {.kind = FACS_ERROR_NONE};
    pthread_t thread;
    assert_int_equal(pthread_mutex_init(&w->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&w->changed, NULL), 0);
    assert_int_equal(pthread_create(&thread, NULL, describe_late, w), 0);
    for (int n = 0; n < FRAMES; n++) {
        const int count = facs_analyzer_follow(w->s->analyzer, &frame, 1, w->tracks[n], &error);
        pthread_mutex_lock(&w->lock);
        w->counts[n] = count;
        w->followed++;
        pthread_cond_signal(&w->changed);
        pthread_mutex_unlock(&w->lock);
    }
    if (w->s->analyzer->models->method->let_go)
        w->s->analyzer->models->method->let_go(w->s->analyzer->tracker);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}

/* The first worker waits for what it must know, so it sees what one thread would have seen. */
static void test_the_first_waits_for_the_second(void **state)
{
    scene *s = *state;
    float alone[FRAMES];
    push_all(s);
    memcpy(alone, s->method.likeness, sizeof(alone));
    facs_analyzer_close(&s->analyzer);
    s->method.stopped = 0;
    assert_int_equal(facs_analyzer_open(&s->analyzer, s->models, &s->options, NULL), 0);
    second_worker w = {.s = s, .stop_at = FRAMES};
    follow_all(&w);
    assert_memory_equal(s->method.likeness, alone, sizeof(alone));
    assert_int_equal(s->method.let_go, 1);
}

/* If the second has given up, the first does not wait. */
static void test_the_second_gives_up(void **state)
{
    scene *s = *state;
    second_worker w = {.s = s, .stop_at = 5};
    follow_all(&w);
    assert_true(s->method.likeness[5] != 0);
    assert_true(s->method.likeness[6] == 0);
    assert_int_equal(s->method.cancelled, 1);
}

/* What the method's row does not offer is refused. */
static void test_what_it_cannot_do(void **state)
{
    scene *s = *state;
    facs_method alone = made_up_method;
    facs_analyzer *analyzer;
    facs_error error;
    facs_options options = s->options;
    options.batch = 4;
    assert_int_equal(facs_analyzer_open(&analyzer, s->models, &options, &error), -EINVAL);
    assert_non_null(strstr(error.text, "made-up landmarks take one frame at a time"));
    alone.traits = FACS_METHOD_FINDS;
    s->models->method = &alone;
    assert_int_equal(facs_analyzer_open(&analyzer, s->models, &s->options, &error), -EINVAL);
    assert_non_null(strstr(error.text, "made-up landmarks follow one face"));
    s->models->method = &made_up_method;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_numbers),
        cmocka_unit_test(test_traits),
        cmocka_unit_test(test_auto_goes_by_the_files),
        cmocka_unit_test(test_rows_are_whole),
        cmocka_unit_test_setup_teardown(test_two_faces, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(test_the_first_waits_for_the_second, open_scene,
                                        close_scene),
        cmocka_unit_test_setup_teardown(test_the_second_gives_up, open_scene, close_scene),
        cmocka_unit_test_setup_teardown(test_what_it_cannot_do, open_scene, close_scene),
    };
    return cmocka_run_group_tests_name("methods", tests, NULL, NULL);
}
