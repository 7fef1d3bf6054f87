#include "view_markers.h"

#include "cmocka_all.h"
#include "pause.h"
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define HEADER "start,end,label,frame\n"

/* A second at 30 frames/s has been analyzed. */
static int setup(void **state)
{
    facs_view_markers *m;
    assert_int_equal(scratch_setup(state), 0);
    assert_int_equal(facs_view_markers_open(&m), 0);
    assert_int_equal(facs_view_markers_reach(m, 30, 1000), 0);
    *state = m;
    return 0;
}

static int teardown(void **state)
{
    facs_view_markers *m = *state;
    facs_view_markers_close(&m);
    assert_null(m);
    return scratch_teardown(state);
}

static void expect_table(const char *rows)
{
    char *text = read_text(scratch("m.csv"));
    assert_int_equal(strncmp(text, HEADER, strlen(HEADER)), 0);
    assert_string_equal(text + strlen(HEADER), rows);
    free(text);
    assert_false(exists(scratch("m.csv.part")));
}

static void each_marker_is_in_the_table_at_once(void **state)
{
    facs_view_markers *m = *state;
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), 0);
    expect_table("");
    write_text(scratch("m.csv.part"), "of a run that was killed");
    assert_int_equal(facs_view_markers_set(m, "cough", 3, 67, 0), 0);
    expect_table("0.067,0.067,cough,3\n");
    assert_int_equal(facs_view_markers_set(m, "rest", 6, 167, 1), 0);
    expect_table("0.067,0.067,cough,3\n0.167,NA,rest,6\n");
    assert_int_equal(facs_view_markers_set(m, "task", 9, 267, 1), 0);
    assert_int_equal(facs_view_markers_set(m, "rest", 12, 367, 1), 0);
    assert_int_equal(facs_view_markers_set(m, "task", 3, 67, 1), 0); /* earlier, in a paused page */
    assert_int_equal(facs_view_markers_set(m, "rest", 30, 1000, 1), 0);
    expect_table("0.067,0.067,cough,3\n0.167,0.367,rest,6\n0.067,0.267,task,3\n"
                 "1.000,NA,rest,30\n");
}

static void labels_are_kept_as_they_are(void **state)
{
    facs_view_markers *m = *state;
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), 0);
    assert_int_equal(facs_view_markers_set(m, "a, \"b\"", 1, 0, 0), 0);
    assert_int_equal(facs_view_markers_set(m, " \xc3\xa4;", 1, 0, 0), 0);
    expect_table("0.000,0.000,\"a, \"\"b\"\"\",1\n0.000,0.000,\" \xc3\xa4;\",1\n");
    char *list = facs_view_markers_list(m);
    assert_string_equal(list,
                        "[{\"marker\":\"a, \\\"b\\\"\",\"kind\":\"moment\",\"frame\":1,\"time\":"
                        "0.000},{\"marker\":\" \xc3\xa4;\",\"kind\":\"moment\",\"frame\":1,"
                        "\"time\":0.000}]");
    free(list);
}

static void each_line_comes_once(void **state)
{
    facs_view_markers *m = *state;
    assert_null(facs_view_markers_line(m));
    assert_int_equal(facs_view_markers_set(m, "a", 1, 0, 1), 0);
    assert_int_equal(facs_view_markers_set(m, "a", 30, 1000, 1), 0);
    assert_string_equal(facs_view_markers_line(m),
                        "{\"marker\":\"a\",\"kind\":\"start\",\"frame\":1,\"time\":0.000}\n");
    assert_string_equal(facs_view_markers_line(m),
                        "{\"marker\":\"a\",\"kind\":\"end\",\"frame\":30,\"time\":1.000}\n");
    assert_null(facs_view_markers_line(m));
    assert_int_equal(facs_view_markers_reach(m, 31, 1033), 2);
}

