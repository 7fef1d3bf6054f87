/* Columns from the path of an input. */
#include "study/path_columns.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Writes the values as "a|b|c", or "-" if the path does not match. */
static const char *split(const char *pattern, const char *path)
{
    static char text[256];
    facs_path_columns columns;
    facs_path_value values[FACS_PATH_COLUMNS] = {{NULL, 0}};
    facs_error error = {.text = ""};
    size_t length = 0;
    if (facs_path_columns_open(&columns, pattern, &error) < 0)
        fail_msg("%s", error.text);
    const int matched = facs_path_columns_match(&columns, path, values);
    for (int i = 0; matched && i < columns.count; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%.*s", i ? "|" : "",
                                   (int)values[i].length, values[i].text);
    for (int i = 0; !matched && i < columns.count; i++)
        assert_null(values[i].text);
    facs_path_columns_close(&columns);
    return matched ? text : "-";
}

static void test_parts_of_a_path(void **state)
{
    (void)state;
    static const char three[] = "{group}/{participant}/{session}.mp4";
    assert_string_equal(split(three, "/data/study/control/p07/s1.mp4"), "control|p07|s1");
    assert_string_equal(split(three, "control/p07/s1.mp4"), "control|p07|s1");
    assert_string_equal(split(three, "p07/s1.mp4"), "-");
    assert_string_equal(split(three, "/p07/s1.mp4"), "-");
    assert_string_equal(split(three, "a/b/s1.mov"), "-");
    assert_string_equal(split(three, "a/b/.mp4"), "-");
    assert_string_equal(split(three, "./p07/s1.mp4"), "-");
    assert_string_equal(split(three, "../p07/s1.mp4"), "-");
    assert_string_equal(split(three, ""), "-");
    assert_string_equal(split("{a}/{b}.x.mp4", "1/2.x.x.mp4"), "1|2.x");
    assert_string_equal(split("p{n}/*.*", "p12/any.mov"), "12");
    assert_string_equal(split("p{n}/*.*", "q12/any.mov"), "-");
    assert_string_equal(split("p{n}/x", "p/x"), "-");
}

static void test_choices_within_a_name(void **state)
{
    (void)state;
    assert_string_equal(split("{p}_{s}.*", "p07_day_2.mp4"), "p07|day_2");
    assert_string_equal(split("{p}_{s}.*", "p07_day_2.x.mp4"), "p07|day_2");
    assert_string_equal(split("*_{s}.mp4", "_a.mp4"), "a");
    assert_string_equal(split("*_{s}.mp4", "x_y_a.mp4"), "y_a");
    assert_string_equal(split("{p}_{s}.mp4", "__x.mp4"), "_|x");
    assert_string_equal(split("{p}_{s}.mp4", "_x.mp4"), "-");
    assert_string_equal(split("{p}aa{s}", "xaaaa"), "x|aa");
    assert_string_equal(split("{p}ab", "xabab"), "xab");
    assert_string_equal(split("{p}-{q}-{r}", "a-b-c-d"), "a|b|c-d");
    assert_string_equal(split("{p}-*-", "a-b"), "-");
    assert_string_equal(split("{p}-{q}", "a-"), "-");
}

/* Much to try for a matcher that goes back. */
static void test_hostile_names(void **state)
{
    (void)state;
    char path[4096];
    memset(path, 'a', sizeof(path) - 1);
    path[sizeof(path) - 1] = 0;
    assert_string_equal(split("{a}a{b}a{c}a{d}a{e}a{f}a{g}a{h}a{i}a{j}a{k}a{l}a{m}b", path), "-");
}

static void test_refused_patterns(void **state)
{
    (void)state;
    static const char *const patterns[][2] = {
        {"", "at least one {name}"},     {"a.mp4", "at least one {name}"},
        {"{a}{b}", "between two"},       {"{a}*", "between two"},
        {"{}", "letters, digits"},       {"{1a}", "letters, digits"},
        {"{a b}", "letters, digits"},    {"{a/{b}", "letters, digits"},
        {"{a", "a } after each {"},      {"{a}/{A}", "only once"},
        {"/{a}", "without a separator"}, {"{\xc3\xa9}", "letters, digits"},
    };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
        facs_path_columns columns;
        facs_error error = {.text = ""};
        assert_int_equal(facs_path_columns_open(&columns, patterns[i][0], &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_USAGE);
        if (strncmp(error.text, "path: ", 6) != 0 || !strstr(error.text, patterns[i][1]))
            fail_msg("%s: %s", patterns[i][0], error.text);
        assert_int_equal(columns.count, 0);
        facs_path_columns_close(&columns);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_of_a_path),
        cmocka_unit_test(test_choices_within_a_name),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_refused_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
