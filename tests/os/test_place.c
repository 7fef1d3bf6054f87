/* Where a program lies, and what follows from it: its build folder, its installation, or nothing.
 */
#include "os/place.h"

#include "cmocka_all.h"
#include "make_clip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Make the folders on the way, and the file. */
static const char *made(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof(path), "%s", in_folder(name));
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
    write_file(path, text, strlen(text));
    return path;
}

static void expect_nothing(const char *object)
{
    facs_place place;
    facs_place_of(&place, object);
    assert_string_equal(place.library, "");
    assert_string_equal(place.data, "");
    assert_string_equal(place.checkout, "");
    assert_string_equal(place.onnxruntime, "");
}

/* This test's own: it is not installed. */
static void test_own_build(void **state)
{
    (void)state;
    char file[FACS_PLACE_SIZE + 64];
    facs_place place;
    facs_place_find(&place);
    assert_string_equal(place.library, "");
    assert_string_equal(place.data, "");
    snprintf(file, sizeof(file), "%s/include/facs/facs.h", place.checkout);
    assert_int_equal(access(file, R_OK), 0);
}

#define NOTE "checkout=/home/ada/facs\nonnxruntime=/home/ada/.cache/lib.so\n"

static void test_build_folder(void **state)
{
    (void)state;
    static const char *const objects[] = {"b/tools/facs/facs", "b/src/api/libfacs.so",
                                          "b/tests/nn/test_x", "b/bench/peak"};
    facs_place place;
    made("b/not-installed.txt", NOTE);
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        facs_place_of(&place, made(objects[i], ""));
        assert_string_equal(place.checkout, "/home/ada/facs");
        assert_string_equal(place.onnxruntime, "/home/ada/.cache/lib.so");
        assert_string_equal(place.library, "");
    }
    /* Not below a folder in which a build has programs, or deeper. */
    expect_nothing(made("b/facs", ""));
    expect_nothing(made("b/other/facs", ""));
    expect_nothing(made("b/tools/facs/deep/facs", ""));
    expect_nothing("tools/facs/facs");
    expect_nothing(in_folder("b/tools/facs/absent"));
}

static void test_a_note_that_others_may_write(void **state)
{
    (void)state;
    if (ON_WINDOWS)
        skip(); /* files have no modes there */
    made("b/not-installed.txt", NOTE);
    made("b/tools/facs/facs", "");
    assert_int_equal(chmod(in_folder("b/not-installed.txt"), 0666), 0);
    expect_nothing(in_folder("b/tools/facs/facs"));
    assert_int_equal(chmod(in_folder("b/not-installed.txt"), 0644), 0);
    if (geteuid() == 0) { /* of another user */
        assert_int_equal(chown(in_folder("b/not-installed.txt"), 65534, 65534), 0);
        expect_nothing(in_folder("b/tools/facs/facs"));
    }
}

static void test_a_note_that_says_nothing_usable(void **state)
{
    (void)state;
    static char lines[3 * FACS_PLACE_SIZE];
    facs_place place;
    made("b/tools/facs/facs", "");
    made("b/not-installed.txt", "checkout=relative\nonnxruntime=\ncheckout\n/\n=");
    expect_nothing(in_folder("b/tools/facs/facs"));
    made("b/not-installed.txt", "onnxruntime=/without/an/end/of/line");
    expect_nothing(in_folder("b/tools/facs/facs"));
    memset(lines, '/', sizeof(lines) - 2);
    memcpy(lines, "checkout=", 9);
    lines[sizeof(lines) - 2] = '\n';
    made("b/not-installed.txt", lines);
    facs_place_of(&place, in_folder("b/tools/facs/facs"));
    assert_string_equal(place.checkout, "");
}

static void expect_installed(const char *object)
{
    facs_place place;
    facs_place_of(&place, made(object, ""));
    assert_string_equal(place.library, in_folder("opt/" FACS_LIBDIR "/facs"));
    assert_string_equal(place.data, in_folder("opt/" FACS_DATADIR "/facs"));
    assert_string_equal(place.checkout, "");
}

static void test_installation(void **state)
{
    (void)state;
    expect_installed("opt/" FACS_BINDIR "/facs");
    expect_installed("opt/" FACS_LIBDIR "/libfacs.so.1");
    /* A program of somebody else's that holds the library. */
    expect_nothing(made("home/ada/program", ""));
    expect_nothing(made("home/not" FACS_BINDIR "/program", ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_build),
        cmocka_unit_test_setup_teardown(test_build_folder, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_note_that_others_may_write, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_a_note_that_says_nothing_usable, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(test_installation, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
