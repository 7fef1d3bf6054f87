/* Paths as text, and the user's folders. */
#include "os/path.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void paths_are_joined_with_one_slash(void **state)
{
    (void)state;
    static const char *const cases[][3] = {{"models", "pdm.txt", "models/pdm.txt"},
                                           {"models/", "pdm.txt", "models/pdm.txt"},
                                           {"/", "a/b", "/a/b"},
                                           {"", "pdm.txt", "pdm.txt"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *joined = facs_path_join(cases[i][0], cases[i][1]);
        assert_non_null(joined);
        assert_string_equal(joined, cases[i][2]);
        free(joined);
    }
}

static void test_names_of_paths(void **state)
{
    (void)state;
    static const char *const paths[][3] = {{"a/b.csv", "b.csv", "a/c"},
                                           {"b.csv", "b.csv", "c"},
                                           {"/b.csv", "b.csv", "/c"},
                                           {"a/b/", "", "a/b/c"}};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_string_equal(facs_path_name(paths[i][0]), paths[i][1]);
        char *beside = facs_path_beside(paths[i][0], "c");
        assert_string_equal(beside, paths[i][2]);
        free(beside);
    }
}

static void paths_have_roots(void **state)
{
    (void)state;
    assert_int_equal(facs_path_root("/a/b"), 1);
    assert_int_equal(facs_path_root("a/b"), 0);
    assert_int_equal(facs_path_root(""), 0);
#ifdef _WIN32
    assert_int_equal(facs_path_root("C:\\a"), 3);
    assert_int_equal(facs_path_root("C:a"), 2);
    assert_int_equal(facs_path_root("\\\\host\\share\\a"), 13);
    assert_int_equal(facs_path_root("\\\\host"), 6);
#endif
}

static void programs_have_names(void **state)
{
    (void)state;
    assert_true(facs_path_is_program("/usr/bin/FaceLandmarkImg", "FaceLandmarkImg"));
    assert_true(facs_path_is_program("FaceLandmarkImg", "FaceLandmarkImg"));
    assert_false(facs_path_is_program("/FaceLandmarkImg/facs", "FaceLandmarkImg"));
    assert_false(facs_path_is_program("FaceLandmarkImgs", "FaceLandmarkImg"));
#ifdef _WIN32
    assert_true(facs_path_is_program("C:\\OpenFace\\facelandmarkimg.EXE", "FaceLandmarkImg"));
#else
    assert_false(facs_path_is_program("FaceLandmarkImg.exe", "FaceLandmarkImg"));
#endif
}

static void endings_of_names(void **state)
{
    (void)state;
    assert_true(facs_text_ends_with("a.csv", ".csv"));
    assert_false(facs_text_ends_with("A.CSV", ".csv"));
    assert_true(facs_path_ends_with("A.CSV", ".csv"));
    assert_true(facs_path_ends_with("a.csv", ".CSV"));
    assert_false(facs_path_ends_with(".csv", ".csv"));
    assert_false(facs_path_ends_with("csv", ".csv"));
    assert_false(facs_path_ends_with("a.csv2", ".csv"));
}

static void expect_text(char *text, const char *expected)
{
    assert_string_equal(text, expected);
    free(text);
}

static void folders_of_paths(void **state)
{
    (void)state;
    expect_text(facs_path_folder("a/b.csv"), "a/");
    expect_text(facs_path_folder("/b.csv"), "/");
    expect_text(facs_path_folder("b.csv"), ".");
    expect_text(facs_text_part("abc", 2), "ab");
    expect_text(facs_text_part("abc", 9), "abc");
    assert_true(facs_path_is_absolute("/a") && !facs_path_is_absolute("a/b"));
}

