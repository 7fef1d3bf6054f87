/* Files and folders: what is told of them, and what is refused. */
#include "os/file.h"
#include "os/path.h"

#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *named(const char *name)
{
    return facs_text_part(in_folder(name), 512);
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    facs_file_info info;
    char *file = named("file"), *pipe = named("pipe"), *link = named("link");
    write_file(file, "abc", 3);
    make_fifo(pipe);
    make_link("nowhere", link);
    assert_int_equal(facs_path_kind(file), FACS_REGULAR_FILE);
    assert_int_equal(facs_path_kind(pipe), FACS_PIPE);
    assert_int_equal(facs_path_kind("."), FACS_FOLDER);
    assert_int_equal(facs_path_kind("/dev/null"), FACS_DEVICE);
    assert_int_equal(facs_path_kind(link), FACS_NO_FILE);
    assert_int_equal(facs_path_kind(NULL), FACS_NO_FILE);
    assert_int_equal(facs_path_link_info(link, &info), 0);
    assert_int_equal(facs_path_info(link, &info), -ENOENT);
    assert_int_equal(info.kind, FACS_NO_FILE);
    assert_int_equal(facs_path_info(file, &info), 0);
    assert_true(info.size == 3 && info.is_own && info.modified_ns > 0);
    FILE *stream = facs_path_regular_stream(file);
    assert_non_null(stream);
    assert_int_equal(fgetc(stream), 'a');
    fclose(stream);
    assert_null(facs_path_regular_stream(pipe));
    assert_int_equal(errno, EINVAL);
    assert_null(facs_path_regular_stream(link));
    assert_int_equal(errno, ENOENT);
    /* Nothing waits for a pipe's writer, and a link is no place for a new file. */
    const int handle = facs_handle_open(pipe, FACS_OPEN_READ_NOW);
    assert_true(handle >= 0);
    assert_int_equal(facs_handle_close(handle), 0);
    assert_int_equal(facs_handle_open(pipe, FACS_OPEN_PIPE), -ENXIO);
    assert_int_equal(facs_handle_open(link, FACS_OPEN_NEW), -EEXIST);
    assert_int_equal(facs_handle_open(file, FACS_OPEN_FOLDER), -ENOTDIR);
    assert_int_equal(facs_path_remove(link), 0);
    assert_int_equal(facs_path_remove(pipe), 0);
    free(file);
    free(pipe);
    free(link);
}

static void one_file_has_several_names(void **state)
{
    (void)state;
    char *file = named("one"), *other = named("two"), *again = named("hard");
    write_file(file, "a", 1);
    write_file(other, "a", 1);
    assert_int_equal(link(file, again), 0);
    assert_true(facs_path_is_same(file, again));
    assert_false(facs_path_is_same(file, other));
    assert_false(facs_path_is_same(file, NULL));
    assert_int_equal(facs_path_rename(other, again), 0);
    assert_false(facs_path_is_same(file, again));
    free(file);
    free(other);
    free(again);
}

static void a_handle_reads_and_writes_anywhere(void **state)
{
    (void)state;
    char *file = named("anywhere"), text[8];
    const int handle = facs_handle_open(file, FACS_OPEN_NEW);
    assert_true(handle >= 0);
    assert_int_equal(facs_handle_write_at(handle, "world", 5, 3), 0);
    assert_int_equal(facs_handle_write_at(handle, "hi ", 3, 0), 0);
    assert_true(facs_handle_read_at(handle, text, sizeof(text), 3) == 5);
    assert_memory_equal(text, "world", 5);
    assert_int_equal(facs_handle_truncate(handle, 2), 0);
    assert_true(facs_handle_seek(handle, 0, SEEK_END) == 2);
    assert_int_equal(facs_handle_lock(handle), 0);
    const int second = facs_handle_open(file, FACS_OPEN_CHANGE);
    assert_int_equal(facs_handle_lock(second), -EWOULDBLOCK);
    assert_int_equal(facs_handle_close(handle), 0);
    assert_int_equal(facs_handle_lock(second), 0);
    assert_int_equal(facs_handle_close(second), 0);
    free(file);
}

static int ends_in_c(const char *name)
{
    return name[strlen(name) - 1] == 'c';
}

static void folders_are_made_and_listed(void **state)
{
    (void)state;
    char *deep = named("a/b"), *root = named("a"), **names;
    static const char *const files[] = {"a/10.c", "a/b/z.c", "a/B.c", "a/2.d"};
    assert_int_equal(facs_path_make_folders(deep), 0);
    assert_int_equal(facs_path_make_folders(deep), 0);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        write_file(in_folder(files[i]), "x", 1);
    assert_int_equal(facs_path_list(root, ends_in_c, &names), 2);
    assert_string_equal(names[0], "10.c"); /* by bytes */
    assert_string_equal(names[1], "B.c");
    facs_names_free(names, 2);
    const int count = facs_path_list(root, NULL, &names);
    assert_int_equal(count, 4); /* without "." and ".." */
    facs_names_free(names, count);
    assert_int_equal(facs_path_list(in_folder("a/2.d"), NULL, &names), -ENOTDIR);
    assert_int_equal(facs_path_make_folders(in_folder("a/2.d/e")), -ENOTDIR);
    assert_int_equal(facs_path_remove_empty(deep), -ENOTEMPTY);
    const int folder = facs_handle_open(deep, FACS_OPEN_FOLDER);
    assert_int_equal(facs_folder_remove(folder, "z.c"), 0);
    assert_int_equal(facs_handle_close(folder), 0);
    assert_int_equal(facs_path_remove_empty(deep), 0);
    free(deep);
    free(root);
}

static int note_entry(void *opaque, const facs_folder_entry *entry)
{
    char *seen = opaque;
    facs_file_info info;
    seen[entry->name[0] - 'a'] = (char)(entry->is_link ? 'l' : '0' + (int)entry->kind);
    assert_int_equal(facs_path_link_info(in_folder(entry->name), &info), 0);
    assert_true(entry->inode == 0 || entry->inode == info.inode);
    assert_false(entry->is_hidden);
    return entry->name[0] == 'z' ? 7 : 0;
}

static void entries_say_what_they_are(void **state)
{
    (void)state;
    char seen[] = "-----";
    write_file(in_folder("a"), "x", 1);
    assert_int_equal(facs_path_make_folder(in_folder("b")), 0);
    make_fifo(in_folder("c"));
    make_link("b", in_folder("d"));
    int folder = facs_handle_open(in_folder(""), FACS_OPEN_FOLDER);
    for (int i = 0; i < 2; i++) /* from the beginning each time */
        assert_int_equal(facs_folder_each(folder, note_entry, seen), 0);
    const char expected[] = {
        '0' + FACS_REGULAR_FILE, '0' + FACS_FOLDER, '0' + FACS_PIPE, 'l', '-', 0};
    assert_string_equal(seen, expected);
    assert_int_equal(facs_handle_close(folder), 0);
    assert_int_equal(facs_path_make_folder(in_folder("z")), 0);
    char all[26];
    folder = facs_handle_open(in_folder(""), FACS_OPEN_FOLDER);
    assert_int_equal(facs_folder_each(folder, note_entry, all), 7);
    assert_int_equal(facs_handle_close(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kinds_are_told_apart, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(one_file_has_several_names, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(a_handle_reads_and_writes_anywhere, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(entries_say_what_they_are, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(folders_are_made_and_listed, folder_set_up,
                                        folder_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
