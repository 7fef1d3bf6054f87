/*
 * FeatureExtraction and FaceLandmarkImg: command lines from users' scripts. openface_results.py,
 * which knows nothing about this library, reads the results.
 */
#include "spawn.h"

#include "cmocka_all.h"
#include "golden.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL_BLOCKS "pose_Tx x_0 X_0 p_scale AU01_r AU28_c"

/* What the tests' small models are for. */
#define PFLD " --landmarks pfld"

static outcome run_line(const char *arguments)
{
    char line[1024];
    snprintf(line, sizeof(line), "%s" PFLD, arguments);
    return run_facs(line);
}

/* Makes pictures, models where the command looks for them, and clip.avi, which shows the pictures.
 */
static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    assert_int_equal(setenv("FACS_MODELS", scratch("models"), 1), 0);
    outcome o = run_line("FeatureExtraction -fdir frames -of clip -tracked -out_dir made");
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_int_equal(rename(scratch("made/clip.avi"), scratch("clip.avi")), 0);
    return 0;
}

/* Expects success and these words on standard error; "": nothing at all. */
static void assert_done_saying(const char *arguments, const char *words)
{
    outcome o = run_line(arguments);
    if (o.status != 0 || o.out[0] || (words[0] ? !strstr(o.err, words) : o.err[0]))
        fail_msg("facs %s: status %d: %s%s", arguments, o.status, o.out, o.err);
    outcome_free(&o);
}

static void assert_done(const char *arguments)
{
    assert_done_saying(arguments, "");
}

/* Expects that the reader accepts the results of name in folder, the first ones with pandas, too.
 * Returns its lines; free() them. */
static char *read_results(const char *folder, const char *name)
{
    static const char *how = "pandas";
    char arguments[512];
    const char *python = getenv("FACS_PYTHON"), *script = getenv("FACS_OPENFACE_RESULTS");
    assert_true(python && script);
    snprintf(arguments, sizeof(arguments), "%s %s %s %s", script, folder, name, how);
    how = "";
    outcome o = run_program(python, arguments);
    if (o.status != 0)
        fail_msg("%s: %s", arguments, o.err);
    free(o.err);
    if (strstr(o.out, "pandas absent"))
        print_message("pandas is not installed: the CSV was read by Python's csv alone\n");
    return o.out;
}

/* Expects a line of the reader with the words; NULL: no such line. */
static void assert_line(const char *results, const char *kind, const char *words)
{
    const char *line = results;
    while (line && strncmp(line, kind, strlen(kind)) != 0)
        line = (line = strchr(line, '\n')) ? line + 1 : NULL;
    if (!words && !line)
        return;
    size_t length = line ? strcspn(line, "\n") : 0;
    const char *found = words && line ? strstr(line, words) : NULL;
    if (!found || found + strlen(words) > line + length)
        fail_msg("expected %s ... %s in:\n%s", kind, words ? words : "(no line)", results);
}

/* FeatureExtraction -f clip.avi writes everything to the folder processed. */
static void test_without_flags_all_results_are_written(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -f clip.avi");
    char *results = read_results("processed", "clip");
    assert_line(results, "csv", "rows 12 columns 426 begins frame,face_id");
    assert_line(results, "csv", ALL_BLOCKS);
    assert_line(results, "hog", "records 12");
    assert_line(results, "aligned",
                "12 112x112x24 frame_det_00_000001.bmp frame_det_00_000012.bmp");
    assert_line(results, "video", "MJPG 320x240 frames 12 jpegs 12 microseconds 33333");
    assert_line(results, "details", "Input=clip.avi Camera parameters=250,250,160,120");
    assert_line(results, "details",
                "AUs=1 Landmarks 2D=1 Landmarks 3D=1 Pose=1 Shape parameters=1");
    free(results);
}

