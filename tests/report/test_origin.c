/* Whether NAME.json describes the table and a video is the one that was measured, judged by content
 * and not by name. */
#include "report/origin.h"

#include "made_result.h"

#include "base/file.h"
#include "cmocka_all.h"
#include "folder.h"
#include "make_clip.h"
#include "output/input_identity.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* NAME.json of a run on the file at path. */
static json_t *run_over(const char *path, const char *name)
{
    facs_input_identity *identity;
    const facs_input_facts *facts;
    assert_int_equal(facs_input_identity_open(&identity, path, NULL, NULL), 0);
    assert_int_equal(facs_input_identity_wait(identity, &facts, NULL), 0);
    json_t *root =
        json_pack("{s:s, s:{s:s, s:I, s:{s:s, s:s}, s:i}, s:{s:f}}", "program", "facs", "input",
                  "name", name, "size", (json_int_t)facts->size, "digest", "method", facts->method,
                  "value", facts->digest, "width", 64, "options", "fps", 12.5);
    facs_input_identity_close(&identity);
    assert_non_null(root);
    return root;
}

static void assert_video(const json_t *root, const char *path, const char *why)
{
    facs_video_facts video;
    assert_int_equal(facs_origin_find_video(&video, root, in_folder("made.csv")), 0);
    if (path)
        assert_string_equal(video.path, path);
    else if (!video.missing || !strstr(video.missing, why))
        fail_msg("%s, expected: %s", video.missing ? video.missing : video.path, why);
    facs_origin_forget_video(&video);
}

static void test_the_video_that_was_measured(void **state)
{
    (void)state;
    facs_video_facts video;
    write_file(in_folder("clip.mp4"), "pictures", 8);
    char *here = strdup(in_folder("clip.mp4"));
    json_t *root = run_over(here, "/gone/clip.mp4");
    assert_video(root, here, NULL); /* moved with its result */
    assert_int_equal(facs_origin_find_video(&video, root, in_folder("made.csv")), 0);
    assert_true(video.width == 64 && video.height == 0 && video.fps == 12.5);
    facs_origin_forget_video(&video);
    assert_false(facs_origin_is_other(root, here));

    write_file(here, "PICTURES", 8); /* same size, same path */
    assert_video(root, NULL, "the video /gone/clip.mp4 is not the file that was measured");
    assert_true(facs_origin_is_other(root, here));
    write_file(here, "pictures and more", 17);
    assert_video(root, NULL, "is not the file");
    write_file(in_folder("copy.mp4"), "pictures", 8); /* another name: the one in NAME.json */
    json_object_set_new(json_object_get(root, "input"), "path", json_string(in_folder("copy.mp4")));
    assert_video(root, in_folder("copy.mp4"), NULL);
    assert_int_equal(unlink(in_folder("copy.mp4")), 0);
    assert_int_equal(unlink(here), 0);
    assert_video(root, NULL, "the video /gone/clip.mp4 is not there");
    json_decref(root);
    free(here);
}

/* An older JSON gives only a name, which proves nothing about the file there now. */
static void test_names_alone_prove_nothing(void **state)
{
    (void)state;
    char name[600];
    write_file(in_folder("clip.mp4"), "pictures", 8);
    json_t *root = json_pack("{s:{s:s}}", "input", "name", in_folder("clip.mp4"));
    assert_video(root, NULL, "nothing shows that the video ");
    assert_false(facs_origin_is_other(root, in_folder("clip.mp4")));
    json_decref(root);
    assert_video(NULL, NULL, "the video is not there");

    /* Nothing but files is opened: a pipe would block, a device would never end. */
    make_fifo(in_folder("pipe.mp4"));
    const char *const names[] = {"pipe.mp4",
                                 "-",
                                 "/dev/zero",
                                 "camera:0",
                                 "http://127.0.0.1:1/x",
                                 "../../../../../../dev/zero",
                                 "",
                                 "/"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        root = run_over(in_folder("clip.mp4"), names[i]);
        facs_video_facts video;
        assert_int_equal(facs_origin_find_video(&video, root, in_folder("made.csv")), 0);
        assert_null(video.path);
        facs_origin_forget_video(&video);
        json_decref(root);
    }
    snprintf(name, sizeof(name), "%s", in_folder("clip.mp4"));
    root = run_over(name, "../x/clip.mp4"); /* the right one is beside the table */
    assert_video(root, name, NULL);
    json_decref(root);
}

static json_t *result_of(const char *csv, const char *file, int rows)
{
    char sha256[65];
    struct stat status;
    assert_int_equal(stat(csv, &status), 0);
    assert_int_equal(facs_file_sha256(csv, sha256), 0);
    return json_pack("{s:[{s:s, s:i, s:I, s:s}, {s:s, s:i, s:i, s:s}]}", "results", "file",
                     "x_face00.csv", "rows", 9, "bytes", (json_int_t)9, "sha256", "0", "file", file,
                     "rows", rows, "bytes", (int)status.st_size, "sha256", sha256);
}

static void test_the_table_of_the_run(void **state)
{
    (void)state;
    char csv[600];
    snprintf(csv, sizeof(csv), "%s", in_folder("a.csv"));
    write_file(csv, "frame,AU12_r\n1,2\n", 17);
    json_t *root = result_of(csv, "a.csv", 1);
    assert_int_equal(facs_origin_of(root, csv, 1), FACS_ORIGIN_SAME);
    write_file(in_folder("renamed.csv"), "frame,AU12_r\n1,2\n", 17);
    assert_int_equal(facs_origin_of(root, in_folder("renamed.csv"), 1), FACS_ORIGIN_SAME);
    write_file(csv, "\"frame\",\"AU12_r\"\n1,2\n", 21); /* as R writes it */
    assert_int_equal(facs_origin_of(root, csv, 1), FACS_ORIGIN_CHANGED);
    assert_int_equal(facs_origin_of(root, csv, 2), FACS_ORIGIN_OTHER);
    assert_int_equal(facs_origin_of(root, in_folder("absent.csv"), 1), FACS_ORIGIN_UNKNOWN);
    json_decref(root);
    root = json_loads("{\"results\": [\"a.csv\", {}, 7, {\"sha256\": 5}]}", 0, NULL);
    assert_int_equal(facs_origin_of(root, csv, 1), FACS_ORIGIN_UNKNOWN);
    json_decref(root);
    assert_int_equal(facs_origin_of(NULL, csv, 1), FACS_ORIGIN_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_video_that_was_measured),
        IN_FOLDER(test_names_alone_prove_nothing),
        IN_FOLDER(test_the_table_of_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
