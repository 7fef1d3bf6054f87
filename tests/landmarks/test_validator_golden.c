/* The validator with its weights, on real clips: OpenFace's confidence on the face, and a low one
 * beside it. */
#include "cmocka_all.h"
#include "golden.h"
#include "whole_grey.h"

#include "../api/csv_table.h"
#include "base/grey.h"
#include "landmarks/validator.h"
#include "media/source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_error error;

/* The weights, and a video whose frames come one by one, grey. */
typedef struct real_world {
    facs_validator *validator;
    facs_validator_scratch *scratch;
    facs_source *source;
    facs_frame_pool *pool;
    uint8_t *grey;
    int width, height;
} real_world;

#define MODEL "models/openface/model/detection_validation/validator_cnn.txt"

/* Skips the test if they are missing; call it before allocating anything. */
static void need(const char *video)
{
    shared_path(MODEL);
    shared_path(video);
    shared_path("golden/default/landmarks.bin");
}

static real_world open_real(const char *video)
{
    real_world w = {.grey = NULL};
    const char *model = shared_path(MODEL);
    const char *clip = shared_path(video);

    assert_int_equal(facs_validator_open(&w.validator, model, FACS_LANDMARKS, &error), 0);
    assert_int_equal(facs_validator_scratch_open(&w.scratch, w.validator), 0);
    assert_int_equal(facs_source_open(&w.source, clip, NULL, &error), 0);
    assert_int_equal(facs_frame_pool_open(&w.pool, 8 << 20, 2, 0), 0);
    return w;
}

/* Returns 0 at the end of the video. */
static int next_frame(real_world *w)
{
    facs_pool_frame *frame;

    assert_int_equal(facs_source_read(w->source, w->pool, &frame, &error), 0);
    if (!frame)
        return 0;
    const facs_image image = {.pixels = frame->pixels,
                              .width = frame->width,
                              .height = frame->height,
                              .stride = frame->stride};
    w->width = frame->width;
    w->height = frame->height;
    if (!w->grey)
        w->grey = malloc((size_t)w->width * (size_t)w->height);
    assert_non_null(w->grey);
    make_whole_grey(&image, w->grey, w->width);
    facs_frame_pool_put(w->pool, frame);
    return 1;
}

static float check_by(const facs_validator *validator, const real_world *w,
                      const double rotation[3], const float *landmarks)
{
    const facs_grey picture = {
        .pixels = w->grey, .width = w->width, .height = w->height, .stride = w->width};
    return facs_validator_check(validator, &picture, rotation, landmarks, w->scratch);
}

static float check_real(const real_world *w, const double rotation[3], const float *landmarks)
{
    return check_by(w->validator, w, rotation, landmarks);
}

static void close_real(real_world *w)
{
    free(w->grey);
    facs_source_close(&w->source);
    facs_frame_pool_close(&w->pool);
    facs_validator_scratch_close(&w->scratch);
    facs_validator_close(&w->validator);
}

/* Landmarks and rotations of a clip's frames. */
typedef struct faces {
    int count;
    float (*landmarks)[2 * FACS_LANDMARKS];
    double (*rotation)[3];
    double *confidence;
} faces;

static faces new_faces(int count)
{
    faces f = {.count = count,
               .landmarks = calloc((size_t)count, sizeof(*f.landmarks)),
               .rotation = calloc((size_t)count, sizeof(*f.rotation)),
               .confidence = calloc((size_t)count, sizeof(*f.confidence))};
    assert_true(f.landmarks && f.rotation && f.confidence);
    return f;
}

static void free_faces(faces *f)
{
    free(f->landmarks);
    free(f->rotation);
    free(f->confidence);
}

static faces golden_faces(void)
{
    double *landmarks = golden_doubles("landmarks", 2 * FACS_LANDMARKS);
    double *global = golden_doubles("clnf_params_global", 6);
    double *status = golden_doubles("status", 5);
    faces f = new_faces(GOLDEN_FRAMES);

    for (int n = 0; n < f.count; n++) {
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            f.landmarks[n][i] = (float)landmarks[n * 2 * FACS_LANDMARKS + i];
        memcpy(f.rotation[n], global + n * 6 + 1, sizeof(f.rotation[n]));
        f.confidence[n] = status[n * 5 + 1];
    }
    free(status);
    free(global);
    free(landmarks);
    return f;
}

/* The same from a table, with its decimals: 1 for pixels, 3 for radians, 2 for the confidence. */
static faces table_faces(const char *name)
{
    csv_table table = csv_table_read(shared_path(name));
    faces f = new_faces((int)table.rows);
    char column[8];

    for (int i = 0; i < 2 * FACS_LANDMARKS + 4; i++) {
        static const char *const others[] = {"p_rx", "p_ry", "p_rz", "confidence"};
        int point = i % FACS_LANDMARKS, other = i - 2 * FACS_LANDMARKS;
        snprintf(column, sizeof(column), "%c_%d", i < FACS_LANDMARKS ? 'x' : 'y', point);
        double *values = csv_table_column(&table, other < 0 ? column : others[other]);
        for (int n = 0; n < f.count; n++)
            if (other < 0)
                f.landmarks[n][i] = (float)values[n];
            else if (other < 3)
                f.rotation[n][other] = values[n];
            else
                f.confidence[n] = values[n];
        free(values);
    }
    csv_table_free(&table);
    return f;
}

