/* Bad input gives one clear sentence and the documented exit status: no crash, no hang, no
 * finished file. */
#include "spawn.h"

#include "cmocka_all.h"
#include "file_limit.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

/* Expects that bad.mp4 is refused and that no result has its final name. */
static void assert_bad_video(const char *words)
{
    assert_refused("extract bad.mp4 --models models --landmarks pfld -d out", 1, words);
    assert_false(exists(scratch("out/bad.csv")));
    assert_false(exists(scratch("out/bad.json")));
}

static void write_random(const char *path, size_t count)
{
    unsigned char *bytes = malloc(count);
    uint32_t x = 12345;
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(x >> 24);
    }
    write_file(path, bytes, count);
    free(bytes);
}

static void test_files_that_are_not_videos(void **state)
{
    (void)state;
    assert_bad_video("bad.mp4");
    write_text(scratch("bad.mp4"), "");
    assert_bad_video("bad.mp4");
    write_text(scratch("bad.mp4"), "Dear reader,\nthis is a letter, not a video.\n");
    assert_bad_video("bad.mp4");
    write_random(scratch("bad.mp4"), 100000);
    assert_bad_video("bad.mp4");
    make_sound(scratch("sound.wav"), "wav");
    assert_int_equal(rename(scratch("sound.wav"), scratch("bad.mp4")), 0);
    assert_bad_video("bad.mp4");
    assert_int_equal(unlink(scratch("bad.mp4")), 0);
    assert_int_equal(mkdir(scratch("bad.mp4"), 0700), 0);
    assert_bad_video("there are no videos or images in this folder");
}

static void test_a_truncated_video(void **state)
{
    const clip whole = {
        .format = "mov", .encoder = "mpeg4", .width = 320, .height = 240, .frames = 20};
    (void)state;
    make_clip(scratch("whole.mov"), &whole);
    cut_file(scratch("whole.mov"), scratch("bad.mp4"), 600);
    assert_bad_video("bad.mp4");
}

/* Expects that the result in out/NAME is finished and says that it is incomplete. */
static void assert_cut_result(const outcome *o, const char *name)
{
    char path[64];
    assert_int_equal(o->status, 0);
    assert_non_null(strstr(o->err, "cut short"));
    assert_non_null(strstr(o->err, "of 40 frames"));
    snprintf(path, sizeof(path), "out/%s.csv", name);
    assert_true(exists(scratch(path)));
    snprintf(path, sizeof(path), "out/%s.json", name);
    char *text = read_text(scratch(path));
    assert_non_null(strstr(text, "\"complete\": false"));
    assert_non_null(strstr(text, "\"cut-short\""));
    free(text);
}

/* What remains of a cut video becomes a result, both from a file and from a pipe. */
static void test_a_cut_video(void **state)
{
    const clip whole = {
        .format = "matroska", .encoder = "mpeg4", .width = 320, .height = 240, .frames = 40};
    char line[512];
    (void)state;
    make_clip(scratch("whole.mkv"), &whole);
    cut_file(scratch("whole.mkv"), scratch("cut.mkv"), 500);
    outcome o = run_facs("extract cut.mkv --models models --landmarks pfld -d out");
    assert_cut_result(&o, "cut");
    outcome_free(&o);
    snprintf(line, sizeof(line),
             "-c cat%%cut.mkv%%|%%%s%%%s%%extract%%-%%--models%%models%%--landmarks%%pfld%%-d%%out",
             exe_wrapper(), getenv("FACS_EXE"));
    o = run_program("/bin/sh", line);
    assert_cut_result(&o, "stdin");
    outcome_free(&o);
}

static void test_a_video_whose_size_changes(void **state)
{
    const clip changing = {.format = "matroska",
                           .encoder = "mjpeg",
                           .width = 320,
                           .height = 240,
                           .frames = 10,
                           .resize_at = 5,
                           .resized_width = 160,
                           .resized_height = 120};
    (void)state;
    make_clip(scratch("bad.mp4"), &changing);
    outcome o = run_facs("extract bad.mp4 --models models --landmarks pfld -d out --strict");
    assert_int_equal(o.status, 1);
    assert_false(exists(scratch("out/bad.csv")));
    assert_true(has_part("out/bad.csv"));
    outcome_free(&o);
    o = run_facs("extract bad.mp4 --models models --landmarks pfld -d out");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err,
                           "bad.mp4: 5 frames have different sizes and were scaled to that of "
                           "the first (first at frame 6, 0.200 s"));
    assert_true(exists(scratch("out/bad.csv")));
    outcome_free(&o);
}

