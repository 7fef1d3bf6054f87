/* Lists of inputs, as people and programs write them. */
#include "study/list.h"

#include "cmocka_all.h"
#include "folder.h"

#include "os/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes bytes for a list. inputs must be freed; their paths are valid as long as list. */
static int take(facs_list *list, const char *bytes, size_t size, facs_inputs *inputs,
                facs_error *error)
{
    *inputs = (facs_inputs){.all = NULL};
    list->size = size;
    list->text = malloc(size + 1);
    assert_non_null(list->text);
    memcpy(list->text, bytes, size);
    return facs_list_take(list, "list.txt", inputs, error);
}

static void lines_are_paths(void **state)
{
    (void)state;
    static const struct {
        const char *line, *path; /* NULL: no input */
        long long bytes;
    } cases[] = {
        {"a.mp4", "a.mp4", -1},
        {"a.mp4\t12", "a.mp4", 12},
        {"a.mp4\t12\r", "a.mp4", 12},
        {"a.mp4\r", "a.mp4", -1},
        {"a.mp4\t0\tout/a.csv", "a.mp4", 0},
        {"camera:0\t\tout/camera-0.csv", "camera:0", -1},
        {"a\tb.mp4", "a\tb.mp4", -1},
        {"a\tb.mp4\t7", "a\tb.mp4", 7},
        {"a.mp4\t12x", "a.mp4\t12x", -1},
        {"a.mp4\t-1", "a.mp4\t-1", -1},
        {"a.mp4\t999999999999999999", "a.mp4", 999999999999999999},
        {"a.mp4\t9999999999999999999", "a.mp4\t9999999999999999999", -1},
        {" a b.mp4 ", " a b.mp4 ", -1},
        {"", NULL, 0},
        {" \t", NULL, 0},
        {"\r", NULL, 0},
        {"\t12", NULL, 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        facs_list list;
        facs_inputs inputs;
        facs_error error;
        assert_int_equal(take(&list, cases[i].line, strlen(cases[i].line), &inputs, &error), 0);
        assert_int_equal(inputs.count, cases[i].path != NULL);
        if (cases[i].path) {
            assert_string_equal(inputs.all[0].path, cases[i].path);
            assert_int_equal(inputs.all[0].bytes, cases[i].bytes);
            assert_int_equal(inputs.all[0].result != NULL, strstr(cases[i].line, ".csv") != NULL);
        }
        facs_inputs_free(&inputs);
        facs_list_free(&list);
    }
}

static void line_ends_and_marks(void **state)
{
    (void)state;
    const char text[] = "\xef\xbb\xbf"
                        "a.mp4\r\n\r\nb.mp4\n\nc.mp4";
    facs_list list;
    facs_inputs inputs;
    facs_error error;
    assert_int_equal(take(&list, text, strlen(text), &inputs, &error), 0);
    assert_int_equal(inputs.count, 3);
    assert_string_equal(inputs.all[0].path, "a.mp4");
    assert_string_equal(inputs.all[2].path, "c.mp4");
    facs_inputs_free(&inputs);
    facs_list_free(&list);
}

/* Any bytes are a name, if the system has such names. */
static void names_in_another_code_page(void **state)
{
    (void)state;
    static const char *const lines[] = {"\xff\xfe.mp4", "M\x81ller.mp4"}; /* cmd's code page 850 */
    for (size_t i = 0; i < 2; i++) {
        facs_list list;
        facs_inputs inputs;
        facs_error error;
        const int status = take(&list, lines[i], strlen(lines[i]), &inputs, &error);
        assert_int_equal(status, FACS_NAMES_ARE_UTF8 ? -EINVAL : 0);
        assert_int_equal(inputs.count, FACS_NAMES_ARE_UTF8 ? 0 : 1);
        if (status == 0)
            assert_string_equal(inputs.all[0].path, lines[i]);
        else
            assert_string_equal(error.text,
                                "list.txt: line 1 has letters in another code page than UTF-8 "
                                "(before dir, type chcp 65001): expected a path a line, in UTF-8");
        facs_inputs_free(&inputs);
        facs_list_free(&list);
    }
}

/* What PowerShell's > makes of paths, in either order of bytes. */
static void utf16_is_read_as_utf8(void **state)
{
    (void)state;
    static const char little[] = "\xff\xfe"
                                 "a\0\\\0\xfc\0.\0m\0\t\0"
                                 "7\0\r\0\n\0-N\r\0\n";
    char big[sizeof(little)];
    for (size_t i = 0; i < sizeof(little); i++)
        big[i] = little[i ^ 1];
    for (int is_big = 0; is_big < 2; is_big++) {
        facs_list list;
        facs_inputs inputs;
        facs_error error;
        assert_int_equal(take(&list, is_big ? big : little, sizeof(little), &inputs, &error), 0);
        assert_int_equal(inputs.count, 2);
        assert_string_equal(inputs.all[0].path, "a\\\xc3\xbc.m");
        assert_int_equal(inputs.all[0].bytes, 7);
        assert_string_equal(inputs.all[1].path, "\xe4\xb8\xad");
        facs_inputs_free(&inputs);
        facs_list_free(&list);
    }
}

static void assert_list_refused(const char *bytes, size_t size, const char *sentence)
{
    facs_list list;
    facs_inputs inputs;
    facs_error error;
    assert_int_equal(take(&list, bytes, size, &inputs, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_string_equal(error.text, sentence);
    facs_inputs_free(&inputs);
    facs_list_free(&list);
}

/* Such as a video that was given by mistake. */
static void what_is_no_list_is_refused(void **state)
{
    (void)state;
    char *text = malloc(70002);
    assert_non_null(text);
    assert_list_refused("a.mp4\nb\0.mp4", 12,
                        "list.txt: line 2 has a NUL byte: expected a path a "
                        "line, in UTF-8");
    assert_list_refused("\xff\xfe"
                        "a\0b",
                        5, "list.txt is damaged text in UTF-16: save it as UTF-8");
    memset(text, 'a', 70002);
    text[1] = '\n';
    assert_list_refused(text, 70002, "list.txt: line 2 has 70000 bytes: expected a path a line");
    free(text);
}

static void files_are_read_whole(void **state)
{
    (void)state;
    enum { LINES = 30000 };
    facs_list list;
    facs_inputs inputs = {.all = NULL};
    facs_error error;
    FILE *file = fopen(in_folder("list"), "wb");
    assert_non_null(file);
    for (int i = 0; i < LINES; i++)
        fprintf(file, "study/%05d.mp4\t%d\n", i, i);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(facs_list_read(&list, in_folder("list"), &error), 0);
    assert_int_equal(facs_list_take(&list, "list", &inputs, &error), 0);
    assert_int_equal(inputs.count, LINES);
    assert_int_equal(inputs.all[LINES - 1].bytes, LINES - 1);
    facs_inputs_free(&inputs);
    facs_list_free(&list);
    assert_int_equal(facs_list_read(&list, in_folder(""), &error), -EISDIR);
    assert_non_null(strstr(error.text, "the list cannot be read: "));
    facs_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_paths),
        cmocka_unit_test(line_ends_and_marks),
        cmocka_unit_test(names_in_another_code_page),
        cmocka_unit_test(utf16_is_read_as_utf8),
        cmocka_unit_test(what_is_no_list_is_refused),
        cmocka_unit_test_setup_teardown(files_are_read_whole, folder_set_up, folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