/* Compares the confidence in every frame of the clip: within tolerance of OpenFace's in 99 %; and
 * with the points moved by half a face to the right or down, or enlarged by half, below OpenFace's
 * limit of 0.725 in 99 %. */
static void compare(const char *video, faces *f, double tolerance)
{
    real_world w = open_real(video);
    int equal = 0, low = 0;
    double highest = 0;

    for (int n = 0; n < f->count; n++) {
        const float *points = f->landmarks[n];
        const float face = points[16] - points[0];
        float moved[3][2 * FACS_LANDMARKS];
        assert_true(next_frame(&w));
        equal +=
            fabs((double)check_real(&w, f->rotation[n], points) - f->confidence[n]) <= tolerance;
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++) {
            const int is_y = i >= FACS_LANDMARKS;
            moved[0][i] = points[i] + (is_y ? 0 : face / 2);
            moved[1][i] = points[i] + (is_y ? face / 2 : 0);
            moved[2][i] = points[i] + (points[i] - points[is_y ? 30 + FACS_LANDMARKS : 30]) / 2;
        }
        for (int k = 0; k < 3; k++) {
            double confidence = (double)check_real(&w, f->rotation[n], moved[k]);
            low += confidence < 0.725;
            highest = fmax(highest, confidence);
        }
    }
    print_message("%s: confidence equal in %d of %d frames; moved points low in %d of %d, "
                  "highest %.3f\n",
                  video, equal, f->count, low, 3 * f->count, highest);
    assert_true(equal >= 0.99 * f->count);
    assert_true(low >= 0.99 * 3 * f->count);
    close_real(&w);
    free_faces(f);
}

/* Classes are 1/30 apart, and OpenFace's value is the class's own. */
static void confidence_is_that_of_openface(void **state)
{
    (void)state;
    need("videos/default.wmv");
    faces f = golden_faces();
    compare("videos/default.wmv", &f, 1e-6);
}

static void confidence_is_that_of_openface_in_other_clips(void **state)
{
    (void)state;
    need("videos/changeLighting.wmv");
    need("videos/single_face.mp4");
    shared_path("golden/csv/changeLighting.csv");
    shared_path("golden/csv/single_face.csv");
    faces f = table_faces("golden/csv/changeLighting.csv");
    compare("videos/changeLighting.wmv", &f, 0.005001);
    f = table_faces("golden/csv/single_face.csv");
    compare("videos/single_face.mp4", &f, 0.005001);
}

/* default.wmv's faces on a clip without any. */
static void there_is_no_face_in_a_clip_without_faces(void **state)
{
    (void)state;
    need("videos/no_face.mp4");
    real_world w = open_real("videos/no_face.mp4");
    faces f = golden_faces();
    int low = 0, frames = 0;
    double highest = 0;

    while (next_frame(&w)) {
        double confidence = (double)check_real(&w, f.rotation[frames], f.landmarks[frames]);
        low += confidence < 0.725;
        highest = fmax(highest, confidence);
        frames++;
    }
    print_message("no_face.mp4: low in %d of %d frames, highest %.3f\n", low, frames, highest);
    assert_true(frames > 90 && low >= 0.99 * frames);
    free_faces(&f);
    close_real(&w);
}

/* The portable path gives the same: sums differ by 1e-6 of the classes' scores. */
static void both_paths_say_the_same_of_real_faces(void **state)
{
    (void)state;
    need("videos/default.wmv");
    faces f = golden_faces();
    real_world w = open_real("videos/default.wmv");
    facs_validator *portable;

    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    int status = facs_validator_open(&portable, shared_path(MODEL), FACS_LANDMARKS, &error);
    unsetenv("FACS_SIMD");
    assert_int_equal(status, 0);
    for (int n = 0; n < 20; n++) {
        float points[2 * FACS_LANDMARKS];
        assert_true(next_frame(&w));
        /* From on the face to beside it, through all classes. */
        for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
            points[i] = f.landmarks[n][i] + (i < FACS_LANDMARKS ? 2 * (float)n : 0);
        assert_true(check_real(&w, f.rotation[n], points) ==
                    check_by(portable, &w, f.rotation[n], points));
    }
    facs_validator_close(&portable);
    free_faces(&f);
    close_real(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(confidence_is_that_of_openface),
        cmocka_unit_test(confidence_is_that_of_openface_in_other_clips),
        cmocka_unit_test(there_is_no_face_in_a_clip_without_faces),
        cmocka_unit_test(both_paths_say_the_same_of_real_faces),
    };
    return cmocka_run_group_tests_name("validator_golden", tests, NULL, NULL);
}
