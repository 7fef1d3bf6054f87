/* facs report: where pages are written, and the exit status. tests/report tests their contents. */
#include "spawn.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char table[] = "frame,timestamp,success,AU12_r,AU12_c\n1,0,1,1.5,1\n2,0.5,1,0,0\n";

static void assert_page(const char *arguments, const char *path, const char *words)
{
    outcome o = run_facs(arguments);
    if (o.status != 0 || o.err[0] || o.out[0])
        fail_msg("facs %s: status %d: %s%s", arguments, o.status, o.out, o.err);
    outcome_free(&o);
    char *text = read_text(scratch(path));
    assert_int_equal(strncmp(text, "<!doctype html>", 15), 0);
    assert_non_null(strstr(text, "</html>\n"));
    if (!strstr(text, words))
        fail_msg("%s does not say %s", path, words);
    free(text);
    assert_int_equal(unlink(scratch(path)), 0);
}

static void test_where_pages_are_written(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("b.csv"), table);
    write_text(scratch("table.txt"), table);
    assert_page("report a.csv", "a.html", "\"csv\":\"a.csv\"");
    assert_page("report a.csv -o other.html", "other.html", "\"csv\":\"a.csv\"");
    assert_page("report a.csv -o new/of/a.html", "new/of/a.html", "\"csv\":\"a.csv\"");
    assert_page("report table.txt", "table.txt.html", "\"csv\":\"table.txt\"");
    assert_page("report a.csv b.csv", "b.html", "\"csv\":\"b.csv\"");
    assert_true(exists(scratch("a.html")));
}

static void test_the_json_beside_it(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("a.json"), "{\"program\": \"facs\", \"input\": {\"name\": \"talk.mp4\"}}");
    assert_page("report a.csv", "a.html", "\"name\":\"talk.mp4\"");
    assert_page("report a.csv", "a.html", "the video talk.mp4 is not there");
    assert_page("report a.csv --video gone.mp4", "a.html", "the video gone.mp4 is not there");
    write_text(scratch("a_face01.csv"), table);
    write_text(scratch("a_face.csv"), table);
    assert_page("report a_face01.csv", "a_face01.html", "\"name\":\"talk.mp4\"");
    assert_page("report a_face.csv", "a_face.html", "\"run\":null");
}

/* A JSON that only has the right name is reported and not shown. */
static void test_a_json_of_another_result(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("a.json"),
               "{\"program\": \"facs\", \"input\": {\"name\": \"talk.mp4\"}, \"results\": "
               "[{\"file\": \"a.csv\", \"rows\": 99, \"bytes\": 9, \"sha256\": \"0\"}]}");
    outcome o = run_facs("report a.csv");
    assert_int_equal(o.status, 0);
    assert_string_equal(o.err, "facs: warning: a.csv: a.json describes another table and is "
                               "ignored\n");
    outcome_free(&o);
    char *page = read_text(scratch("a.html"));
    assert_null(strstr(page, "talk.mp4"));
    assert_non_null(strstr(page, "\"run\":null"));
    free(page);
}

#ifndef _WIN32
/* Nobody writes into the pipe, or ever ends. */
static void test_a_json_that_is_no_file(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    make_fifo(scratch("a.json"));
    outcome o = run_facs("report a.csv");
    assert_int_equal(o.status, 0);
    assert_non_null(strstr(o.err, "a.json cannot be read"));
    outcome_free(&o);
    assert_int_equal(unlink(scratch("a.json")), 0);
    make_link("/dev/zero", scratch("a.json"));
    o = run_facs("report a.csv");
    assert_int_equal(o.status, 0);
    outcome_free(&o);
}
#endif

static void test_how_it_ends(void **state)
{
    (void)state;
    write_text(scratch("a.csv"), table);
    write_text(scratch("bad.csv"), "a,b\n1,2\n");
    assert_refused("report", 2, "facs report expects RESULT.csv...");
    assert_refused("report a.csv a.csv -o b.html", 2, "for one result");
    assert_refused("report a.csv a.csv --video v.mp4", 2, "for one result");
    assert_refused("report a.csv --every 2", 2, "--every is not an option of facs report");
    assert_refused("report absent.csv", 1, "absent.csv cannot be read");
    assert_refused("report a.csv -o a.csv", 2, "would replace what it is made from");
    assert_refused("report a.csv -o bad.csv/a.html", 1, "bad.csv: the folder cannot be made (");
    assert_refused("report bad.csv a.csv", 1, "bad.csv: expected a result of facs or OpenFace");
    assert_true(exists(scratch("a.html"))); /* the others are made */
    assert_int_equal(unlink(scratch("a.html")), 0);
    write_text(scratch("d.csv"), "frame;AU12_r\n1;2\n");
    outcome o = run_facs("report absent.csv d.csv a.csv");
    assert_int_equal(o.status, 1);
    assert_non_null(strstr(o.err, "absent.csv cannot be read (no such file or folder)\n"));
    assert_non_null(strstr(o.err, "d.csv: its cells are separated by semicolons"));
    assert_true(exists(scratch("a.html")));
    outcome_free(&o);
    assert_false(exists(scratch("bad.html")));
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_where_pages_are_written),
        IN_SCRATCH(test_the_json_beside_it),
        IN_SCRATCH(test_a_json_of_another_result),
#ifndef _WIN32
        IN_SCRATCH(test_a_json_that_is_no_file),
#endif
        IN_SCRATCH(test_how_it_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
