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
}

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
        cmocka_unit_test(the_users_folders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
