/* What Windows does otherwise with files: long paths, files that others have open, devices. */
#include "os/file.h"
#include "os/library.h"
#include "os/names_windows.h"
#include "os/path.h"
#include "os/process.h"
#include "os/terminal.h"

#include "cmocka_all.h"
#include "folder.h"

#include <stdlib.h>
#include <string.h>

/* A folder of 400 characters below the test's own, made; allocated. */
static char *make_long_folder(void)
{
    char *folder = facs_text_part(in_folder("."), 4096);
    for (int i = 0; i < 8; i++) {
        char *deeper = facs_path_join(
            folder, "a folder with \xc3\xbc and \xe5\x90\x8d that takes 50 ________");
        free(folder);
        folder = deeper;
    }
    assert_int_equal(facs_path_make_folders(folder), 0);
    return folder;
}

static void remove_long_folder(char *folder)
{
    for (int i = 0; i < 8; i++) {
        assert_int_equal(facs_path_remove_empty(folder), 0);
        folder[facs_path_name(folder) - folder - 1] = '\0';
    }
    free(folder);
}

static void put(const char *path, const char *text)
{
    const int handle = facs_handle_open(path, FACS_OPEN_REPLACE);
    assert_true(handle >= 0);
    assert_true(facs_handle_write(handle, text, strlen(text)) == (int64_t)strlen(text));
    assert_int_equal(facs_handle_close(handle), 0);
}

static void expect(const char *path, const char *text)
{
    char found[64] = "";
    const int handle = facs_handle_open(path, FACS_OPEN_READ);
    assert_true(handle >= 0);
    assert_true(facs_handle_read(handle, found, sizeof(found) - 1) >= 0);
    assert_string_equal(found, text);
    assert_int_equal(facs_handle_close(handle), 0);
}

static void expect_wide(const char *path, const wchar_t *beginning, const wchar_t *end)
{
    wchar_t *wide = facs_wide_path(path);
    assert_non_null(wide);
    assert_int_equal(wcsncmp(wide, beginning, wcslen(beginning)), 0);
    assert_true(wcslen(wide) >= wcslen(end));
    assert_int_equal(wcscmp(wide + wcslen(wide) - wcslen(end), end), 0);
    free(wide);
}

static void long_paths_get_their_own_form(void **state)
{
    (void)state;
    char path[600] = "C:/a/../", network[600] = "//host/share/", relative[600] = "";
    memset(path + strlen(path), 'x', 300);
    memset(network + strlen(network), 'x', 300);
    memset(relative, 'x', 300);
    expect_wide("C:/a/b.csv", L"C:\\", L"a\\b.csv");
    expect_wide("\\\\?\\C:\\a/b", L"\\\\?\\C:\\a", L"\\b");
    expect_wide("NUL", L"\\\\.\\", L"NUL");
    strcat(path, "/b");
    expect_wide(path, L"\\\\?\\C:\\xxx", L"xx\\b");
    strcat(network, "/b");
    expect_wide(network, L"\\\\?\\UNC\\host\\share\\xxx", L"xx\\b");
    expect_wide(relative, L"\\\\?\\", L"xxx");
    assert_null(facs_wide_path(""));
    assert_int_equal(facs_windows_status(), -ENOENT);
    assert_null(facs_wide_path("\xff"));
    assert_int_equal(facs_windows_status(), -EILSEQ);
}