/* Through links with OpenFace's names, as on a script's PATH. */
static void test_under_openfaces_names(void **state)
{
    (void)state;
    char link[512];
    const char *exe = getenv("FACS_EXE");
    assert_non_null(exe);
    snprintf(link, sizeof(link), "%s", scratch("FeatureExtraction"));
    make_link(exe, link);
    outcome o = run_built(link, "-f clip.avi -aus -q" PFLD);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *results = read_results("processed", "clip");
    assert_line(results, "csv", "rows 12 columns 40");
    free(results);
    assert_int_equal(rename(link, scratch("FaceLandmarkImg")), 0);
    o = run_built(scratch("FaceLandmarkImg"), "-f frames/001.ppm -pose -out_dir img" PFLD);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    results = read_results("img", "001");
    assert_line(results, "csv", "rows 1 columns 8 begins face,confidence pose_Tx");
    free(results);
}

static void test_columns_that_were_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *flags, *expected;
    } cases[] = {
        {"-2Dfp", "columns 141 begins frame,face_id success 12 x_0"},
        {"-3Dfp -pdmparams", "columns 249 begins frame,face_id success 12 X_0 p_scale"},
        {"-pose -aus", "columns 46 begins frame,face_id success 12 pose_Tx AU01_r AU28_c"},
        {"-hogalign", "columns 5 begins frame,face_id success 12"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char arguments[256];
        /* Only frames with a face, so that it does not matter when it is lost. */
        snprintf(arguments, sizeof(arguments), "FeatureExtraction -fdir faces -out_dir c %s",
                 cases[i].flags);
        if (i == 0) {
            assert_int_equal(rename(scratch("frames"), scratch("faces")), 0);
            for (int n = 0; n < TINY_FRAMES; n++) {
                char name[64], same[64];
                snprintf(name, sizeof(name), "faces/%03d.ppm", n);
                snprintf(same, sizeof(same), "faces/%03d.ppm", n % 5);
                if (!tiny_world_has_face(n)) {
                    assert_int_equal(unlink(scratch(name)), 0);
                    assert_int_equal(link(scratch(same), scratch(name)), 0);
                }
            }
        }
        assert_done(arguments);
        char *results = read_results("c", "faces");
        assert_line(results, "csv", cases[i].expected);
        assert_line(results, "hog", i == 3 ? "records 12 good 12" : NULL);
        assert_line(results, "aligned", NULL);
        assert_line(results, "video", NULL);
        free(results);
    }
}

static void test_aligned_faces(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -fdir frames -simalign -simscale 0.35 -simsize 56 -g -nomask "
                "-nobadaligned -out_dir a");
    char *results = read_results("a", "frames");
    const char *line = strstr(results, "success ");
    int success = 0, faces = 0;
    assert_int_equal(line ? sscanf(line, "success %d", &success) : 0, 1);
    assert_line(results, "aligned", "56x56x8 frame_det_00_000001.bmp frame_det_00_000012.bmp");
    line = strstr(results, "\naligned ");
    assert_int_equal(line ? sscanf(line, "\naligned %d", &faces) : 0, 1);
    assert_int_equal(faces, success);
    assert_in_range(faces, 1, TINY_FRAMES - 1); /* three frames have no face */
    free(results);
    assert_done("FeatureExtraction -fdir frames -simalign -simsize 200 -out_dir a"); /* again */
    results = read_results("a", "frames");
    assert_line(results, "aligned", "12 200x200x24");
    free(results);
}

static void test_several_files(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -out_dir r -root frames -f 000.ppm -f 001.ppm -f 002.ppm -of "
                "first -of b/second.csv -pose");
    free(read_results("r", "first"));
    free(read_results("r/b", "second"));
    free(read_results("r", "002"));
    assert_done("FeatureExtraction -inroot . -f clip.avi -fdir frames -aus -out_dir s/t");
    free(read_results("s/t", "clip"));
    free(read_results("s/t", "frames"));
    write_text(scratch("bad.mp4"), "no video");
    outcome o = run_line("FeatureExtraction -f bad.mp4 -f clip.avi -out_dir u");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: bad.mp4"));
    assert_non_null(strstr(o.err, "facs: 1 of 2 inputs failed\n"));
    outcome_free(&o);
    free(read_results("u", "clip"));
    assert_false(exists(scratch("u/bad.csv")) || exists(scratch("u/bad_of_details.txt")));
}

