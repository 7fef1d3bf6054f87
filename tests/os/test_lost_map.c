/* A mapped file that is cut short ends a program with a sentence. */
#include "cmocka_all.h"
#include "folder.h"
#include "os/interrupt.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SENTENCE "it was cut short\n"
#define BYTES    100000

/* Reads the last byte of a mapped file that lost it. */
static void read_lost(const char *path)
{
    const int file = open(path, O_RDWR | O_CLOEXEC);
    const char *bytes = mmap(NULL, BYTES, PROT_READ, MAP_SHARED, file, 0);
    if (bytes == MAP_FAILED || ftruncate(file, 10) != 0)
        _exit(1);
    facs_interrupt_watch_maps(SENTENCE, 3);
    _exit(10 + *(const volatile char *)(bytes + BYTES - 1));
}

static void test_a_file_that_is_cut_short(void **state)
{
    char said[100] = "";
    int ends[2], status;
    (void)state;
    make_folder();
    write_file(in_folder("file"), "", 0);
    assert_int_equal(truncate(in_folder("file"), BYTES), 0);
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        read_lost(in_folder("file"));
    }
    assert_true(child > 0);
    assert_int_equal(close(ends[1]), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], said, sizeof(said) - 1) > 0);
    assert_string_equal(said, SENTENCE);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_int_equal(close(ends[0]), 0);
    remove_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_file_that_is_cut_short)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
