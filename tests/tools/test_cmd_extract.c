/* facs extract from end to end, on small models and pictures made by the tests. */
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "own_manifest.h"
#include "scratch.h"
#include "tiny_world.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FACES 9 /* of TINY_FRAMES, if the detector sees each; three in the middle have no face */

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

/* Expects success without any message, because standard error is not a terminal. */
static void assert_done(const char *arguments)
{
    outcome o = run_facs(arguments);
    if (o.status != 0 || o.err[0] || o.out[0])
        fail_msg("facs %s: status %d: %s%s", arguments, o.status, o.out, o.err);
    outcome_free(&o);
}

static int lines(const char *path)
{
    char *text = read_text(path);
    int count = 0;
    for (const char *c = text; *c; c++)
        count += *c == '\n';
    free(text);
    return count;
}

static void assert_same_text(const char *a, const char *b)
{
    char *x = read_text(a), *y = read_text(b);
    assert_string_equal(x, y);
    free(x);
    free(y);
}

static void test_a_folder_of_images(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld --detect-every 1");
    char *text = read_text(scratch("frames.csv"));
    assert_int_equal(strncmp(text, "frame,face_id,timestamp,confidence,success,pose_Tx,", 51), 0);
    assert_non_null(strstr(text, "\n1,0,0.000,"));
    assert_non_null(strstr(text, "\n12,0,0.367,")); /* 11 / 30 s */
    assert_non_null(strstr(text, "\n7,0,0.200,0.00,0,"));
    free(text);
    assert_int_equal(lines(scratch("frames.csv")), 1 + TINY_FRAMES);
    assert_false(has_part("frames.csv"));
}

static void run_for(const char *arguments, int status, const char *word)
{
    outcome o = run_facs(arguments);
    if (o.status != status || !strstr(o.err, word))
        fail_msg("facs %s: status %d: %s", arguments, o.status, o.err);
    outcome_free(&o);
}

/* A neutral face is saved and others start from it; any other file is refused. */
static void test_neutral(void **state)
{
    (void)state;
    run_for(
        "extract frames --models models --landmarks pfld --overwrite --save-neutral new/a.neutral",
        0, "");
    run_for("extract frames --models models --landmarks pfld --overwrite --neutral-from "
            "new/a.neutral",
            0, "");
    char *text = read_text(scratch("frames.json"));
    assert_non_null(strstr(text, "\"neutral_sha256\": \""));
    free(text);
    run_for("extract frames --models models --landmarks pfld --overwrite --neutral frames.csv", 1,
            "frames.csv: not a neutral face");
    run_for("extract frames no.mp4 --models models --save-neutral a -d out", 2, "one input");
    run_for("extract frames --models models --landmarks pfld --au static --neutral new/a.neutral "
            "--overwrite",
            2, "neutral");
}

static void test_no_neutral_face(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("blank"), 0777), 0);
    borrow_file(scratch("frames/006.ppm"), scratch("blank/1.ppm")); /* without a face */
    run_for("extract blank --models models --landmarks pfld --save-neutral blank.neutral", 1,
            "blank.neutral is not written: no frame shows a face");
    assert_false(exists(scratch("blank.neutral")));
}

/* A dozen frames are too few for dynamic models; a warning says so and what to do. */
static void test_a_short_clip(void **state)
{
    (void)state;
    outcome o = run_facs("extract frames --models models --landmarks pfld --overwrite");
    assert_int_equal(o.status, 0);
    assert_int_equal(o.short_clips, 1);
    outcome_free(&o);
    o = run_facs("extract frames --models models --landmarks pfld --au static --overwrite");
    assert_int_equal(o.status, 0);
    assert_int_equal(o.short_clips, 0);
    outcome_free(&o);
    assert_refused("extract frames --models models --landmarks pfld --strict --overwrite", 1,
                   "--au static");
}

