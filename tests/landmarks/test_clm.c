/* A face's landmarks from all models: one step on the reference video from OpenFace's own last
 * frame, and the spots for which made models look. */
#include "cmocka_all.h"
#include "golden.h"
#include "made_clm.h"
#include "whole_grey.h"

#include "../shape/made_pdm.h"
#include "landmarks/clm/clm.h"
#include "landmarks/clnf/clnf_method.h"
#include "landmarks/validator.h"
#include "media/source.h"
#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reference {
    facs_source *source;
    facs_frame_pool *pool;
    double *landmarks, *global, *local, *status;
    uint8_t *grey;
} reference;

static void open_reference(reference *r)
{
    const facs_source_options options = {.fps = 0};
    facs_error error;
    const char *video = shared_path("videos/default.wmv");

    shared_path("golden/default");

    r->landmarks = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    r->global = golden_doubles("clnf_params_global", 6);
    r->local = golden_doubles("clnf_params_local", FACS_MODES);
    r->status = golden_doubles("status", 5);
    assert_int_equal(facs_source_open(&r->source, video, &options, &error), 0);
    assert_int_equal(facs_frame_pool_open(&r->pool, 8 << 20, 4, 0), 0);
    r->grey = malloc(640 * 480);
    assert_non_null(r->grey);
}

static void close_reference(reference *r)
{
    facs_frame_pool_close(&r->pool);
    facs_source_close(&r->source);
    free(r->grey);
    free(r->status);
    free(r->local);
    free(r->global);
    free(r->landmarks);
}

static facs_grey next_picture(reference *r)
{
    facs_pool_frame *frame;
    facs_error error;

    assert_int_equal(facs_source_read(r->source, r->pool, &frame, &error), 0);
    assert_non_null(frame);
    const facs_image image = {.pixels = frame->pixels,
                              .width = frame->width,
                              .height = frame->height,
                              .stride = frame->stride};
    assert_int_equal(frame->width, 640);
    assert_int_equal(frame->height, 480);
    make_whole_grey(&image, r->grey, 640);
    facs_frame_pool_put(r->pool, frame);
    return (facs_grey){.pixels = r->grey, .width = 640, .height = 480, .stride = 640};
}

/* Mean distance of the points to OpenFace's, pixels. */
static double distance(const float *ours, const double *theirs)
{
    double sum = 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        sum += hypot((double)ours[i] - theirs[i],
                     (double)ours[i + FACS_LANDMARKS] - theirs[i + FACS_LANDMARKS]);
    return sum / FACS_LANDMARKS;
}

/* Sums over all frames. */
typedef struct tally {
    double mean, worst, confidence, likelihood, ms;
    int worst_frame, same;
} tally;

static void add_step(tally *t, int n, const facs_clm_face *face, const reference *r)
{
    const double *status = r->status + 5 * n;
    double off = distance(face->landmarks, r->landmarks + 2 * FACS_LANDMARKS * n);

    t->mean += off / (GOLDEN_FRAMES - 1);
    if (off > t->worst) {
        t->worst = off;
        t->worst_frame = n;
    }
    t->confidence = fmax(t->confidence, fabs((double)face->confidence - status[1]));
    t->likelihood = fmax(t->likelihood, fabs(face->log_likelihood - status[2]));
    t->same += face->success == (status[0] != 0);
}

/* OpenFace computes in 32 bits. If a landmark is between two of the kernel's tenths, the last bit
 * decides, which moves a few points by some hundredths of a pixel. */