static void test_camera_and_models(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -f clip.avi -fx 600 -fy 610 -cx 150 -cy 110.5 -pose -au_static");
    char *results = read_results("processed", "clip");
    assert_line(results, "details", "Camera parameters=600,610,150,110.5 Output csv=clip.csv");
    assert_line(results, "details", "AUs=0 Landmarks 2D=0 Landmarks 3D=0 Pose=1");
    free(results);
    assert_done("FeatureExtraction -f clip.avi -aus -of dynamic");
    assert_done("FeatureExtraction -f clip.avi -aus -of static -au_static");
    char *dynamic = read_text(scratch("processed/dynamic.csv"));
    char *without = read_text(scratch("processed/static.csv"));
    assert_string_not_equal(dynamic, without);
    free(dynamic);
    free(without);
}

static void test_flags_without_effect(void **state)
{
    (void)state;
    outcome o = run_line("FeatureExtraction -wild -f clip.avi -cam_width 1280 -mloc "
                         "model/main_clm_general.txt -multi_view 1 -vis-track -pose");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err,
                        "facs: -mloc has no effect here: --landmarks is given\n"
                        "facs: -wild has no effect here: there is only one way of fitting\n"
                        "facs: -cam_width has no effect here: the camera's own size is used\n"
                        "facs: -multi_view has no effect here: there is only one way of fitting\n"
                        "facs: -vis-track has no effect here: no windows are shown\n");
    outcome_free(&o);
    assert_done("FeatureExtraction -wild -f clip.avi -pose -q -verbose");
    assert_done_saying("FeatureExtraction -f clip.avi -pose -verbose", "CPU is in use");
}

/* -mloc chooses as in OpenFace, by the file's name. These models have neither, so what comes after
 * the messages is a failure. */