static void test_provenance(void **state)
{
    (void)state;
    assert_done(
        "extract frames --models models --landmarks pfld --backend cpu --fps 10 --detect-every 1");
    json_t *root = json_load_file(scratch("frames.json"), 0, NULL);
    assert_non_null(root);
    const char *provider = NULL, *kind = NULL;
    int rows = 0, faces = 0, detect_every = 0;
    assert_int_equal(json_unpack(root, "{s:s, s:{s:s}, s:{s:i, s:i}, s:{s:i}}", "provider",
                                 &provider, "input", "kind", &kind, "frames", "rows", &rows,
                                 "with_face", &faces, "options", "detect_every", &detect_every),
                     0);
    assert_string_equal(provider, "CPU");
    assert_string_equal(kind, "images");
    assert_int_equal(rows, TINY_FRAMES);
    assert_int_equal(faces, FACES);
    assert_int_equal(detect_every, 1);
    assert_int_equal(json_array_size(json_object_get(root, "columns")), 51); /* of 426 */
    const json_t *result = json_array_get(json_object_get(root, "results"), 0);
    const char *file = NULL, *sha256 = NULL, *line = NULL;
    assert_int_equal(json_unpack(root, "{s:{s:s}}", "run", "command_line", &line), 0);
    assert_non_null(strstr(line, "extract frames --models models --landmarks pfld --backend cpu"));
    assert_int_equal(
        json_unpack((json_t *)(uintptr_t)result, "{s:s, s:s}", "file", &file, "sha256", &sha256),
        0);
    assert_string_equal(file, "frames.csv");
    assert_int_equal(strlen(sha256), 64);
    json_decref(root);
    char *text = read_text(scratch("frames.csv"));
    assert_non_null(strstr(text, "\n12,0,1.100,")); /* 11 / 10 s */
    free(text);
}

static void test_names_of_results(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld -o mine.csv");
    assert_true(exists(scratch("mine.csv")) && exists(scratch("mine.json")));
    assert_done("extract frames/ --models models --landmarks pfld -d a/b/c");
    assert_true(exists(scratch("a/b/c/frames.csv")) && exists(scratch("a/b/c/frames.json")));
    assert_done("extract frames/003.ppm --models models --landmarks pfld -da");
    assert_true(exists(scratch("a/003.csv")));
    assert_done("extract -o table.txt --models=models --landmarks pfld -- frames");
    assert_true(exists(scratch("table.txt")) && exists(scratch("table.txt.json")));
    assert_same_text(scratch("table.txt"), scratch("mine.csv"));
}

static void test_a_single_image(void **state)
{
    (void)state;
    assert_done("extract frames/002.ppm --models models --landmarks pfld --features pose,aus");
    char *text = read_text(scratch("002.csv"));
    assert_int_equal(strncmp(text, "face,confidence,pose_Tx,", 24), 0);
    free(text);
    assert_int_equal(lines(scratch("002.csv")), 2);
    json_t *root = json_load_file(scratch("002.json"), 0, NULL);
    const char *au = NULL;
    assert_int_equal(json_unpack(root, "{s:{s:s}}", "options", "au", &au), 0);
    assert_string_equal(au, "static");
    json_decref(root);
}

static void test_every_and_max_frames(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld --every 5 --features aus");
    char *text = read_text(scratch("frames.csv"));
    assert_non_null(strstr(text, "\n1,0,0.000,"));
    assert_non_null(strstr(text, "\n6,0,0.167,")); /* the true time and number of the 6th frame */
    assert_non_null(strstr(text, "\n11,0,0.333,"));
    free(text);
    assert_int_equal(lines(scratch("frames.csv")), 1 + 3);
    assert_done("extract frames --models models --landmarks pfld --max-frames 4");
    assert_int_equal(lines(scratch("frames.csv")), 1 + 4);
}

