/* What tells one input from another. */
#include "output/input_identity.h"

#include "base/file.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static facs_input_facts look(const char *input)
{
    facs_input_identity *identity;
    const facs_input_facts *facts;
    facs_error error = {0};
    assert_int_equal(facs_input_identity_open(&identity, input, NULL, &error), 0);
    assert_int_equal(facs_input_identity_begin(identity, &error), 0);
    assert_int_equal(facs_input_identity_wait(identity, &facts, &error), 0);
    assert_int_equal(facs_input_identity_wait(identity, &facts, &error), 0); /* again */
    facs_input_facts copy = *facts;
    copy.name = copy.path = NULL; /* they are freed with it */
    facs_input_identity_close(&identity);
    assert_null(identity);
    return copy;
}

static void test_a_file(void **state)
{
    char sha256[65];
    struct stat status;
    (void)state;
    write_text(scratch("a.mp4"), "some bytes");
    assert_int_equal(facs_file_sha256(scratch("a.mp4"), sha256), 0);
    assert_int_equal(stat(scratch("a.mp4"), &status), 0);
    const facs_input_facts facts = look(scratch("a.mp4"));
    assert_int_equal(facts.known, 1);
    assert_int_equal(facts.size, 10);
    assert_int_equal(facts.modified_ns / 1000000000, status.st_mtime);
    assert_string_equal(facts.method, "sha256");
    assert_string_equal(facts.digest, sha256);
}

/* Only pieces of a very large file are read (this one is sparse). */
static void test_a_very_large_file(void **state)
{
    const int64_t size = ((int64_t)5 << 30) + 7;
    const int64_t places[] = {0, (size - FACS_DIGEST_PIECE) / 2, size - 1};
    (void)state;
    write_text(scratch("b.mp4"), "");
    assert_int_equal(truncate(scratch("b.mp4"), (off_t)size), 0);
    facs_input_facts before = look(scratch("b.mp4"));
    assert_int_equal(before.size, size);
    assert_non_null(strstr(before.method, "first, middle and last 16 MiB"));
    for (int i = 0; i < 3; i++) {
        int file = open(scratch("b.mp4"), O_WRONLY);
        assert_int_equal(pwrite(file, "x", 1, (off_t)places[i]), 1);
        close(file);
        const facs_input_facts after = look(scratch("b.mp4"));
        assert_string_not_equal(after.digest, before.digest);
        before = after;
    }
    assert_int_equal(truncate(scratch("b.mp4"), (off_t)size + 1), 0);
    assert_string_not_equal(look(scratch("b.mp4")).digest, before.digest);
}

static void test_a_folder(void **state)
{
    (void)state;
    assert_int_equal(mkdir(scratch("frames"), 0700), 0);
    write_text(scratch("frames/1.png"), "one");
    write_text(scratch("frames/2.png"), "second");
    const facs_input_facts facts = look(scratch("frames"));
    assert_int_equal(facts.known, 1);
    assert_int_equal(facts.size, 9);
    assert_non_null(strstr(facts.method, "names, sizes and times"));
    write_text(scratch("frames/result.csv"), "no image");
    assert_string_equal(look(scratch("frames")).digest, facts.digest);
    assert_int_equal(rename(scratch("frames/2.png"), scratch("frames/3.png")), 0);
    assert_string_not_equal(look(scratch("frames")).digest, facts.digest);
}

/* Inputs that can be read only once are not known; standard input is if it is a file. */
static void test_what_cannot_be_known(void **state)
{
    static const char *const inputs[] = {"camera:0", "rtsp://nowhere/x", "absent.mp4", "/dev/null"};
    int ends[2], kept = dup(STDIN_FILENO);
    (void)state;
    for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
        const facs_input_facts facts = look(inputs[i]);
        assert_int_equal(facts.known, 0);
        assert_null(facts.method);
    }
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(look("-").known, 0);
    write_text(scratch("a.mp4"), "some bytes");
    int file = open(scratch("a.mp4"), O_RDONLY);
    assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
    const facs_input_facts facts = look("-");
    assert_int_equal(lseek(STDIN_FILENO, 0, SEEK_CUR), 0); /* its position has not moved */
    assert_string_equal(facts.digest, look(scratch("a.mp4")).digest);
    assert_int_equal(dup2(kept, STDIN_FILENO), STDIN_FILENO);
    close(kept);
    close(file);
    close(ends[0]);
    close(ends[1]);
}

static void test_an_input_that_changes(void **state)
{
    facs_input_identity *identity;
    const facs_input_facts *facts;
    facs_error error = {0};
    (void)state;
    write_text(scratch("a.mp4"), "some bytes");
    for (int way = 0; way < 3; way++) {
        write_text(scratch("a.mp4"), "some bytes");
        assert_int_equal(facs_input_identity_open(&identity, scratch("a.mp4"), NULL, &error), 0);
        if (way == 0)
            write_text(scratch("a.mp4"), "some bytes more");
        else if (way == 1)
            write_text(scratch("a.mp4"), "less");
        else
            assert_int_equal(unlink(scratch("a.mp4")), 0);
        assert_int_equal(facs_input_identity_wait(identity, &facts, &error), 0);
        assert_null(facts->method);
        facs_input_identity_close(&identity);
    }
}

static void test_times(void **state)
{
    char text[FACS_TIME_SIZE];
    (void)state;
    facs_time_text(text, 0);
    assert_string_equal(text, "1970-01-01T00:00:00Z");
    facs_time_text(text, 1764166927000000001);
    assert_string_equal(text, "2025-11-26T14:22:07.000000001Z");
    facs_time_text(text, -1);
    assert_string_equal(text, "1969-12-31T23:59:59.999999999Z");
}

#define IN_SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCRATCH(test_a_file),
        IN_SCRATCH(test_a_very_large_file),
        IN_SCRATCH(test_a_folder),
        IN_SCRATCH(test_what_cannot_be_known),
        IN_SCRATCH(test_an_input_that_changes),
        IN_SCRATCH(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