static void test_models_that_mloc_chooses(void **state)
{
    (void)state;
    static const struct {
        const char *file, *says;
    } cases[] = {{"C:/OpenFace/model/main_ceclm_general.txt",
                  "openface/model/patch_experts/cen_patches_0.25_of.dat, so landmarks are CLNF's"},
                 {"model/main_clnf_general.txt", NULL},
                 {"model/main_clm_general.txt",
                  "-mloc has no effect here: it chooses between main_ceclm_general.txt and "
                  "main_clnf_general.txt\n"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char line[256];
        snprintf(line, sizeof(line), "FeatureExtraction -f clip.avi -mloc %s", cases[i].file);
        outcome o = run_facs(line);
        assert_int_equal(o.status, 3);
        if (cases[i].says)
            assert_non_null(strstr(o.err, cases[i].says));
        else
            assert_null(strstr(o.err, "-mloc"));
        outcome_free(&o);
    }
}

/* Only OpenFace's landmarks have gaze; a script that asks for it continues without. */
static void test_gaze_without_clnf(void **state)
{
    (void)state;
    assert_done_saying("FeatureExtraction -f clip.avi -gaze -aus",
                       "facs: -gaze has no effect here: gaze comes only with --landmarks clnf "
                       "or ceclm or auto\n");
    char *results = read_results("processed", "clip");
    assert_line(results, "csv", "columns 40");
    assert_line(results, "details", "Gaze=0 AUs=1");
    free(results);
}

/* The analysis options of facs extract are accepted. */
static void test_own_options(void **state)
{
    (void)state;
    assert_done("FeatureExtraction -fdir frames --models models --every=3 --max-frames 3 --fps 10 "
                "-pose");
    char *csv = read_text(scratch("processed/frames.csv"));
    assert_non_null(strstr(csv, "\n7,0,0.600,"));
    free(csv);
    assert_refused("FeatureExtraction -f clip.avi --every 0", 2, "--every: expected a whole");
    assert_refused("FeatureExtraction -f clip.avi --directory x", 2, "--directory is not a flag");
    assert_refused("FeatureExtraction -f clip.avi --models", 2, "--models: expected DIR after it");
}

static void test_wrong_command_lines(void **state)
{
    (void)state;
    assert_refused("FeatureExtraction -f clip.avi -simaling", 2,
                   "-simaling is not a flag of FeatureExtraction: did you mean -simalign?");
    assert_refused("FeatureExtraction -f clip.avi -rigid", 2, "-rigid is not a flag");
    assert_refused("FeatureExtraction clip.avi", 2, "clip.avi: expected a flag before it");
    assert_refused("FeatureExtraction", 2, "FeatureExtraction expects an input");
    assert_refused("FeatureExtraction -f", 2, "-f: expected FILE after it");
    assert_refused("FeatureExtraction -f clip.avi -simsize 0", 2, "-simsize: expected a whole");
    assert_refused("FeatureExtraction -f clip.avi -fx wide", 2, "-fx: expected a number");
    assert_refused("FeatureExtraction -f clip.avi -of a -of b", 2, "more names than inputs");
    assert_refused("FeatureExtraction -f clip.avi -bboxdir x", 2, "-bboxdir is not a flag");
    assert_refused("FaceLandmarkImg -device 0", 2, "-device is not a flag of FaceLandmarkImg");
    assert_refused("FaceLandmarkImg -fdir frames -of x", 2, "-of names one picture's results");
    assert_refused("FaceLandmarkImg -fdir absent", 1, "absent: the folder cannot be read");
    assert_refused("FaceLandmarkImg -fdir models", 1, "models: there are no pictures");
    assert_refused("FeatureExtraction -device 99 -f clip.avi", 1, "camera:99");
    assert_false(exists(scratch("processed/clip.csv")));
}

/* OpenFace would write the tracked video over its input. */
static void test_inputs_are_not_replaced(void **state)
{
    (void)state;
    assert_refused("FeatureExtraction -f clip.avi -out_dir .", 2,
                   "the result ./clip.avi would replace clip.avi: ");
    assert_refused("FeatureExtraction -f clip.avi -f made/../clip.avi", 2,
                   "would both be written to processed/clip.csv");
    assert_int_equal(rename(scratch("frames"), scratch("x_aligned")), 0);
    assert_refused("FeatureExtraction -fdir x_aligned -of x -out_dir .", 2,
                   "the result ./x_aligned would replace x_aligned: ");
    assert_done(
        "FeatureExtraction -f clip.avi -out_dir . -aus -hogalign"); /* no video is written, so there
                                                                       is no danger */
}

/* -tracked writes a picture for a picture. */
static void test_pictures_of_a_folder(void **state)
{
    (void)state;
    assert_done("FaceLandmarkImg -f frames/000.ppm -f frames/001.ppm -out_dir pics -tracked");
    assert_done("FaceLandmarkImg -fdir pics -out_dir img");
    for (int n = 0; n < 2; n++) {
        char *results = read_results("img", n ? "001" : "000");
        assert_line(results, "csv", "rows 1 columns 423 begins face,confidence " ALL_BLOCKS);
        assert_line(results, "hog", "records 1 good 1");
        assert_line(results, "aligned", "1 112x112x24 face_det_000000.bmp");
        assert_line(results, "picture", "");
        assert_line(results, "details", n ? "Input=pics/001.jpg" : "Input=pics/000.jpg");
        assert_line(results, "details", n ? "Output image=001.jpg" : "Output image=000.jpg");
        free(results);
    }
    assert_done_saying("FaceLandmarkImg -fdir pics -bboxdir boxes -wild -out_dir img",
                       "facs: -bboxdir has no effect here");
}

/* An unusable folder counts as an input that failed. */
static void test_folders_that_fail(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("empty"), 0700), 0);
    assert_done("FaceLandmarkImg -f frames/000.ppm -out_dir pics -tracked");
    assert_int_equal(rename(scratch("pics/000.jpg"), scratch("empty/000.jpg")), 0);
    outcome o =
        run_line("FaceLandmarkImg -fdir absent -fdir models -fdir empty -out_dir img -pose");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: absent: the folder cannot be read ("));
    assert_non_null(strstr(o.err, "facs: models: there are no pictures in this folder"));
    assert_non_null(strstr(o.err, "facs: 2 of 3 inputs failed"));
    assert_true(exists(scratch("img/000.csv")));
    outcome_free(&o);
}