static void paths_are_spelled_out(void **state)
{
    (void)state;
    static const char *const cases[][3] = {{"/a/b", "c.mp4", "/a/b/c.mp4"},
                                           {"/a/b", "./c//d/", "/a/b/c/d"},
                                           {"/a/b", "../c/.././d", "/a/d"},
                                           {"/a", "../../../b", "/b"},
                                           {"/a", "/c/..", ""},
                                           {"/", "..a/.b/...", "/..a/.b/..."},
                                           {"", "", ""}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_text(facs_path_spell_out(cases[i][0], cases[i][1]), cases[i][2]);
#ifndef _WIN32
    expect_text(facs_path_spelled_name("/a/b/c", 4), "/a/b");
    expect_text(facs_path_spelled_name("/a", 1), "/");
#endif
}

static void expect_unified(const char *path, const char *expected)
{
    char *text = facs_text_part(path, strlen(path));
    facs_path_unify(text);
    expect_text(text, expected);
}

#ifdef _WIN32

static void windows_has_two_separators(void **state)
{
    (void)state;
    expect_unified("a\\b/c", "a/b/c");
    expect_unified("C:\\a/b", "C:\\a\\b");
    expect_unified("C:/a/b", "C:/a/b");
    expect_text(facs_path_join("C:\\a", "b/c.csv"), "C:\\a\\b\\c.csv");
    expect_text(facs_path_join("C:\\", "b"), "C:\\b");
    expect_text(facs_path_join("C:", "b"), "C:b");
    expect_text(facs_path_join("a/", "b\\c"), "a/b\\c");
    expect_text(facs_path_folder("a\\b.csv"), "a\\");
    expect_text(facs_path_folder("C:b.csv"), "C:");
    expect_text(facs_path_beside("C:\\a/b.csv", "c"), "C:\\a/c");
    assert_string_equal(facs_path_name("C:\\a\\b.csv"), "b.csv");
    assert_string_equal(facs_path_name("C:b.csv"), "b.csv");
    assert_true(facs_path_is_absolute("C:\\a") && facs_path_is_absolute("\\\\host\\share"));
    assert_true(facs_path_is_absolute("c:/a") && facs_path_is_absolute("\\a"));
    assert_false(facs_path_is_absolute("C:a") || facs_path_is_absolute("a\\b"));
}

static void windows_paths_are_spelled_out(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"C:\\a", "b\\c.mp4", "/C/a/b/c.mp4"},
        {"C:\\a", "d:\\b\\..\\c", "/D/c"},
        {"C:\\a", "C:b", "/C/a/b"},
        {"C:\\a", "\\b", "/C/b"},
        {"c:\\a", "..", "/C"},
        {"C:\\a", "\\\\host\\share\\b", "/host/share/b"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        expect_text(facs_path_spell_out(cases[i][0], cases[i][1]), cases[i][2]);
    expect_text(facs_path_spelled_name("/C/a/b/c", 6), "C:\\a\\b");
    expect_text(facs_path_spelled_name("/C/a", 2), "C:\\");
    expect_text(facs_path_spelled_name("/C/a", 1), "all drives");
    expect_text(facs_path_spelled_name("/host/share/b", 11), "\\\\host\\share");
    assert_int_equal(facs_path_root("\\\\?\\C:\\a"), 7);
    assert_int_equal(facs_path_root("\\\\?\\UNC\\host\\share\\a"), 19);
    assert_int_equal(facs_path_root("\\\\.\\pipe\\a"), 9);
}

static void some_names_cannot_be_used(void **state)
{
    (void)state;
    static const char *const devices[] = {"con", "NUL.csv", "a\\COM1", "C:/lpt9.txt/b", "aux.b.c"};
    static const char *const signs[] = {"a?b", "a.csv:stream", "a\\b|c", "a\tb", "x<1>"};
    static const char *const ends[] = {"a.", "a /b.csv", "C:\\b .\\c"};
    static const char *const good[] = {
        "C:\\a\\b.csv", "com.csv", "COM10", "con1", "..\\a.csv",  "./a",
        "\\\\?\\C:\\a", "C:a.csv", "",      "a b",  "console.csv"};
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        assert_string_equal(facs_path_unusable(devices[i]),
                            "has a name that Windows keeps for a device");
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
        assert_non_null(strstr(facs_path_unusable(signs[i]), "which Windows does not allow"));
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        assert_non_null(strstr(facs_path_unusable(ends[i]), "ends with a dot or a blank"));
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_null(facs_path_unusable(good[i]));
}

#else

static void elsewhere_a_backslash_is_a_letter(void **state)
{
    (void)state;
    expect_unified("a\\b/c", "a\\b/c");
    expect_text(facs_path_join("a\\b", "c"), "a\\b/c");
    assert_string_equal(facs_path_name("a\\b"), "a\\b");
    assert_false(facs_path_is_absolute("C:\\a") || facs_path_is_absolute("\\a"));
    assert_null(facs_path_unusable("con"));
    assert_null(facs_path_unusable("a?b. "));
}

#endif

#ifdef _WIN32

static void the_users_folders(void **state)
{
    (void)state;
    char *path;
    assert_int_equal(setenv("XDG_CACHE_HOME", "D:\\cache", 1), 0); /* it comes first */
    assert_int_equal(facs_user_path(&path, FACS_USER_CACHE, "facs"), 0);
    expect_text(path, "D:\\cache\\facs");
    assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
    assert_int_equal(unsetenv("XDG_DATA_HOME"), 0);
    assert_int_equal(setenv("LOCALAPPDATA", "D:\\ada\\local", 1), 0);
    assert_int_equal(setenv("APPDATA", "D:\\ada\\roaming", 1),
                     0); /* other machines need not have it */
    assert_int_equal(setenv("USERPROFILE", "C:\\Users\\ada", 1), 0);
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs/models"), 0);
    expect_text(path, "D:\\ada\\local\\facs\\models");
    assert_int_equal(facs_user_path(&path, FACS_USER_CACHE, "facs"), 0);
    expect_text(path, "D:\\ada\\local\\facs");
    assert_int_equal(setenv("LOCALAPPDATA", "relative", 1), 0); /* as if it was not set */
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs"), 0);
    expect_text(path, "C:\\Users\\ada\\AppData\\Local\\facs");
    assert_int_equal(unsetenv("USERPROFILE"), 0);
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs"), -ENOENT);
    assert_null(path);
}

#else

static void the_users_folders(void **state)
{
    (void)state;
    char *path;
    assert_int_equal(setenv("XDG_DATA_HOME", "/data", 1), 0);
    assert_int_equal(setenv("HOME", "/home/ada", 1), 0);
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs/models"), 0);
    expect_text(path, "/data/facs/models");
    assert_int_equal(setenv("XDG_DATA_HOME", "relative", 1), 0); /* as if it was not set */
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs"), 0);
    expect_text(path, "/home/ada/.local/share/facs");
    assert_int_equal(unsetenv("HOME"), 0);
    assert_int_equal(facs_user_path(&path, FACS_USER_DATA, "facs"), -ENOENT);
    assert_null(path);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_are_joined_with_one_slash),
        cmocka_unit_test(test_names_of_paths),
        cmocka_unit_test(paths_have_roots),
        cmocka_unit_test(programs_have_names),
        cmocka_unit_test(endings_of_names),
        cmocka_unit_test(folders_of_paths),
        cmocka_unit_test(paths_are_spelled_out),
#ifdef _WIN32
        cmocka_unit_test(windows_has_two_separators),
        cmocka_unit_test(windows_paths_are_spelled_out),
        cmocka_unit_test(some_names_cannot_be_used),
#else
        cmocka_unit_test(elsewhere_a_backslash_is_a_letter),
#endif
        cmocka_unit_test(the_users_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