static void what_is_no_marker_is_refused(void **state)
{
    facs_view_markers *m = *state;
    char longest[FACS_VIEW_LABEL_BYTES + 2];
    memset(longest, 'x', sizeof(longest));
    longest[FACS_VIEW_LABEL_BYTES + 1] = '\0';
    const char *const wrong[] = {"",         longest,        "a\nb", "\x1b[2J", "\x7f",
                                 "\xc2\x9b", "\xed\xa0\x80", "\xc3", "\xff"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(facs_view_markers_set(m, wrong[i], 1, 0, 0), -EINVAL);
    longest[FACS_VIEW_LABEL_BYTES] = '\0';
    assert_int_equal(facs_view_markers_set(m, longest, 1, 0, 0), 0);
    /* No such frame yet, and none before the first. */
    assert_int_equal(facs_view_markers_set(m, "a", 0, 0, 0), -EINVAL);
    assert_int_equal(facs_view_markers_set(m, "a", 31, 0, 0), -EINVAL);
    assert_int_equal(facs_view_markers_set(m, "a", 1, -1, 0), -EINVAL);
    assert_int_equal(facs_view_markers_set(m, "a", 1, 1001, 0), -EINVAL);
    assert_int_equal(facs_view_markers_reach(m, 30, 1000), 1);
}

/* A key that is held down or a page gone wild: twenty at once, then ten a second. */
static void markers_in_a_flood_are_refused(void **state)
{
    facs_view_markers *m = *state;
    int set = 0;
    while (set < 100 && facs_view_markers_set(m, "a", 1, 0, 0) == 0)
        set++;
    assert_in_range(set, 20, 99);
    assert_int_equal(facs_view_markers_set(m, "a", 1, 0, 0), -EAGAIN);
    pause_ms(150);
    assert_int_equal(facs_view_markers_set(m, "a", 1, 0, 0), 0);
}

static void a_table_is_not_replaced(void **state)
{
    facs_view_markers *m = *state;
    write_text(scratch("m.csv"), HEADER "1,2,yesterday,3\n");
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), -EEXIST);
    expect_table("1,2,yesterday,3\n");
    facs_view_markers_close(&m);
    *state = NULL;
    expect_table("1,2,yesterday,3\n");
}

/* So a run whose camera does not open is not in the way of the next one. */
static void a_table_without_markers_goes(void **state)
{
    facs_view_markers *m = *state;
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), 0);
    expect_table("");
    facs_view_markers_close(&m);
    assert_int_equal(facs_view_markers_open(&m), 0);
    *state = m;
    assert_false(exists(scratch("m.csv")));
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), 0);
}

static void what_is_not_saved_is_not_set(void **state)
{
    facs_view_markers *m = *state;
    assert_int_equal(facs_view_markers_keep(m, scratch("m.csv")), 0);
    assert_int_equal(facs_view_markers_set(m, "a", 1, 0, 1), 0);
    /* Nothing can be written where a folder is in the way. */
    assert_int_equal(mkdir(scratch("m.csv.part"), 0700), 0);
    write_text(scratch("m.csv.part/x"), "x");
    assert_true(facs_view_markers_set(m, "a", 30, 1000, 1) < 0);
    assert_non_null(facs_view_markers_line(m)); /* of the start */
    assert_null(facs_view_markers_line(m));
    remove(scratch("m.csv.part/x"));
    remove(scratch("m.csv.part"));
    assert_int_equal(facs_view_markers_reach(m, 30, 1000), 1);
    assert_int_equal(facs_view_markers_set(m, "a", 15, 500, 1), 0); /* still ends the segment */
    expect_table("0.000,0.500,a,1\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(each_marker_is_in_the_table_at_once),
        TEST(labels_are_kept_as_they_are),
        TEST(each_line_comes_once),
        TEST(what_is_no_marker_is_refused),
        TEST(markers_in_a_flood_are_refused),
        TEST(a_table_is_not_replaced),
        TEST(a_table_without_markers_goes),
        TEST(what_is_not_saved_is_not_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