static void test_smallest_and_largest_pictures(void **state)
{
    (void)state;
    make_image(scratch("one.png"), "png", 1, 1, 200);
    make_image(scratch("big.png"), "png", 7680, 4320, 100);
    outcome o = run_facs(
        "extract one.png big.png --models models --landmarks pfld -d out --jobs 1 --quiet");
    assert_string_equal(o.err, "facs: warning: big.png: no face was found in any frame\n"
                               "facs: warning: one.png: no face was found in any frame\n");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *text = read_text(scratch("out/big.csv"));
    assert_non_null(strstr(text, "\n0,0.000,0.0,")); /* a row without a face */
    free(text);
}

static void test_missing_models(void **state)
{
    (void)state;
    assert_refused("extract frames --models absent", 3, "absent: no such folder");
    assert_int_equal(mkdir(scratch("empty"), 0700), 0);
    assert_refused("extract frames --models empty", 3, "empty: the folder holds no models");
    assert_int_equal(unlink(scratch("models/pfld.onnx")), 0);
    assert_refused("extract frames --models models --landmarks pfld", 3, "models/pfld.onnx");
    assert_false(exists(scratch("frames.csv")));
}

static void test_damaged_models(void **state)
{
    static const char *const files[] = {
        "models/pfld.onnx", "models/retinaface_mobilenet025.onnx",
        "models/openface/AU_predictors/In-the-wild_aligned_PDM_68.txt",
        "models/openface/AU_predictors/tris_68_full.txt",
        "models/openface/AU_predictors/AU_all_best.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        assert_int_equal(rename(scratch(files[i]), scratch("kept")), 0);
        cut_file(scratch("kept"), scratch(files[i]), 500);
        assert_refused("extract frames --models models --landmarks pfld", 3,
                       strrchr(files[i], '/') + 1);
        write_random(scratch(files[i]), 20000);
        assert_refused("extract frames --models models --landmarks pfld", 3, "models");
        write_text(scratch(files[i]), "");
        assert_refused("extract frames --models models --landmarks pfld", 3, "models");
        assert_int_equal(rename(scratch("kept"), scratch(files[i])), 0);
        assert_false(exists(scratch("frames.csv")));
    }
    outcome o = run_facs("extract frames --models models --landmarks pfld");
    assert_int_equal(o.status, 0); /* everything is back in place */
    outcome_free(&o);
}

/* Something missing in the environment would fail every input, so it is reported once. */
static void test_a_missing_backend_is_reported_once(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) /* whichever of two jobs finds out first */
        assert_refused("extract frames frames/001.ppm frames/002.ppm --models models "
                       "--landmarks pfld --backend cuda",
                       3, "CUDA");
    assert_refused("extract frames --models models --landmarks pfld --runtime absent.so", 3,
                   "absent.so");
    assert_false(exists(scratch("frames.csv")));
}

static void test_results_that_cannot_be_written(void **state)
{
    (void)state;
    assert_refused("extract frames --models models --landmarks pfld -o frames/000.ppm/x.csv", 1,
                   "frames/000.ppm: the folder cannot be made");
    assert_refused("extract frames --models models --landmarks pfld -o models", 2,
                   "models is a folder");
    assert_refused("extract frames --models models --landmarks pfld -d models/pfld.onnx", 1,
                   "models/pfld.onnx: the folder cannot be made");
    assert_refused("extract frames --models models --landmarks pfld -o /dev/full", 1, "/dev/full");
}

/* Files cannot grow beyond a certain size, as on a full disk. */
static void test_a_full_disk(void **state)
{
    static const int room[] = {100, 3000, 8000, 20000}; /* header, first row, later ones */
    (void)state;
    for (size_t i = 0; i < sizeof(room) / sizeof(room[0]); i++) {
        limit_files(room[i]);
        assert_refused("extract frames --models models --landmarks pfld -o full.csv", 1,
                       "full.csv cannot be written (file too large)");
        limit_files(NO_LIMIT);
        assert_false(exists(scratch("full.csv")) || exists(scratch("full.json")));
    }
    assert_true(has_part("full.csv")); /* the rows */
    assert_false(has_part("full.json"));
}

static void test_bad_tables_of_landmarks(void **state)
{
    (void)state;
    assert_refused("extract frames --models models --landmarks absent.csv", 1, "absent.csv");
    write_text(scratch("p.csv"), "frame,x_0\n1,2\n");
    assert_refused("extract frames --models models --landmarks p.csv", 1, "p.csv");
    assert_false(exists(scratch("frames.csv")));
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_files_that_are_not_videos),
        IN_WORLD(test_a_truncated_video),
        IN_WORLD(test_a_cut_video),
        IN_WORLD(test_a_video_whose_size_changes),
        IN_WORLD(test_smallest_and_largest_pictures),
        IN_WORLD(test_missing_models),
        IN_WORLD(test_damaged_models),
        IN_WORLD(test_a_missing_backend_is_reported_once),
        IN_WORLD(test_results_that_cannot_be_written),
        IN_WORLD(test_a_full_disk),
        IN_WORLD(test_bad_tables_of_landmarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