static void test_the_same_bytes_for_any_number_of_threads(void **state)
{
    (void)state;
    assert_done(
        "extract frames --models models --landmarks pfld --threads 1 -o one.csv --full-precision");
    assert_done(
        "extract frames --models models --landmarks pfld --threads 4 -o four.csv --full-precision");
    assert_done("extract frames --models models --landmarks pfld --threads 4 -o again.csv "
                "--full-precision");
    assert_same_text(scratch("one.csv"), scratch("four.csv"));
    assert_same_text(scratch("four.csv"), scratch("again.csv"));
}

/* The points of one run, given to the next, replace the detector and the network. */
static void test_landmarks_from_a_table(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld -o points.csv --full-precision "
                "--features 2d");
    assert_done(
        "extract frames --models models --landmarks pfld -o found.csv --features 2d,pdm,aus");
    assert_int_equal(unlink(scratch("models/pfld.onnx")), 0);
    assert_int_equal(unlink(scratch("models/retinaface_mobilenet025.onnx")), 0);
    outcome o = run_facs(
        "extract frames --models models --landmarks points.csv -o given.csv --features 2d");
    assert_string_equal(o.err, "");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_int_equal(lines(scratch("given.csv")), 1 + TINY_FRAMES);
    char *found = read_text(scratch("found.csv")), *given = read_text(scratch("given.csv"));
    const char *x = strstr(found, "\n1,0,"), *y = strstr(given, "\n1,0,");
    assert_non_null(x);
    assert_non_null(y);
    for (int commas = 0; commas < 5; commas++) { /* skip confidence and success */
        x = strchr(x, ',') + 1;
        y = strchr(y, ',') + 1;
    }
    assert_int_equal(strncmp(x, y, strcspn(y, "\n")), 0); /* the 136 points */
    free(found);
    free(given);
}

static void test_one_bad_input_does_not_stop_the_rest(void **state)
{
    (void)state;
    write_text(scratch("bad.mp4"), "this is no video");
    outcome o = run_facs(
        "extract frames/000.ppm bad.mp4 absent.mp4 frames --models models --landmarks pfld -d out");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: bad.mp4"));
    assert_non_null(strstr(o.err, "facs: absent.mp4"));
    assert_non_null(strstr(o.err, "facs: 4 inputs: 2 done (1 with warnings), 2 failed; "));
    outcome_free(&o);
    assert_true(exists(scratch("out/000.csv")) && exists(scratch("out/frames.csv")));
    assert_false(exists(scratch("out/bad.csv")) || exists(scratch("out/absent.csv")));
}

/* The folders of all output files are made. */
static void test_new_folders(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld -o new/of/a.csv --overlay "
                "seen/a.avi --csv rows/a.csv --json ./rows/json/a.jsonl");
    assert_true(exists(scratch("new/of/a.csv")) && exists(scratch("new/of/a.json")));
    assert_true(exists(scratch("seen/a.avi")) && exists(scratch("rows/a.csv")));
    assert_true(exists(scratch("rows/json/a.jsonl")));
    write_text(scratch("file"), "");
    assert_refused("extract frames --models models -o file/a.csv", 1,
                   "file: the folder cannot be made (");
    assert_refused("extract frames --models models -o new", 2,
                   "-o names a file, but new is a folder: give -d new");
    assert_refused("extract frames --models models --output absent/", 2,
                   "--output names a file, but absent/ is a folder");
}

/* A video cannot be drawn to a picture; pictures next to it still succeed. */
static void test_a_video_among_pictures(void **state)
{
    (void)state;
    outcome o = run_facs("extract frames/000.ppm frames frames/001.ppm --models models --landmarks "
                         "pfld -d out --overlay .png");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "facs: frames is not a single image, so it cannot be drawn to "
                                  "out/frames_overlay.png: name a video, such as .avi or .mp4\n"
                                  "facs: 3 inputs: 2 done, 1 failed; 2 frames in "));
    outcome_free(&o);
    assert_true(exists(scratch("out/000_overlay.png")) && exists(scratch("out/001_overlay.png")));
    assert_true(exists(scratch("out/000.csv")) && exists(scratch("out/001.csv")));
    assert_false(exists(scratch("out/frames.csv")) || has_part("out/frames.csv"));
}

