/* Leaving out the unlikely hypotheses about the head's rotation changes nothing: on frames of the
 * sample clips, from MTCNN's boxes, compares the best of OpenFace's eleven, all fitted to the end,
 * with what facs_clm_follower_start finds. */
#include "cmocka_all.h"
#include "golden.h"
#include "sanitized.h"

#include "detect/mtcnn.h"
#include "landmarks/clm/clm_follower.h"
#include "landmarks/clnf/clnf_method.h"
#include "media/source.h"
#include "shape/shape_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EVERY (SANITIZED ? 80 : 20) /* frames */

/* OpenFace's order; rx, ry, rz, radians. */
static const double turns[][3] = {
    {0, 0, 0},    {0, -0.5236, 0},   {0, 0.5236, 0},    {0, -0.96, 0},
    {0, 0.96, 0}, {0, 0, 0.5236},    {0, 0, -0.5236},   {0, -1.57, 0},
    {0, 1.57, 0}, {0, -1.22, 0.698}, {0, 1.22, -0.698},
};
#define TURNS ((int)(sizeof(turns) / sizeof(turns[0])))

typedef struct world {
    facs_clm_models *models;
    facs_clm_workspace *workspace;
    facs_clm_tools tools;
    facs_mtcnn_models *detector_models;
    facs_detector *detector;
    int detections, frontal; /* the number for which the frontal hypothesis was best */
} world;

static void open_world(world *w)
{
    const char *folder = shared_models();
    facs_error error;
    *w = (world){.detections = 0};
    assert_int_equal(facs_clm_models_open(&w->models, &facs_clnf_kind, folder, NULL, &error), 0);
    assert_int_equal(facs_clm_workspace_open(&w->workspace, w->models, NULL), 0);
    const facs_method_stream stream = {.models = w->models,
                                       .pdm = facs_clm_models_pdm(w->models, FACS_CLM_FACE)};
    assert_int_equal(facs_clm_tools_open(&w->tools, &stream), 0);
    assert_int_equal(facs_mtcnn_models_open(&w->detector_models, folder, &error), 0);
    assert_int_equal(facs_mtcnn_open(&w->detector, w->detector_models, NULL, &error), 0);
}

static void close_world(world *w)
{
    facs_detector_close(&w->detector);
    facs_mtcnn_models_close(&w->detector_models);
    facs_clm_tools_close(&w->tools);
    facs_clm_workspace_close(&w->workspace);
    facs_clm_models_close(&w->models);
}

/* Fits all eleven to the end. Returns which was best. */
static int find_best(world *w, const float box[4], facs_clm_face *best)
{
    const facs_grey grey = facs_clm_tools_grey(&w->tools, 0);
    int number = -1;
    for (int i = 0; i < TURNS; i++) {
        facs_clm_face face = {.confidence = 0};
        assert_int_equal(facs_shape_in_box(w->tools.pdm, box, turns[i], face.global), 0);
        facs_clm_find(w->models, &grey, FACS_CLM_FAR, &face, w->workspace);
        if (number < 0 || face.log_likelihood > best->log_likelihood) {
            *best = face;
            number = i;
        }
    }
    return number;
}

static void compare(world *w, const facs_detection *seen)
{
    facs_clm_follower follower = {.following = 0};
    facs_clm_face best;
    const int number = find_best(w, seen->box, &best);
    const int found = facs_clm_follower_start(&follower, &w->tools, seen);
    w->detections++;
    w->frontal += number == 0;
    assert_int_equal(found, best.success);
    if (!found)
        return;
    assert_true(follower.face.log_likelihood == best.log_likelihood);
    assert_memory_equal(follower.face.landmarks, best.landmarks, sizeof(best.landmarks));
}

static void look_through(world *w, const char *clip)
{
    const facs_source_options options = {.fps = 0};
    facs_detection seen[FACS_DETECTOR_MAX_FACES];
    facs_frame_pool *pool;
    facs_source *source;
    facs_error error;
    assert_int_equal(facs_source_open(&source, shared_path(clip), &options, &error), 0);
    assert_int_equal(facs_frame_pool_open(&pool, 32 << 20, 4, 0), 0);
    for (int n = 0;; n++) {
        facs_pool_frame *frame;
        assert_int_equal(facs_source_read(source, pool, &frame, &error), 0);
        if (!frame)
            break;
        const facs_image image = {.pixels = frame->pixels,
                                  .width = frame->width,
                                  .height = frame->height,
                                  .stride = frame->stride};
        int count = 0;
        if (n % EVERY == 0) {
            const facs_pixels taken = facs_pixels_of(&image);
            assert_int_equal(facs_clm_tools_take(&w->tools, &taken), 0);
            count = facs_detector_run(w->detector, &image, seen, FACS_DETECTOR_MAX_FACES, &error);
        }
        for (int i = 0; i < count; i++)
            if (!seen[i].faint)
                compare(w, &seen[i]);
        facs_frame_pool_put(pool, frame);
    }
    facs_frame_pool_close(&pool);
    facs_source_close(&source);
}

static void test_the_best_of_eleven(void **state)
{
    (void)state;
    static const char *const clips[] = {"videos/default.wmv",     "videos/changeLighting.wmv",
                                        "videos/single_face.mp4", "videos/multi_face.avi",
                                        "videos/face_noface.mov", "videos/noface_face.mov"};
    world w;
    open_world(&w);
    for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++)
        look_through(&w, clips[i]);
    print_message("%d detections: the best of eleven each time; the frontal guess was it for %d\n",
                  w.detections, w.frontal);
    assert_true(w.detections > 100 * 20 / EVERY);
    assert_true(w.frontal < w.detections * 3 / 4);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_best_of_eleven)};
    return cmocka_run_group_tests_name("clm_starts", tests, NULL, NULL);
}
