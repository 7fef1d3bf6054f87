/* Less common OpenFace flags and programs: formats, columns left out, FaceLandmarkVid. */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return setenv("FACS_MODELS", scratch("models"), 1);
}

static void assert_done(const char *arguments)
{
    char line[1024];
    snprintf(line, sizeof(line), "%s --landmarks pfld", arguments);
    outcome o = run_facs(line);
    if (o.status != 0 || o.err[0] || o.out[0])
        fail_msg("facs %s: status %d: %s%s", line, o.status, o.out, o.err);
    outcome_free(&o);
}

/* Returns the first line of a result; free() it. */
static char *header_of(const char *name)
{
    char *text = read_text(scratch(name));
    text[strcspn(text, "\n")] = 0;
    return text;
}

static int has(const char *header, const char *column)
{
    return strstr(header, column) != NULL;
}

static void assert_begins(const char *name, const void *bytes, size_t count)
{
    unsigned char found[8] = {0};
    FILE *file = fopen(scratch(name), "rb");
    if (!file)
        fail_msg("%s is not there", name);
    assert_int_equal(fread(found, 1, count, file), count);
    fclose(file);
    assert_memory_equal(found, bytes, count);
}

#define JPEG "\xff\xd8\xff"
#define PNG  "\x89PNG"

/* Columns are left out of all results, or of those that other flags ask for. */
static void test_columns_left_out(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -fdir frames -no2Dfp -no3Dfp -noMparams -noPose -noGaze");
    char *header = header_of("processed/frames.csv");
    assert_true(has(header, ",AU01_r,") && has(header, ",AU45_c"));
    assert_false(has(header, ",x_0") || has(header, ",X_0") || has(header, ",p_scale") ||
                 has(header, ",pose_Tx") || has(header, ",gaze_0_x"));
    free(header);
    assert_true(exists(scratch("processed/frames.hog"))); /* all other results exist */
    assert_done("FeatureExtraction -fdir frames -pose -aus -2Dfp -noAUs -out_dir some");
    header = header_of("some/frames.csv");
    assert_true(has(header, ",pose_Tx,") && has(header, ",x_0,"));
    assert_false(has(header, ",AU01_r") || has(header, ",p_scale"));
    free(header);
    assert_false(exists(scratch("some/frames.hog")));
    assert_done("FaceLandmarkImg -f frames/000.ppm -noAUs -out_dir img");
    header = header_of("img/000.csv");
    assert_true(has(header, ",X_0,") && !has(header, ",AU01_r"));
    free(header);
}

static void test_formats(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -fdir frames -simalign -format_aligned png");
    assert_begins("processed/frames_aligned/frame_det_00_000001.png", PNG, 4);
    assert_false(exists(scratch("processed/frames_aligned/frame_det_00_000001.bmp")));
    assert_done("FeatureExtraction -fdir frames -simalign -format_aligned jpg -g"); /* again */
    assert_begins("processed/frames_aligned/frame_det_00_000001.jpg", JPEG, 3);
    assert_false(exists(scratch("processed/frames_aligned/frame_det_00_000001.png")));
    assert_done("FaceLandmarkImg -f frames/000.ppm -tracked -simalign -format_vis_image png");
    assert_begins("processed/000.png", PNG, 4);
    assert_begins("processed/000_aligned/face_det_000000.bmp", "BM", 2);
    assert_false(exists(scratch("processed/000.jpg")));
    char *details = read_text(scratch("processed/000_of_details.txt"));
    assert_non_null(strstr(details, "Output image:000.png\n"));
    free(details);
    assert_refused("FeatureExtraction -fdir frames -format_aligned tiff", 2,
                   "-format_aligned: expected bmp, jpg, jpeg or png, not \"tiff\"");
    outcome o = run_facs("FeatureExtraction -fdir frames -pose -format_vis_image png --landmarks "
                         "pfld");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "facs: -format_vis_image has no effect here: -tracked writes a "
                               "video, which is Motion JPEG\n");
    outcome_free(&o);
}

/* Like facs live, it writes lines if standard output is not a terminal. */
static void test_face_landmark_vid(void **state)
{
    (void)state;
    outcome o = run_facs("FaceLandmarkVid -fdir frames -f absent.mp4 -out_dir x -of y -vis-track "
                         "--fps 100 --landmarks pfld");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err,
                           "facs: -out_dir has no effect here: FaceLandmarkVid shows the face "
                           "and writes no files: use FeatureExtraction\n"));
    assert_non_null(strstr(o.err, "facs: -of has no effect here"));
    assert_non_null(strstr(o.err, "facs: view: http://127.0.0.1:"));
    assert_non_null(strstr(o.err, "facs: frames: "));
    assert_non_null(strstr(o.err, "facs: absent.mp4: "));
    assert_non_null(strstr(o.err, "facs: 1 of 2 inputs failed\n"));
    assert_non_null(strstr(o.out, "\"frame\":"));
    assert_false(exists(scratch("x")) || exists(scratch("processed")));
    outcome_free(&o);
    assert_refused("FaceLandmarkVid", 2, "FaceLandmarkVid expects an input");
    assert_refused("FaceLandmarkVid -f x -simaling", 2, "-simaling is not a flag");
    o = run_facs("FaceLandmarkVid --help");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "-device N"));
    assert_null(strstr(o.out, "-hogalign"));
    outcome_free(&o);
}

/* With the weights, if present: several faces, numbered, with static models. */
static void test_face_landmark_vid_multi(void **state)
{
    (void)state;
    char arguments[2300];
    const char *models = shared_models(), *clip = shared_path("videos/multi_face.avi");
    assert_int_equal(setenv("FACS_MODELS", models, 1), 0);
    snprintf(arguments, sizeof(arguments),
             "FaceLandmarkVidMulti -f %s -out_dir r -of several -aus --max-frames 5", clip);
    outcome o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *csv = read_text(scratch("r/several.csv"));
    assert_non_null(strstr(csv, "\n5,0,"));
    assert_non_null(strstr(csv, "\n5,1,"));
    free(csv);
    snprintf(arguments, sizeof(arguments),
             "extract %s -o same.csv --features aus --max-frames 5 --faces 4 --au static", clip);
    o = run_facs(arguments);
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *other = read_text(scratch("same.csv"));
    csv = read_text(scratch("r/several.csv"));
    assert_string_equal(csv, other);
    free(csv);
    free(other);
    assert_refused(
        "FaceLandmarkVidMulti -f a.mp4 --landmarks pfld", 2,
        "--landmarks: FaceLandmarkVidMulti follows several faces, which needs clnf or ceclm");
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_columns_left_out),
        IN_WORLD(test_formats),
        IN_WORLD(test_face_landmark_vid),
        IN_WORLD(test_face_landmark_vid_multi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