static void test_one_step(void **state)
{
    (void)state;
    facs_clm_models *models;
    facs_clm_workspace *workspace;
    facs_error error;
    reference r;
    tally t = {0};
    const char *folder = shared_models();

    open_reference(&r);
    assert_int_equal(facs_clm_models_open(&models, &facs_clnf_kind, folder, NULL, &error), 0);
    assert_int_equal(facs_clm_workspace_open(&workspace, models, NULL), 0);
    next_picture(&r);
    for (int n = 1; n < GOLDEN_FRAMES; n++) {
        facs_clm_face face = {.success = 0};
        facs_grey picture = next_picture(&r);
        memcpy(face.global, r.global + 6 * (n - 1), sizeof(face.global));
        memcpy(face.local, r.local + FACS_MODES * (n - 1), sizeof(face.local));
        double started = facs_clock_ms();
        facs_clm_find(models, &picture, FACS_CLM_NEAR, &face, workspace);
        t.ms += (facs_clock_ms() - started) / (GOLDEN_FRAMES - 1);
        add_step(&t, n, &face, &r);
    }
    print_message(
        "landmarks off by %.4f px, worst %.3f (frame %d); confidence off by at most %.5f, "
        "success equal in %d of %d; log likelihood off by at most %.5f; %.2f ms\n",
        t.mean, t.worst, t.worst_frame, t.confidence, t.same, GOLDEN_FRAMES - 1, t.likelihood,
        t.ms);
    facs_clm_workspace_close(&workspace);
    facs_clm_models_close(&models);
    close_reference(&r);
    assert_true(t.mean < 0.01);
    assert_true(t.worst < 0.1);
    assert_true(t.confidence < 1e-3);
    assert_true(t.likelihood < 1e-3);
    assert_int_equal(t.same, GOLDEN_FRAMES - 1);
}

/* ---- Made models ---------------------------------------------------------------------------- */

static const double true_global[6] = {1, .1, -.15, .05, 320, 240};
static const double true_local[FACS_PDM_MAX_MODES] = {10, -8, 6, -4};

typedef struct world {
    facs_clm_models *models;
    facs_clm_workspace *workspace;
    const char *folder;
    facs_grey picture;
} world;

static int open_world(void **state)
{
    static world w;
    facs_error error;

    w.folder = made_clm_folder();
    if (facs_clm_models_open(&w.models, &facs_clnf_kind, w.folder, NULL, &error) != 0) {
        print_error("%s\n", error.text);
        return -1;
    }
    assert_int_equal(facs_clm_workspace_open(&w.workspace, w.models, NULL), 0);
    const facs_pdm *pdm = facs_clm_models_pdm(w.models, FACS_CLM_FACE);
    w.picture = made_clm_picture(pdm, true_global, true_local);
    *state = &w;
    return 0;
}

static int close_world(void **state)
{
    world *w = *state;
    if (!w)
        return -1;
    facs_clm_workspace_close(&w->workspace);
    facs_clm_models_close(&w->models);
    made_clm_remove();
    return w->workspace || w->models ? -1 : 0;
}

static facs_clm_face face_at(double scale, double x, double y)
{
    facs_clm_face face;
    memset(&face, 0, sizeof(face));
    memcpy(face.global, true_global, sizeof(face.global));
    face.global[0] = scale;
    face.global[4] = x;
    face.global[5] = y;
    return face;
}

/* All parts are in place: the face, and the points that the eyes share with it. */
static void test_finds_spots(void **state)
{
    world *w = *state;
    facs_clm_face face = face_at(1.01, 324, 237);
    const facs_pdm *pdm = facs_clm_models_pdm(w->models, FACS_CLM_FACE);
    float expected[2 * FACS_LANDMARKS];

    facs_clm_find(w->models, &w->picture, FACS_CLM_FAR, &face, w->workspace);
    double off = made_clm_distance(pdm, true_global, true_local, face.landmarks), eyes = 0;
    made_landmarks(pdm, true_global, true_local, expected);
    for (int side = 0; side < 2; side++)
        for (int k = 0; k < 6; k++) {
            const float *eye = face.eye[side].landmarks + 8 + 2 * k;
            const float *spot = expected + 36 + 6 * side + k;
            eyes += hypot((double)(eye[0] - spot[0]),
                          (double)(eye[FACS_EYE_LANDMARKS] - spot[FACS_LANDMARKS])) /
                    12;
        }
    print_message("off by %.3f px, eyes by %.3f\n", off, eyes);
    assert_true(off < 0.1); /* the parts' maps have one place per pixel */
    assert_true(eyes < 0.2);
    assert_true(face.log_likelihood > 1);
}

