/* Patterns of file names. */
#include "base/pattern.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void names_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        int matches;
    } cases[] = {
        {"*", "x", 1},
        {"*", "a/b/x", 1},
        {"*.mp4", "a/clip.MP4", 1},
        {"*.MP4", "a/clip.mp4", 1},
        {"*.mp4", "clip.mp4.part", 0},
        {"*.mp4,*.mov", "a.mov", 1},
        {" *.mp4 , *.mov ", "a.mov", 1},
        {"clip?.mp4", "clip1.mp4", 1},
        {"clip?.mp4", "clip10.mp4", 0},
        {"clip?.mp4", "clip\xc3\xa9.mp4", 1}, /* one character of two bytes */
        {"[a-c]x", "Bx", 1},
        {"[!a-c]x", "bx", 0},
        {"[^a-c]x", "dx", 1},
        {"[]]", "]", 1},
        {"[!]]", "]", 0},
        {"[*?]", "*", 1},
        {"[*?]", "a", 0},
        {"[a,b]", ",", 1},
        {"[a-]", "-", 1},
        {"[\xc3\xa0-\xc3\xaf]", "\xc3\xa9", 1},
        {"[\xc3\xa0-\xc3\xaf]", "\xc4\x80", 0},
        {"s1/*", "s1/a.mp4", 1},
        {"s1/*", "s1/deep/a.mp4", 0},
        {"s1/**", "s1/deep/a.mp4", 1},
        {"*/a.mp4", "s1/a.mp4", 1},
        {"*/a.mp4", "a.mp4", 0},
        {"**/a.mp4", "x/y/a.mp4", 1},
        {"**/b*/*.mp4", "x/ba/y/b1/c.mp4", 1},
        {"**/b*/*.mp4", "x/ba/y/c1/c.mp4", 0},
        {"s?/*", "s//a", 0},
        {"a*b*c", "aXbXbXc", 1},
        {"a*b*c", "aXbXbX", 0},
        {"", "a", 0},
        {"a", "", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (facs_pattern_match(cases[i].pattern, cases[i].path) != cases[i].matches)
            fail_msg("\"%s\" and \"%s\"", cases[i].pattern, cases[i].path);
}

static void patterns_are_checked(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(facs_pattern_check("*.mp4, [a,]*", &error), 0);
    static const char *const wrong[] = {"", ",", "*.mp4,", "a,,b", " ", "[", "*.mp4,[a-"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(facs_pattern_check(wrong[i], &error), -EINVAL);
        assert_int_equal(error.kind, FACS_ERROR_USAGE);
        assert_int_equal(strncmp(error.text, "pattern: ", 9), 0);
    }
}

/* A matcher that tries everything would take longer than the universe has existed. */
static void long_ones_end(void **state)
{
    (void)state;
    char pattern[201], path[4001];
    memset(path, 'a', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    for (size_t i = 0; i + 2 < sizeof(pattern); i += 2)
        memcpy(pattern + i, "*a", 2);
    memcpy(pattern + sizeof(pattern) - 3, "*b", 3);
    assert_false(facs_pattern_match(pattern, path));
    for (size_t i = 0; i + 3 < sizeof(pattern); i += 3)
        memcpy(pattern + i, "**a", 3);
    memcpy(pattern + sizeof(pattern) - 3, "/b", 3);
    assert_false(facs_pattern_match(pattern, path));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_match),
        cmocka_unit_test(patterns_are_checked),
        cmocka_unit_test(long_ones_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
