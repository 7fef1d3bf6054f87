/* Names of results: by place, by folder, with endings where they are needed. */
#include "cmocka_all.h"
#include "folder.h"
#include "found.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void endings_tell_inputs_of_a_folder_apart(void **state)
{
    (void)state;
    make_files("s/clip.mp4 s/clip.avi s/x/clip.mp4 s/a.mp4 s/a.mov s/a.mp4.mkv s/f.mp4 s/f/1.png");
    const facs_study_options options = study_of("s");
    assert_string_equal(found(&options),
                        "s/a.mov>a.mov.csv s/a.mp4>a.mp4.csv s/a.mp4.mkv>a.mp4.mkv.csv "
                        "s/clip.avi>clip.avi.csv s/clip.mp4>clip.mp4.csv s/f>f.csv "
                        "s/f.mp4>f.mp4.csv s/x/clip.mp4>x/clip.csv");
}

static void several_folders_keep_their_names(void **state)
{
    (void)state;
    make_files("x/s1/a.mp4 y/s2/a.mp4 y/s1/a.mp4 z/b.mp4");
    facs_study_options options = study_of("x/s1 y/s2/ z/b.mp4");
    assert_string_equal(found(&options), "x/s1/a.mp4>s1/a.csv y/s2/a.mp4>s2/a.csv z/b.mp4>b.csv");
    options = study_of("x/s1 z/b.mp4");
    assert_string_equal(found(&options), "x/s1/a.mp4>a.csv z/b.mp4>b.csv");
    options = study_of("x/s1 y/s1");
    assert_string_equal(found(&options), "x/s1/a.mp4>x/s1/a.csv y/s1/a.mp4>y/s1/a.csv");
    assert_non_null(strstr(logged(), "two results would have the same name, so results repeat the "
                                     "folders below "));
    options.root = "y";
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL, "root: x/s1/a.mp4 is not below y");
    link_in_study("x", "link"); /* which the shell may have in its current folder */
    options = study_of("link/s1");
    options.root = "x";
    assert_string_equal(found(&options), "link/s1/a.mp4>s1/a.csv");
    options = study_of("y");
    options.root = ".";
    assert_string_equal(found(&options), "y/s1/a.mp4>y/s1/a.csv y/s2/a.mp4>y/s2/a.csv");
}

static void paths_with_equal_names_keep_their_folders(void **state)
{
    (void)state;
    facs_study_options options = study_of("x/a.mp4 y/z/../a.avi ./b.mp4");
    options.results = "out";
    assert_string_equal(found(&options),
                        "./b.mp4>out/b.csv x/a.mp4>out/x/a.csv y/z/../a.avi>out/y/a.csv");
    options = study_of("a.mp4 a.avi");
    assert_string_equal(found(&options), "a.avi>a.avi.csv a.mp4>a.mp4.csv");
    options = study_of("x/a.mp4 x/a.avi /absent/a.mp4");
    found(&options);
    assert_non_null(strstr(logged(), ON_WINDOWS ? "folders below Z:\\\n" : "folders below /\n"));
    options = study_of("camera:0 x/camera-0.mp4");
    assert_string_equal(found(&options), "camera:0>camera-0.csv x/camera-0.mp4>camera-0.mp4.csv");
    options = study_of("http://h/a.mp4?x=1 http://h/a.mp4?x=2");
    assert_study_refused(&options, FACS_ERROR_USAGE, -EINVAL,
                         "http://h/a.mp4?x=1 and http://h/a.mp4?x=2 would both be written to "
                         "a.mp4.csv");
}

static void cameras_and_addresses_have_plain_names(void **state)
{
    (void)state;
    const facs_study_options options =
        study_of("camera:My%Cam/2 http://host/a/b.mp4?x=1.2/3 rtsp://host/ .hidden a.b.mp4");
    const char *names = found(&options);
    assert_non_null(strstr(names, "camera:My%Cam/2>camera-My-Cam-2.csv"));
    assert_non_null(strstr(names, "http://host/a/b.mp4?x=1.2/3>b.csv"));
    assert_non_null(strstr(names, "rtsp://host/>host.csv"));
    assert_non_null(strstr(names, ".hidden>.hidden.csv"));
    assert_non_null(strstr(names, "a.b.mp4>a.b.csv"));
}

/* Upper and lower case are the same to some disks, so the names are told; on Windows they are to
 * all of them, so the names are equal. */
static void case_is_told(void **state)
{
    (void)state;
    if (facs_path_ignores_case()) {
        const facs_study_options equal = study_of("a/Talk.mp4 b/talk.mp4");
        assert_string_equal(found(&equal), "a/Talk.mp4>a/Talk.csv b/talk.mp4>b/talk.csv");
        return;
    }
    const facs_study_options options = study_of("A.mp4 a.mp4");
    assert_string_equal(found(&options), "A.mp4>A.csv a.mp4>a.csv");
    assert_string_equal(logged(), "the results of A.mp4 and a.mp4 differ only in upper and lower "
                                  "case, which not every disk tells apart\n");
}

