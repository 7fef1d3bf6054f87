/* The study that a command line means, as --dry-run prints it. */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static outcome dry_run(const char *arguments)
{
    char whole[512];
    snprintf(whole, sizeof(whole), "extract %s --dry-run", arguments);
    return run_facs(whole);
}

static void assert_lines(const char *arguments, const char *lines)
{
    outcome o = dry_run(arguments);
    assert_string_equal(o.out, lines);
    assert_int_equal(o.status, 0);
    outcome_free(&o);
}

static void test_names_of_single_inputs(void **state)
{
    (void)state;
    assert_lines("camera:0 x/camera-0.mp4",
                 "camera:0\t\tcamera-0.csv\nx/camera-0.mp4\t\tcamera-0.mp4.csv\n");
    assert_lines("camera:My%Cam/2", "camera:My Cam/2\t\tcamera-My-Cam-2.csv\n");
    assert_lines("http://host/a/b.mp4?x=1.2/3", "http://host/a/b.mp4?x=1.2/3\t\tb.csv\n");
    assert_lines("a.b.mp4 x/a.b.mov -d out/",
                 "a.b.mp4\t\tout/a.b.csv\nx/a.b.mov\t\tout/x/a.b.csv\n");
    assert_lines(".hidden -d out", ".hidden\t\tout/.hidden.csv\n");
    assert_lines("a.mp4 -o x.csv", "a.mp4\t\tx.csv\n");
    assert_lines("a.mp4 --csv -", "a.mp4\t\t\n");
    assert_int_equal(mkdir(scratch("take.1"), 0700), 0); /* a folder's name has no extension */
    write_text(scratch("take.1/1.png"), "12345");
    assert_lines("take.1/ x/take.1.mp4", "take.1/\t5\ttake.1.csv\nx/take.1.mp4\t\tx/take.1.csv\n");
    assert_lines("take.1/. take.1 --resume", "take.1/.\t5\ttake.1.csv\n");
}

static void make_study(void)
{
    assert_int_equal(mkdir(scratch("s"), 0700), 0);
    assert_int_equal(mkdir(scratch("s/g"), 0700), 0);
    write_text(scratch("s/a10.mp4"), "1");
    write_text(scratch("s/a2.mp4"), "22");
    write_text(scratch("s/g/b.mov"), "333");
}

static void test_inputs_of_folders_and_lists(void **state)
{
    (void)state;
    make_study();
    assert_lines("s -d r",
                 "s/a2.mp4\t2\tr/a2.csv\ns/a10.mp4\t1\tr/a10.csv\ns/g/b.mov\t3\tr/g/b.csv\n");
    assert_lines("s --pattern *.MOV", "s/g/b.mov\t3\tg/b.csv\n");
    assert_lines("s/g --root .", "s/g/b.mov\t3\ts/g/b.csv\n");
    assert_lines("s --shard 2/2", "s/a2.mp4\t2\ta2.csv\ns/a10.mp4\t1\ta10.csv\n");
    assert_lines("s --shard 5/9", ""); /* fewer inputs than shares */
    write_text(scratch("list"), "s/a2.mp4\nabsent.mp4\t7\tx.csv\n");
    assert_lines("--list list", "absent.mp4\t7\tx.csv\ns/a2.mp4\t2\ta2.csv\n");
}

static void test_what_is_no_study(void **state)
{
    (void)state;
    make_study();
    assert_refused("extract s --shard 3/2", 2, "--shard: expected auto or I/N");
    assert_refused("extract s --shard 1", 2, "--shard: expected auto or I/N");
    assert_refused("extract s --shard 1/2000000", 2, "--shard: expected auto or I/N");
    assert_refused("extract s --shard 0/2", 2, "--shard: expected auto or I/N");
    assert_refused("extract s --pattern [", 2, "--pattern: expected a ] after the [");
    assert_refused("extract s --root s/g", 2, "--root: s/a2.mp4 is not below s/g");
    assert_refused("extract --list absent", 1, "absent: the list cannot be read: no such file");
    assert_refused("extract s -o x.csv", 2, "-o takes one result only");
    assert_refused("extract s --csv -", 2, "from one input only");
    assert_refused("extract", 2, "expects INPUT");
    assert_refused("extract --dry-run http://h/a.mp4?1 http://h/a.mp4?2", 2,
                   "http://h/a.mp4?1 and http://h/a.mp4?2 would both be written to a.mp4.csv");
#ifndef _WIN32 /* which has no such names */
    write_text(scratch("s/new\nline.mp4"), "");
    outcome o = dry_run("s --pattern n*");
    assert_string_equal(o.out, "");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "s/new?line.mp4: a list cannot hold a name with a line break"));
    outcome_free(&o);
#endif
}

/* Results beside the videos: none of many would replace one of them. */
static void test_no_result_replaces_another_input(void **state)
{
    (void)state;
    make_study();
    write_text(scratch("s/x.JSON"), "{}");
    write_text(scratch("s/x.mp4"), "1");
    write_text(scratch("s/x_overlay.mp4"), "1");
    assert_refused("extract s/x.mp4 s/x_overlay.mp4 -d s --overlay .mp4", 2,
                   "the result s/x_overlay.mp4 would replace s/x_overlay.mp4: choose another name "
                   "with --overlay");
    write_text(scratch("s/y.csv"), "1");
    write_text(scratch("s/y.mp4"), "1");
    assert_refused("extract s/y.csv s/x.mp4 -d s", 2, "the result s/y.csv would replace s/y.csv");
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_names_of_single_inputs),
        IN_SCRATCH(test_inputs_of_folders_and_lists),
        IN_SCRATCH(test_what_is_no_study),
        IN_SCRATCH(test_no_result_replaces_another_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
