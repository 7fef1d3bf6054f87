/* The inputs of a study: folders, paths and lists, with the names of their results. */
#include "cmocka_all.h"
#include "folder.h"
#include "found.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void a_folder_is_walked(void **state)
{
    (void)state;
    make_files(
        "study/clip10.mp4 study/clip2.MOV study/s1/a.mp4 study/s1/deep/b.avi study/notes.txt");
    facs_study_options options = study_of("study");
    options.results = "out";
    assert_string_equal(found(&options), "study/clip2.MOV>out/clip2.csv "
                                         "study/clip10.mp4>out/clip10.csv "
                                         "study/s1/a.mp4>out/s1/a.csv "
                                         "study/s1/deep/b.avi>out/s1/deep/b.csv");
    assert_string_equal(logged(), "1 file left out, study/notes.txt: its name does not end like "
                                  "a video's; --pattern includes it\n");
    options.pattern = "s?/*,*.txt";
    assert_string_equal(found(&options),
                        "study/notes.txt>out/notes.csv study/s1/a.mp4>out/s1/a.csv");
}

static void paths_have_plain_names(void **state)
{
    (void)state;
    make_files("x/a.mp4 y/b.mp4 frames.1/2.png frames.1/10.png");
    facs_study_options options = study_of("y/b.mp4 x/a.mp4 frames.1/ absent.mp4 - camera:0 "
                                          "rtsp://host/live.mp4?key=1");
    assert_string_equal(found(&options),
                        "->stdin.csv absent.mp4>absent.csv camera:0>camera-0.csv "
                        "frames.1/>frames.1.csv rtsp://host/live.mp4?key=1>live.csv "
                        "x/a.mp4>a.csv y/b.mp4>b.csv");
    assert_string_equal(logged(), "");
}

static void a_list_repeats_the_folders_in_common(void **state)
{
    (void)state;
    const char list[] =
        "\xef\xbb\xbfs/b/2.mp4\t12\r\n\n./s/a/1.mp4\ns/b/10.mp4\t7\tx.csv\ns/b/2.mp4";
    write_file("list", list, strlen(list));
    facs_study_options options = study_of(NULL);
    options.list = "list";
    options.results = "out/";
    assert_string_equal(found(&options), "./s/a/1.mp4>out/a/1.csv s/b/2.mp4>out/b/2.csv "
                                         "s/b/10.mp4>out/b/10.csv");
    assert_string_equal(logged(),
                        "1 name left out, s/b/2.mp4: the same file is an input already\n");
    options.root = ".";
    assert_string_equal(found(&options), "./s/a/1.mp4>out/s/a/1.csv s/b/2.mp4>out/s/b/2.csv "
                                         "s/b/10.mp4>out/s/b/10.csv");
    options.root = "s/b";
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "root: ./s/a/1.mp4 is not below s/b");
}

static void nothing_to_do_is_an_error(void **state)
{
    (void)state;
    make_files("study/notes.txt list");
    facs_study_options options = study_of("study");
    assert_study_refused(&options, FACS_ERROR_INPUT, -ENOENT, "study: there are no videos");
    options.pattern = "*.mp4,";
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "pattern: ");
    options = study_of("");
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "expected an input");
    options.list = "list";
    assert_study_refused(&options, FACS_ERROR_INPUT, -ENOENT, "list: there are no inputs");
    options = study_of("a.mp4 -");
    options.list = "-";
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "list: standard input is an input");
    options = study_of(NULL);
    options.list = "absent";
    assert_study_refused(&options, FACS_ERROR_INPUT, -ENOENT, "absent: the list cannot be read");
}

static void inputs_are_numbered_from_0(void **state)
{
    (void)state;
    facs_study *study;
    facs_error error;
    facs_study_input input = {.size = sizeof(input)};
    make_files("s/a.mp4");
    const facs_study_options options = study_of("s");
    assert_int_equal(facs_study_open(&study, &options, &error), 0);
    assert_int_equal(facs_study_get(study, 0, &input), 0);
    assert_int_equal(input.bytes, -1);
    assert_int_equal(facs_study_get(study, 1, &input), -ERANGE);
    assert_int_equal(facs_study_get(study, -1, &input), -ERANGE);
    input.size = 1;
    assert_int_equal(facs_study_get(study, 0, &input), -EINVAL);
    facs_study_close(&study);
    facs_study_close(&study);
}

/* Each input is in one share, the same each time; a share may be empty. */
static void shares_make_the_whole(void **state)
{
    (void)state;
    enum { INPUTS = 12, SHARES = 20 };
    const char bytes[10 * INPUTS] = "";
    int seen[INPUTS] = {0};
    facs_study_options options = study_of("s");
    make_files("s/x.txt");
    for (int i = 0; i < INPUTS; i++) {
        char name[16];
        snprintf(name, sizeof(name), "s/%d.mp4", i);
        write_file(name, bytes, (size_t)(10 * i));
    }
    for (options.shards = 1; options.shards <= SHARES; options.shards++)
        for (options.shard = 1; options.shard <= options.shards; options.shard++) {
            facs_study *study;
            facs_study_input input = {.size = sizeof(input)};
            int last = -1;
            assert_int_equal(facs_study_open(&study, &options, NULL), 0);
            for (int64_t i = 0; facs_study_get(study, i, &input) == 0; i++) {
                const int number = atoi(input.csv);
                assert_true(number > last);
                assert_int_equal(input.bytes, 10 * number);
                seen[number]++;
                last = number;
            }
            facs_study_close(&study);
        }
    for (int i = 0; i < INPUTS; i++)
        assert_int_equal(seen[i], SHARES); /* once in each division */
    options.shards = options.shard = FACS_MAX_SHARDS;
    assert_string_equal(found(&options), "");
    options.shards++;
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "shards: expected a number from 1");
    options.shards = 3;
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "shard: expected a number from 1");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, found_set_up, found_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_folder_is_walked),
        IN_FOLDER(paths_have_plain_names),
        IN_FOLDER(a_list_repeats_the_folders_in_common),
        IN_FOLDER(nothing_to_do_is_an_error),
        IN_FOLDER(inputs_are_numbered_from_0),
        IN_FOLDER(shares_make_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