static void lists_are_named_as_folders_are(void **state)
{
    (void)state;
    const char list[] = "s/frames.v2\ns/a.mp4\ns/g/a.avi\ns/g/a.mov\n";
    make_files("s/frames.v2/1.png s/a.mp4 s/g/a.avi s/g/a.mov");
    write_file("list", list, strlen(list));
    facs_study_options options = study_of("s");
    const char names[] = "s/a.mp4>a.csv s/frames.v2>frames.v2.csv s/g/a.avi>g/a.avi.csv "
                         "s/g/a.mov>g/a.mov.csv";
    assert_string_equal(found(&options), names);
    options = study_of(NULL);
    options.list = "list";
    assert_string_equal(found(&options), names);
}

/* A part of a list keeps the names that the whole list has, but no result leaves its folder. */
static void lists_can_name_results(void **state)
{
    (void)state;
    const char list[] = "s/a.mp4\t1\tout/s/a.mp4.csv\nb.mp4\t\tout/x/b.csv\n";
    const char outside[] = "s/a.mp4\t1\tout/../a.csv\ns/b.mp4\t1\touter/b.csv\n"
                           "s/c.mp4\t1\t/c.csv\ns/d.mp4\t1\tout/d.txt\ns/e.mp4\t1\tout/.csv\n"
                           "s/f.mp4\t1\tout//f.csv\ns/g.mp4\t1\tout/./g.csv\n";
    write_file("list", list, strlen(list));
    facs_study_options options = study_of(NULL);
    options.list = "list";
    options.root = "s"; /* for those without */
    options.results = "out";
    assert_string_equal(found(&options), "b.mp4>out/x/b.csv s/a.mp4>out/s/a.mp4.csv");
    options.results = "out/";
    assert_string_equal(found(&options), "b.mp4>out/x/b.csv s/a.mp4>out/s/a.mp4.csv");
    write_file("list", outside, strlen(outside));
    assert_string_equal(found(&options),
                        "s/a.mp4>out/a.csv s/b.mp4>out/b.csv s/c.mp4>out/c.csv s/d.mp4>out/d.csv "
                        "s/e.mp4>out/e.csv s/f.mp4>out/f.csv s/g.mp4>out/g.csv");
    options.results = NULL;
    assert_string_equal(found(&options), "s/a.mp4>a.csv s/b.mp4>outer/b.csv s/c.mp4>c.csv "
                                         "s/d.mp4>d.csv s/e.mp4>e.csv s/f.mp4>f.csv s/g.mp4>g.csv");
}

static void addresses_of_a_list_are_named_by_place(void **state)
{
    (void)state;
    const char list[] = "x/y/a.mp4\nhttps://h.org/b/s1/a.mp4?k=%2F\nhttps://h.org/b/s2/a b.mp4\n"
                        "https://h.org/b/s2/../s3//a.mp4#t\n";
    write_file("list", list, strlen(list));
    facs_study_options options = study_of(NULL);
    options.list = "list";
    assert_string_equal(found(&options), "https://h.org/b/s1/a.mp4?k=%2F>s1/a.csv "
                                         "https://h.org/b/s2/../s3//a.mp4#t>s3/a.csv "
                                         "https://h.org/b/s2/a b.mp4>s2/a-b.csv x/y/a.mp4>a.csv");
    options = study_of("http://h/s1/a.mp4 http://h/s2/a.mp4 c.mp4");
    assert_string_equal(found(&options), "c.mp4>c.csv http://h/s1/a.mp4>s1/a.csv "
                                         "http://h/s2/a.mp4>s2/a.csv");
}

/* Hundreds of thousands of equal names are no more work than as many different ones. */
static void many_equal_names_end(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    facs_study *study;
    facs_error error;
    facs_study_input input = {.size = sizeof(input)};
    FILE *file = fopen("list", "w");
    assert_non_null(file);
    for (int i = 0; i < COUNT; i++)
        fprintf(file, "s/a.%d\t1\n", i);
    assert_int_equal(fclose(file), 0);
    facs_study_options options = study_of(NULL);
    options.list = "list";
    assert_int_equal(facs_study_open(&study, &options, &error), 0);
    assert_int_equal(facs_study_count(study), COUNT);
    assert_int_equal(facs_study_get(study, 7, &input), 0);
    assert_string_equal(input.csv, "a.7.csv");
    facs_study_close(&study);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, found_set_up, found_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(endings_tell_inputs_of_a_folder_apart),
        IN_FOLDER(several_folders_keep_their_names),
        IN_FOLDER(paths_with_equal_names_keep_their_folders),
        IN_FOLDER(cameras_and_addresses_have_plain_names),
        IN_FOLDER(case_is_told),
        IN_FOLDER(lists_are_named_as_folders_are),
        IN_FOLDER(lists_can_name_results),
        IN_FOLDER(addresses_of_a_list_are_named_by_place),
        IN_FOLDER(many_equal_names_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