#define RESUME "extract frames --models models --landmarks pfld --resume"

/* Expects that the result is made again for the given reason and is the same as before. */
static void assert_renewed(const char *arguments, const char *words)
{
    outcome o = run_facs(arguments);
    if (o.status != 0 || !strstr(o.err, "facs: frames: frames.") || !strstr(o.err, words))
        fail_msg("%s: status %d: %s", arguments, o.status, o.err);
    outcome_free(&o);
    assert_int_equal(lines(scratch("frames.csv")), 1 + TINY_FRAMES);
}

static void assert_skipped(const char *arguments)
{
    outcome o = run_facs(arguments);
    assert_string_equal(o.err, "facs: frames: skipped, its result frames.csv already exists\n");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
}

/* Replaces the first occurrence of words in a file. */
static void change(const char *path, const char *words, const char *other)
{
    char *text = read_text(path), *at = strstr(text, words);
    assert_non_null(at);
    assert_int_equal(strlen(words), strlen(other));
    memcpy(at, other, strlen(other));
    write_text(path, text);
    free(text);
}

static void test_resume(void **state)
{
    (void)state;
    assert_done(RESUME);
    assert_skipped(RESUME);
    assert_skipped(RESUME " --threads 3"); /* threads change no number */
    assert_done(RESUME " --quiet");
    assert_renewed(RESUME " --every 1 --fps 25", "it was made with another value of fps");
    assert_renewed(RESUME, "it was made with another value of fps");
    change(scratch("frames.csv"), "0.033", "0.034");
    assert_renewed(RESUME, "frames.csv is not as it was written");
    assert_int_equal(truncate(scratch("frames.csv"), 9000), 0);
    assert_renewed(RESUME, "frames.csv is not as it was written");
    change(scratch("frames.json"), facs_version(), "0.0.1");
    assert_renewed(RESUME, "it was made by facs 0.0.1");
    assert_int_equal(truncate(scratch("frames.json"), 900), 0);
    /* Nothing says any more whose result it is; if only its end is missing, something does. */
    assert_refused("extract frames --models models --landmarks pfld", 1, "give --overwrite");
    assert_renewed(RESUME, "frames.json is damaged, or not facs's");
    assert_int_equal(truncate(scratch("frames.json"), 5000), 0);
    assert_done("extract frames --models models --landmarks pfld");
    write_text(scratch("frames.json"), ""); /* like after a power cut */
    assert_renewed(RESUME, "frames.json is damaged, or not facs's");
    write_text(scratch("frames.json"), "{\"mine\": 1}\n");
    outcome o = run_facs(RESUME);
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "frames.json is damaged, or not facs's"));
    assert_non_null(strstr(o.err, "give --overwrite"));
    outcome_free(&o);
    assert_renewed(RESUME " --overwrite", "frames.json is damaged");
    assert_int_equal(unlink(scratch("frames.csv")), 0);
    assert_renewed(RESUME, "the run that made frames.json did not come to its end");
    assert_skipped(RESUME);
}

/* Without Action Units other models are read, whose digests have a place of their own. */
static void test_resume_without_aus(void **state)
{
    (void)state;
    assert_done(RESUME " --au none");
    assert_skipped(RESUME " --au none");
    assert_renewed(RESUME, "it was made with a");
    assert_renewed(RESUME " --au none", "it was made with a");
}