static void everything_works_in_a_long_folder(void **state)
{
    (void)state;
    char *folder = make_long_folder(), **names;
    char *a = facs_path_join(folder, "a.csv"), *b = facs_path_join(folder, "b\xc3\x9f.csv");
    char *sub = facs_path_join(folder, "sub"), *moved = facs_path_join(folder, "moved");
    facs_file_info info;
    put(a, "one");
    put(b, "two");
    assert_int_equal(facs_path_rename(a, b), 0);
    expect(b, "one");
    assert_int_equal(facs_path_kind(a), FACS_NO_FILE);
    assert_int_equal(facs_path_make_folder(sub), 0);
    assert_int_equal(facs_path_rename(sub, moved), 0);
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    assert_true(handle >= 0);
    assert_int_equal(facs_folder_list(handle, NULL, &names), 2);
    assert_string_equal(names[0], "b\xc3\x9f.csv");
    facs_names_free(names, 2);
    assert_int_equal(facs_folder_info(handle, "b\xc3\x9f.csv", &info), 0);
    assert_true(info.kind == FACS_REGULAR_FILE && info.size == 3);
    assert_int_equal(facs_handle_sync_folder(handle), 0);
    assert_int_equal(facs_folder_remove(handle, "b\xc3\x9f.csv"), 0);
    assert_int_equal(facs_folder_info(handle, "b\xc3\x9f.csv", &info), -ENOENT);
    assert_int_equal(facs_handle_close(handle), 0);
    char *whole = facs_path_absolute(moved);
    assert_non_null(whole);
    assert_true(facs_path_is_absolute(whole) && whole[1] == ':');
    assert_true(facs_path_is_same(whole, moved));
    assert_int_equal(facs_path_remove_empty(moved), 0);
    remove_long_folder(folder);
    free(whole);
    free(a);
    free(b);
    free(sub);
    free(moved);
}