/* The confidence is the validator's for exactly these landmarks, and success follows from it. */
static void test_confidence(void **state)
{
    world *w = *state;
    facs_clm_face face = face_at(1.01, 324, 237);
    facs_validator *validator;
    facs_validator_scratch *scratch;
    facs_error error;
    char path[512];

    facs_clm_find(w->models, &w->picture, FACS_CLM_FAR, &face, w->workspace);
    snprintf(path, sizeof(path), "%s/openface/model/detection_validation/validator_cnn.txt",
             w->folder);
    assert_int_equal(facs_validator_open(&validator, path, FACS_LANDMARKS, &error), 0);
    assert_int_equal(facs_validator_scratch_open(&scratch, validator), 0);
    float confidence =
        facs_validator_check(validator, &w->picture, &face.global[1], face.landmarks, scratch);
    assert_true(confidence == face.confidence);
    assert_true(confidence > 0 && confidence < 1);
    assert_int_equal(face.success, confidence > 0.725F);
    facs_validator_scratch_close(&scratch);
    facs_validator_close(&validator);
}

/* Below 0.9 of the parts' scale they are not fitted: the face stays where its own fit put it. */
static void test_small_face_without_parts(void **state)
{
    world *w = *state;
    const double global[6] = {.85, .1, -.15, .05, 320, 240};
    const facs_pdm *pdm = facs_clm_models_pdm(w->models, FACS_CLM_FACE);
    facs_clm_face face = face_at(.85, 321, 239);
    double fitted[6], local[MADE_MODES] = {0};
    facs_clm_model *model;
    facs_clm_scratch *scratch;
    facs_error error;
    facs_grey picture = made_clm_picture(pdm, global, true_local);

    memcpy(fitted, face.global, sizeof(fitted));
    facs_clm_find(w->models, &picture, FACS_CLM_NEAR, &face, w->workspace);
    assert_int_equal(facs_clm_model_open(&model, w->folder, &facs_clnf_face, &error), 0);
    assert_int_equal(facs_clm_scratch_open(&scratch, 0), 0);
    assert_int_equal(facs_clm_fit(model, &picture, facs_clnf_kind.followed,
                                  &(facs_clm_parameters){fitted, local}, scratch, NULL),
                     0);
    assert_memory_equal(face.global, fitted, sizeof(fitted));
    assert_memory_equal(face.local, local, sizeof(local));
    for (int side = 0; side < 2; side++) /* the eyes' shapes exist nevertheless */
        assert_true(fabs(face.eye[side].global[0] - .85) < .1);
    facs_clm_scratch_close(&scratch);
    facs_clm_model_close(&model);
    made_clm_picture(pdm, true_global, true_local);
}

/* Lower lids, and the points of the upper lids above them. */
static const int lower[] = {40, 41, 46, 47}, upper[] = {38, 37, 44, 43};

/* Finds the face in a picture of spots, with a workspace that wants free landmarks. */
static facs_clm_face find_freed(const world *w, const facs_grey *picture)
{
    facs_clm_workspace *freeing;
    facs_clm_face face = face_at(1.01, 321, 239);

    assert_int_equal(facs_clm_workspace_open(&freeing, w->models, NULL), 0);
    facs_clm_workspace_want_free(freeing);
    facs_clm_find(w->models, picture, FACS_CLM_FAR, &face, freeing);
    facs_clm_workspace_close(&freeing);
    return face;
}

/* The maps have one place per pixel. */
static void assert_free_at(const facs_clm_face *face, int i, const float *spots, int spot)
{
    const float *free = face->free_landmarks;
    assert_true(hypot((double)(free[i] - spots[spot]),
                      (double)(free[i + FACS_LANDMARKS] - spots[spot + FACS_LANDMARKS])) < 0.2);
}

/* A point that moves by itself is seen where it is, even if that is outside its first map, and its
 * neighbours where they were; the landmarks, on the model's shape, hardly follow it, and do not
 * depend on the free ones. Eyes are closed here: to the made experts, lids look alike. */