/* The contents of the input and the models count, not their names. */
static void test_resume_after_changes(void **state)
{
    (void)state;
    size_t count;
    assert_done(RESUME);
    unsigned char *picture = read_whole(scratch("frames/003.ppm"), &count);
    write_file(scratch("frames/003.ppm"), picture, count); /* the same content with a new time */
    free(picture);
    assert_renewed(RESUME, "its input was another one, or has changed");
    assert_skipped(RESUME);
    /* Models with a different digest. */
    char *text = read_text(scratch("frames.json")), *at = strstr(text, "AU_all_best.txt");
    assert_non_null(at);
    at = strstr(at, "\"sha256\": \"");
    assert_non_null(at);
    at[11] = at[11] == '0' ? '1' : '0';
    write_text(scratch("frames.json"), text);
    free(text);
    assert_renewed(RESUME, "it was made with another openface/AU_predictors/AU_all_best.txt");
    assert_skipped(RESUME);
}

/* An older CSV without JSON is neither used nor replaced. */
static void test_resume_without_json(void **state)
{
    (void)state;
    write_text(scratch("frames.csv"), "from before");
    outcome o = run_facs("extract frames frames/001.ppm --models models --landmarks pfld --resume");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "there is no frames.json beside it"));
    outcome_free(&o);
    assert_true(exists(scratch("001.csv")));
    char *text = read_text(scratch("frames.csv"));
    assert_string_equal(text, "from before");
    free(text);
    assert_done("extract frames --models models --landmarks pfld --overwrite");
    assert_done("extract frames --models models --landmarks pfld"); /* from the same input */
    assert_int_equal(lines(scratch("frames.csv")), 1 + TINY_FRAMES);
}

/* Two inputs with the same name: the error for the second names both, and the others go on. */
static void test_results_of_another_input(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("a"), 0700), 0);
    assert_int_equal(mkdir(scratch("b"), 0700), 0);
    make_image(scratch("a/x.ppm"), "ppm", 320, 240, 90);
    make_image(scratch("b/x.png"), "png", 320, 240, 90);
    outcome o = run_facs("extract a/x.ppm --models models --landmarks pfld -d out --quiet");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *before = read_text(scratch("out/x.json"));
    o = run_facs("extract b/x.png frames --models models --landmarks pfld -d out");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "b/x.png: out/x.csv is the result of "));
    assert_non_null(strstr(o.err, ON_WINDOWS ? "\\a\\x.ppm and is not replaced"
                                             : "/a/x.ppm and is not replaced"));
    assert_non_null(strstr(o.err, "facs: 2 inputs: 1 done (1 with warnings), 1 failed; "));
    outcome_free(&o);
    assert_true(exists(scratch("out/frames.csv")));
    char *after = read_text(scratch("out/x.json"));
    assert_string_equal(before, after);
    free(after);
    free(before);
    o = run_facs("extract b/x.png --models models --landmarks pfld -d out --overwrite");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    char *text = read_text(scratch("out/x.json"));
    assert_non_null(strstr(text, "b/x.png"));
    free(text);
}

/* Two simultaneous runs with the same result name: one wins, and its files belong together. */
static void test_two_runs_at_once(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("a"), 0700), 0);
    assert_int_equal(rename(scratch("frames"), scratch("a/x")), 0);
    assert_int_equal(mkdir(scratch("b"), 0700), 0);
    make_image(scratch("b/x.ppm"), "ppm", 320, 240, 90);
    for (int round = 0; round < 4; round++) {
        running one = start_facs("extract a/x --models models --landmarks pfld -d out", -1);
        running two = start_facs("extract b/x.ppm --models models --landmarks pfld -d out", -1);
        const int first = end_of(one), second = end_of(two);
        assert_true((first == 0 && second == 1) || (first == 1 && second == 0));
        assert_int_equal(lines(scratch("out/x.csv")), first == 0 ? 1 + TINY_FRAMES : 2);
        json_t *root = json_load_file(scratch("out/x.json"), 0, NULL);
        json_int_t bytes = 0;
        const char *kind = NULL;
        struct stat status;
        assert_int_equal(json_unpack(root, "{s:{s:s}, s:[{s:I}]}", "input", "kind", &kind,
                                     "results", "bytes", &bytes),
                         0);
        assert_string_equal(kind, first == 0 ? "images" : "image");
        assert_int_equal(stat(scratch("out/x.csv"), &status), 0);
        assert_int_equal(status.st_size, bytes);
        json_decref(root);
        assert_int_equal(unlink(scratch("out/x.csv")), 0); /* for the next round */
        assert_int_equal(unlink(scratch("out/x.json")), 0);
    }
}