/* As Excel does: others may read the file, and nothing else. */
static HANDLE hold(const char *path, DWORD share)
{
    wchar_t *name = facs_wide_path(path);
    HANDLE file = CreateFileW(name, GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
    assert_true(file != INVALID_HANDLE_VALUE);
    free(name);
    return file;
}

static DWORD WINAPI let_go_soon(void *file)
{
    Sleep(300);
    CloseHandle(file);
    return 0;
}

static void what_others_have_open_is_not_replaced(void **state)
{
    (void)state;
    char *old = facs_text_part(in_folder("a.csv"), 4096);
    char *new = facs_text_part(in_folder("a.csv.part"), 4096);
    put(old, "old");
    put(new, "new");
    assert_int_equal(facs_path_is_held(old), 0);
    HANDLE file = hold(old, FILE_SHARE_READ);
    assert_int_equal(facs_path_is_held(old), 1);
    assert_int_equal(facs_path_rename(new, old), -EBUSY);
    assert_int_equal(facs_path_remove(old), -EBUSY);
    expect(old, "old");
    expect(new, "new");
    /* Somebody who only looks at what is new, as a virus scanner, is waited for. */
    HANDLE thread = CreateThread(NULL, 0, let_go_soon, file, 0, NULL);
    assert_non_null(thread);
    int status = -EBUSY; /* a busy machine may take longer than the patience of one call */
    for (int try = 0; try < 10 && status == -EBUSY; try++)
        status = facs_path_rename(new, old);
    assert_int_equal(status, 0);
    expect(old, "new");
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
    file = hold(old, 0);
    assert_int_equal(facs_handle_open(old, FACS_OPEN_READ), -EBUSY);
    CloseHandle(file);
    assert_int_equal(facs_path_is_held(old), 0);
    assert_int_equal(facs_path_is_held(new), 0); /* there is none */
    free(old);
    free(new);
}

static void a_folder_is_locked_once(void **state)
{
    (void)state;
    facs_file_info info;
    const int first = facs_handle_open(in_folder("."), FACS_OPEN_FOLDER);
    const int second = facs_handle_open(in_folder("."), FACS_OPEN_OWN_FOLDER);
    assert_true(first >= 0 && second >= 0);
    assert_int_equal(facs_handle_lock(first), 0);
    assert_int_equal(facs_handle_lock(second), -EWOULDBLOCK);
    put(in_folder("a"), "x"); /* what is in it can change */
    assert_int_equal(facs_folder_info(first, "a", &info), 0);
    assert_int_equal(facs_handle_close(first), 0);
    assert_int_equal(facs_handle_lock(second), 0);
    assert_int_equal(facs_handle_close(second), 0);
}

static void windows_errors_become_ours(void **state)
{
    (void)state;
    static const struct {
        DWORD code;
        int status;
    } cases[] = {
        {ERROR_SHARING_VIOLATION, -EBUSY}, {ERROR_DISK_FULL, -ENOSPC},
        {ERROR_WRITE_PROTECT, -EROFS},     {ERROR_NOT_READY, -ENODEV},
        {ERROR_BAD_NETPATH, -ENETUNREACH}, {ERROR_NETNAME_DELETED, -ENETDOWN},
        {ERROR_PATH_NOT_FOUND, -ENOENT},   {ERROR_ACCESS_DENIED, -EACCES},
        {ERROR_INVALID_NAME, -EINVAL},     {ERROR_CRC, -EIO},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(facs_windows_status_of(cases[i].code), cases[i].status);
    assert_int_equal(facs_handle_open(in_folder("a?b"), FACS_OPEN_NEW), -EINVAL);
    assert_int_equal(facs_handle_open(in_folder("no/b"), FACS_OPEN_NEW), -ENOENT);
    assert_int_equal(facs_handle_open(in_folder("no"), FACS_OPEN_READ), -ENOENT);
    /* A folder is said to be one. */
    char byte;
    const int folder = facs_handle_open(in_folder("."), FACS_OPEN_READ);
    assert_true(folder >= 0);
    assert_true(facs_handle_read(folder, &byte, 1) == -EISDIR);
    assert_int_equal(facs_handle_close(folder), 0);
    assert_int_equal(facs_handle_open(in_folder("."), FACS_OPEN_REPLACE), -EISDIR);
    put(in_folder("a"), "a");
    assert_int_equal(facs_path_make_folder(in_folder("f")), 0);
    assert_int_equal(facs_path_rename(in_folder("a"), in_folder("f")), -EISDIR);
}

static void devices_are_no_files(void **state)
{
    (void)state;
    const int handle = facs_handle_open("NUL", FACS_OPEN_REPLACE);
    assert_true(handle >= 0);
    assert_int_equal(facs_path_kind("NUL"), FACS_DEVICE);
    assert_int_equal(facs_is_terminal(handle), 0);
    assert_int_equal(facs_terminal_can_redraw(handle), 0);
    assert_int_equal(facs_handle_sync(handle), 0);
    assert_int_equal(facs_handle_close(handle), 0);
}

/* A library in the current folder is one that anyone may have put there. */
static void libraries_do_not_come_from_the_current_folder(void **state)
{
    (void)state;
    char reason[FACS_LIBRARY_REASON];
    wchar_t system[MAX_PATH + 16], *folder = facs_wide_path(in_folder("."));
    assert_true(GetSystemDirectoryW(system, MAX_PATH) > 0);
    wcscat(system, L"\\version.dll");
    assert_true(SetCurrentDirectoryW(folder));
    assert_true(CopyFileW(system, L"facs-planted.dll", FALSE));
    assert_null(facs_library_load("facs-planted.dll", 0));
    assert_string_equal(facs_library_reason(reason), "there is no such file");
    void *planted = facs_library_load(".\\facs-planted.dll", 0); /* this names the folder */
    assert_non_null(planted);
    facs_library_unload(planted);
    assert_true(SetCurrentDirectoryW(L".."));
    free(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_paths_get_their_own_form),
        cmocka_unit_test_setup_teardown(everything_works_in_a_long_folder, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(what_others_have_open_is_not_replaced, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test_setup_teardown(a_folder_is_locked_once, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(windows_errors_become_ours, folder_set_up,
                                        folder_tear_down),
        cmocka_unit_test(devices_are_no_files),
        cmocka_unit_test_setup_teardown(libraries_do_not_come_from_the_current_folder,
                                        folder_set_up, folder_tear_down),
    };
    assert_int_equal(facs_process_begin(&argc, &argv), 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