static void test_free_landmarks(void **state)
{
    enum { MOVED = 54 };
    world *w = *state;
    const facs_pdm *pdm = facs_clm_models_pdm(w->models, FACS_CLM_FACE);
    facs_clm_face plain = face_at(1.01, 321, 239);
    float spots[2 * FACS_LANDMARKS];

    made_landmarks(pdm, true_global, true_local, spots);
    spots[MOVED] += 5.5F;
    spots[FACS_LANDMARKS + MOVED] -= 1.5F;
    const facs_grey picture = made_clm_spots(spots);
    facs_clm_find(w->models, &picture, FACS_CLM_FAR, &plain, w->workspace);
    const facs_clm_face face = find_freed(w, &picture);
    assert_memory_equal(plain.landmarks, face.landmarks, sizeof(face.landmarks));
    assert_memory_equal(plain.free_landmarks, plain.landmarks, sizeof(plain.landmarks));
    assert_memory_equal(face.free_landmarks, face.landmarks, 17 * sizeof(float)); /* the jaw */
    for (int i = 17; i < FACS_LANDMARKS; i++)
        if (i != lower[0] && i != lower[1] && i != lower[2] && i != lower[3])
            assert_free_at(&face, i, spots, i);
    for (int k = 0; k < 4; k++)
        assert_free_at(&face, lower[k], spots, upper[k]);
    assert_true((double)fabsf(face.landmarks[MOVED] - spots[MOVED]) > 3);
    made_clm_picture(pdm, true_global, true_local);
}

/* Where the experts of the lower lids see nothing at the upper lids, eyes are open. */
static void test_free_lids(void **state)
{
    world *w = *state;
    const facs_pdm *pdm = facs_clm_models_pdm(w->models, FACS_CLM_FACE);
    float spots[2 * FACS_LANDMARKS];

    made_landmarks(pdm, true_global, true_local, spots);
    for (int k = 0; k < 4; k++) /* upper lids are not drawn */
        spots[upper[k]] = spots[upper[k] + FACS_LANDMARKS] = -100;
    const facs_grey picture = made_clm_spots(spots);
    const facs_clm_face face = find_freed(w, &picture);
    for (int k = 0; k < 4; k++)
        assert_free_at(&face, lower[k], spots, lower[k]);
    made_clm_picture(pdm, true_global, true_local);
}

/* An impossible fit is no face, and leaves an existing one unchanged. */
static void test_hostile_starts(void **state)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 0};
    world *w = *state;

    for (int k = 0; k < 6; k++)
        for (int i = 0; i < 6 + MADE_MODES; i++) {
            facs_clm_face face = face_at(1, 320, 240), before;
            *(i < 6 ? &face.global[i] : &face.local[i - 6]) = bad[k];
            face.landmarks[0] = 7;
            face.confidence = 1;
            face.success = 1;
            before = face;
            facs_clm_find(w->models, &w->picture, i % 2 ? FACS_CLM_NEAR : FACS_CLM_FAR, &face,
                          w->workspace);
            if (k >= 3) {
                for (int j = 0; j < 2 * FACS_LANDMARKS; j++)
                    assert_true(isfinite(face.landmarks[j]));
                continue;
            }
            assert_int_equal(face.success, 0);
            assert_true(face.confidence == 0);
            assert_memory_equal(face.global, before.global, sizeof(face.global));
            assert_memory_equal(face.local, before.local, sizeof(face.local));
            assert_memory_equal(face.landmarks, before.landmarks, sizeof(face.landmarks));
        }
}

static void test_missing_folder(void **state)
{
    (void)state;
    facs_clm_models *models;
    facs_error error;

    assert_int_equal(facs_clm_models_open(&models, &facs_clnf_kind, "/nowhere", NULL, &error),
                     -ENOENT);
    assert_null(models);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_step),       cmocka_unit_test(test_finds_spots),
        cmocka_unit_test(test_confidence),     cmocka_unit_test(test_small_face_without_parts),
        cmocka_unit_test(test_free_landmarks), cmocka_unit_test(test_free_lids),
        cmocka_unit_test(test_hostile_starts), cmocka_unit_test(test_missing_folder),
    };
    return cmocka_run_group_tests_name("clm", tests, open_world, close_world);
}