/* Existing links with the result's names are not followed. */
static void test_links_are_not_followed(void **state)
{
    (void)state;
    write_text(scratch("precious"), "precious");
    make_link("precious", scratch("frames.csv.part"));
    make_link("precious", scratch("frames.json.part"));
    make_link("precious", scratch("frames.csv"));
    assert_done("extract frames --models models --landmarks pfld --overwrite");
    char *text = read_text(scratch("precious"));
    assert_string_equal(text, "precious");
    free(text);
    struct stat status;
    assert_int_equal(lstat(scratch("frames.csv"), &status), 0);
    assert_true(S_ISREG(status.st_mode));
}

/* Leftovers of an earlier run are reported, and pages of faces that are gone are deleted. */
static void test_leftovers(void **state)
{
    static const char page[] = "<!doctype html>\n<title>facs report</title>\n";
    (void)state;
    assert_done("extract frames --models models --landmarks pfld --report -d out");
    write_text(scratch("out/frames_face00.html"), page);
    write_text(scratch("out/frames_face01.html"), page);
    write_text(scratch("out/frames_face02.html"), "somebody's own");
    outcome o = run_facs("extract frames --models models --landmarks pfld -d out");
    assert_string_equal(o.err, "facs: out/frames.html is older than out/frames.csv and does not "
                               "belong to it: make it again or delete it\n");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_false(exists(scratch("out/frames_face00.html")) ||
                 exists(scratch("out/frames_face01.html")));
    assert_true(exists(scratch("out/frames_face02.html")) && exists(scratch("out/frames.html")));
    assert_done("extract frames --models models --landmarks pfld -d out --quiet");
    assert_done("extract frames --models models --landmarks pfld -d out --report");
}

/* A name for one input, an extension for several; never over an input; made again if missing. */
static void test_overlays(void **state)
{
    (void)state;
    assert_done("extract frames --models models --landmarks pfld --overlay mine.mkv");
    assert_true(exists(scratch("mine.mkv")) && exists(scratch("frames.json")));
    assert_done(
        "extract frames frames/000.ppm --models models --landmarks pfld -d out --quiet --overlay "
        ".avi");
    assert_true(exists(scratch("out/frames_overlay.avi")) &&
                exists(scratch("out/000_overlay.avi")));
    outcome o =
        run_facs("extract frames mine.mkv --models models --landmarks pfld --overlay a.avi");
    assert_int_equal(o.status, 2);
    assert_non_null(strstr(o.err, "--overlay names one file: for several inputs give only"));
    outcome_free(&o);
    o = run_facs("extract mine.mkv --models models --landmarks pfld --overlay mine.mkv");
    assert_int_equal(o.status, 2);
    assert_non_null(strstr(o.err,
                           "the result mine.mkv would replace mine.mkv: choose another name with "
                           "--overlay"));
    outcome_free(&o);
    assert_int_equal(unlink(scratch("out/frames_overlay.avi")), 0);
    o = run_facs("extract frames --models models --landmarks pfld -d out --overlay .avi --resume");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err, "frames_overlay.avi is missing"));
    outcome_free(&o);
    assert_true(exists(scratch("out/frames_overlay.avi")));
}

