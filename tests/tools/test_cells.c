/* Names in the cells of a terminal: cut without breaking a character, and harmless whatever they
 * hold. */
#include "cells.h"

#include "cmocka_all.h"

#include <string.h>

#define KANJI  "\xe6\xbc\xa2"     /* two cells */
#define ACUTE  "e\xcc\x81"        /* e and a combining accent: one cell */
#define FILM   "\xf0\x9f\x8e\xac" /* an emoji: two cells */
#define UMLAUT "\xc3\xbc"

static void check_copy(const char *text, int cells, const char *expected, int used)
{
    char got[64];
    assert_int_equal(facs_cells_copy(got, sizeof(got), text, cells), used);
    assert_string_equal(got, expected);
}

static void test_cells_of_names(void **state)
{
    (void)state;
    assert_int_equal(facs_cells(""), 0);
    assert_int_equal(facs_cells("clip.mp4"), 8);
    assert_int_equal(facs_cells(KANJI KANJI ".mp4"), 8);
    assert_int_equal(facs_cells(ACUTE UMLAUT FILM), 4);
    assert_int_equal(facs_cells("\xff\x80"), 2);
}

static void test_characters_are_not_broken(void **state)
{
    (void)state;
    check_copy(KANJI KANJI, 4, KANJI KANJI, 4);
    check_copy(KANJI KANJI, 3, KANJI, 2);
    check_copy(ACUTE "f", 1, ACUTE, 1);
    check_copy("abc", 0, "", 0);
    char small[5]; /* room for one of three bytes and the NUL */
    assert_int_equal(facs_cells_copy(small, sizeof(small), KANJI KANJI, 10), 2);
    assert_string_equal(small, KANJI);
    assert_int_equal(facs_cells_copy(small, 1, "abc", 10), 0);
    assert_string_equal(small, "");
}

static void test_nothing_reaches_the_terminal_but_text(void **state)
{
    (void)state;
    check_copy("a\nb\033[2Jc\x7f", 20, "a?b?[2Jc?", 9);
    check_copy("\xc2\x9b"
               "2J",
               20, "?2J", 3); /* CSI of the upper half */
    check_copy("\xe2\x80\xae"
               "gpj",
               20, "?gpj", 4); /* turns what follows round */
    check_copy("\xff\xc3", 20, "??", 2);
    check_copy("\xc0\xaf\xed\xa0\x80", 20, "?????", 5); /* overlong; half of a pair */
    check_copy("\xf4\x90\x80\x80\xf8", 20, "?????", 5); /* beyond Unicode */
    check_copy("\xe6\xbc", 20, "??", 2);                /* cut off */
}

static void check_end(const char *path, int cells, const char *expected)
{
    char got[64];
    const int used = facs_cells_copy_end(got, sizeof(got), path, cells);
    assert_string_equal(got, expected);
    assert_int_equal(used, facs_cells(expected));
    assert_true(used <= cells);
}

static void test_a_long_path_shows_its_end(void **state)
{
    (void)state;
    check_end("study/p01/clip.mp4", 18, "study/p01/clip.mp4");
    check_end("study/p01/clip.mp4", 17, "..dy/p01/clip.mp4");
    check_end(KANJI "/" KANJI ".mp4", 8, ".." KANJI ".mp4");
    check_end("abcdef", 2, "ab");
    check_end("abcdef", 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells_of_names),
        cmocka_unit_test(test_characters_are_not_broken),
        cmocka_unit_test(test_nothing_reaches_the_terminal_but_text),
        cmocka_unit_test(test_a_long_path_shows_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