static void test_a_video_among_pictures(void **state)
{
    (void)state;
    outcome o = run_line("FaceLandmarkImg -f frames/000.ppm -f clip.avi -f absent.png -f "
                         "frames/001.ppm");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: clip.avi is not a single image"));
    assert_non_null(strstr(o.err, "facs: absent.png: "));
    assert_non_null(strstr(o.err, "facs: 2 of 4 inputs failed"));
    assert_true(exists(scratch("processed/000.csv")) && exists(scratch("processed/001.csv")));
    outcome_free(&o);
}

/* With the weights, if present: a row, a record and an aligned face for each of five people. */
static void test_all_faces_of_a_picture(void **state)
{
    (void)state;
    char arguments[2300];
    const char *models = shared_models(), *picture = shared_path("videos/multi_face.jpg");
    assert_int_equal(setenv("FACS_MODELS", models, 1), 0);
    snprintf(arguments, sizeof(arguments),
             "FaceLandmarkImg -f %s -out_dir img -aus -hogalign -simalign -tracked", picture);
    outcome o = run_facs(arguments);
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *results = read_results("img", "multi_face");
    assert_line(results, "csv", "rows 5 columns 37 begins face,confidence");
    assert_line(results, "hog", "records 5 good 5");
    assert_line(results, "aligned", "5 112x112x24 face_det_000000.bmp face_det_000004.bmp");
    assert_line(results, "picture", "");
    free(results);
}

static void test_help(void **state)
{
    (void)state;
    outcome o = run_facs("FeatureExtraction --help");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "Usage: FeatureExtraction -f FILE [FLAG]...\n"));
    assert_non_null(strstr(o.out, "\n      -simsize N "));
    assert_non_null(strstr(o.out, "Flags without effect here:"));
    assert_null(strstr(o.out, "-bboxdir"));
    outcome_free(&o);
    o = run_facs("FaceLandmarkImg -h");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.out, "-bboxdir"));
    assert_null(strstr(o.out, "-device"));
    outcome_free(&o);
    o = run_facs("--help");
    assert_non_null(strstr(o.out, "facs FeatureExtraction -f FILE..."));
    outcome_free(&o);
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_without_flags_all_results_are_written),
        IN_WORLD(test_under_openfaces_names),
        IN_WORLD(test_columns_that_were_asked_for),
        IN_WORLD(test_aligned_faces),
        IN_WORLD(test_several_files),
        IN_WORLD(test_camera_and_models),
        IN_WORLD(test_flags_without_effect),
        IN_WORLD(test_wrong_command_lines),
        IN_WORLD(test_inputs_are_not_replaced),
        IN_WORLD(test_pictures_of_a_folder),
        IN_WORLD(test_folders_that_fail),
        IN_WORLD(test_a_video_among_pictures),
        IN_WORLD(test_all_faces_of_a_picture),
        IN_WORLD(test_help),
        IN_WORLD(test_models_that_mloc_chooses),
        IN_WORLD(test_gaze_without_clnf),
        IN_WORLD(test_own_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