static void test_the_summary_table(void **state)
{
    char expected[64];
    (void)state;
    outcome o = run_facs(
        "extract frames --models models --landmarks pfld --detect-every 1 --summary -d out");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "");
    assert_non_null(strstr(o.out, "frames: 320 x 240 pixels"));
    snprintf(expected, sizeof(expected), "frames       %d\n", TINY_FRAMES);
    assert_non_null(strstr(o.out, expected));
    assert_non_null(strstr(o.out, "faces found  9 (75.0 %)\n"));
    assert_non_null(strstr(o.out, "AU12  Lip corner puller "));
    assert_non_null(strstr(o.out, "AU28  Lip suck                 -  (presence only)"));
    assert_non_null(strstr(o.out, "results      out/frames.csv\n"));
    assert_non_null(strstr(o.out, "provenance   out/frames.json\n"));
    outcome_free(&o);
}

static void test_verbose_says_what_is_in_use(void **state)
{
    (void)state;
    outcome o = run_facs("extract frames --models models --landmarks pfld --verbose");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err, "CPU is in use"));
    assert_non_null(strstr(o.err, "CUDA is not in use"));
    outcome_free(&o);
}

static int has_text(const char *path, const char *words)
{
    char *text = read_text(path);
    const int found = strstr(text, words) != NULL;
    free(text);
    return found;
}

/* A page next to each result, with its provenance and pictures from the folder of images. */
static void test_pages(void **state)
{
    (void)state;
    assert_done(
        "extract frames frames/002.ppm --quiet --models models --landmarks pfld --detect-every 1 "
        "--report -d out");
    const char *page = scratch("out/frames.html");
    assert_true(has_text(page, "</html>") && has_text(page, "\"csv\":\"frames.csv\""));
    assert_true(has_text(page, "\"kind\":\"images\"")); /* from frames.json */
    assert_false(has_text(page, "\"run\":null"));
    assert_true(has_text(page, "\"pictures_note\":\"\""));
    assert_true(exists(scratch("out/002.html")));
    assert_false(has_part("out/frames.html"));
    /* With --resume an existing page stays, and a missing one is made. */
    write_text(scratch("out/frames.html"), "from before");
    remove(scratch("out/002.html"));
    outcome o = run_facs("extract frames frames/002.ppm --models models --landmarks pfld "
                         "--detect-every 1 --report --resume -d out");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
    assert_true(has_text(scratch("out/frames.html"), "from before"));
    assert_true(has_text(scratch("out/002.html"), "</html>"));
    /* A page that cannot be written is a failure; the result stays. */
    assert_int_equal(mkdir(scratch("out/003.html"), 0700), 0);
    assert_refused(
        "extract frames/003.ppm --models models --landmarks pfld --report --quiet -d out", 1,
        "out/003.html is a folder");
    assert_true(exists(scratch("out/003.csv")));
}

#define IN_WORLD(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_WORLD(test_a_folder_of_images),
        IN_WORLD(test_neutral),
        IN_WORLD(test_no_neutral_face),
        IN_WORLD(test_a_short_clip),
        IN_WORLD(test_provenance),
        IN_WORLD(test_names_of_results),
        IN_WORLD(test_a_single_image),
        IN_WORLD(test_every_and_max_frames),
        IN_WORLD(test_the_same_bytes_for_any_number_of_threads),
        IN_WORLD(test_landmarks_from_a_table),
        IN_WORLD(test_one_bad_input_does_not_stop_the_rest),
        IN_WORLD(test_new_folders),
        IN_WORLD(test_a_video_among_pictures),
        IN_WORLD(test_resume),
        IN_WORLD(test_resume_without_aus),
        IN_WORLD(test_resume_after_changes),
        IN_WORLD(test_resume_without_json),
        IN_WORLD(test_results_of_another_input),
        IN_WORLD(test_two_runs_at_once),
        IN_WORLD(test_links_are_not_followed),
        IN_WORLD(test_leftovers),
        IN_WORLD(test_overlays),
        IN_WORLD(test_the_summary_table),
        IN_WORLD(test_verbose_says_what_is_in_use),
        IN_WORLD(test_pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
