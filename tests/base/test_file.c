#include "cmocka_all.h"
#include "folder.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[512];
static facs_error error;

static int set_up(void **state)
{
    folder_set_up(state);
    snprintf(path, sizeof(path), "%s", in_folder("model"));
    return 0;
}

static int remove_file(void **state)
{
    (void)state;
    memset(&error, 0, sizeof(error));
    return unlink(path) == 0 || errno == ENOENT ? 0 : -1;
}

static void write_model(const void *bytes, size_t size)
{
    write_file(path, bytes, size);
}

/* A file of that content, read in. */
static facs_file file_of(const void *bytes, size_t size)
{
    facs_file file;
    write_model(bytes, size);
    assert_int_equal(facs_file_read(&file, path, size, &error), 0);
    return file;
}

static void assert_refused(int expected_status, size_t max_bytes, const char *word)
{
    facs_file file;
    memset(&file, 0x5a, sizeof(file));
    assert_int_equal(facs_file_read(&file, path, max_bytes, &error), expected_status);
    assert_null(file.path);
    assert_null(file.data);
    assert_int_equal(file.size, 0);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, word));
    assert_int_equal(facs_file_read(&file, path, max_bytes, NULL), expected_status);
}

static void reads_a_whole_file_up_to_the_limit(void **state)
{
    (void)state;
    unsigned char bytes[5000];
    for (size_t i = 0; i < sizeof(bytes); i++)
        bytes[i] = (unsigned char)(i * 7 + 1);
    facs_file file = file_of(bytes, sizeof(bytes)); /* the limit is its very size */
    assert_int_equal(file.size, sizeof(bytes));
    assert_memory_equal(file.data, bytes, sizeof(bytes));
    assert_int_equal(file.data[file.size], 0);
    assert_string_equal(file.path, path);
    facs_file_free(&file);
    assert_null(file.data);
    facs_file_free(&file); /* again: nothing to free */
    assert_refused(-EFBIG, sizeof(bytes) - 1, "at most 4999 bytes, found 5000");
}

static void a_huge_file_is_refused_before_memory_is_asked_for(void **state)
{
    (void)state;
    write_model("", 0);
    /* A hole of 8 GiB; to have read it would take seconds and the memory of a small machine. */
    if (truncate(path, (off_t)8 << 30) != 0)
        fail_msg("no sparse file of 8 GiB: %s", strerror(errno));
    assert_refused(-EFBIG, 1 << 20, "8589934592");
}

static void an_empty_file_has_nothing_to_read(void **state)
{
    (void)state;
    facs_file file = file_of("", 0);
    int32_t number;
    assert_int_equal(facs_file_expect_end(&file, 0, NULL), 0);
    assert_int_equal(facs_file_expect_end(&file, 1, NULL), 0);
    assert_int_equal(facs_file_int32(&file, &number, "rows", NULL), -EINVAL);
    facs_file_free(&file);
}

static void what_is_no_regular_file_is_refused(void **state)
{
    (void)state;
    assert_refused(-ENOENT, 100, "no such file");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_refused(-EINVAL, 100, "regular file");
    assert_int_equal(rmdir(path), 0);
    make_fifo(path); /* without a writer: a plain open would wait for ever */
    assert_refused(-EINVAL, 100, "regular file");
    char hex[65];
    assert_int_equal(facs_file_sha256(path, hex), -EINVAL);
    assert_int_equal(unlink(path), 0);
    make_link("/dev/zero", path);
    assert_refused(-EINVAL, 100, "regular file");
}

static void a_mapped_file_reads_like_one_that_was_read(void **state)
{
    (void)state;
    static unsigned char bytes[70000]; /* more than a page everywhere, and not whole pages */
    facs_file file;
    double number = 1.5;
    memcpy(bytes + sizeof(bytes) - 8, &number, 8);
    bytes[0] = 7;
    write_model(bytes, sizeof(bytes));
    assert_int_equal(facs_file_map(&file, path, sizeof(bytes), &error), 0);
    assert_int_equal(file.size, sizeof(bytes));
    assert_memory_equal(file.data, bytes, sizeof(bytes));
    int32_t first;
    assert_int_equal(facs_file_int32(&file, &first, "first", &error), 0);
    assert_int_equal(first, 7);
    file.at = sizeof(bytes) - 8;
    number = 0;
    assert_int_equal(facs_file_float64(&file, &number, 1, "last", &error), 0);
    assert_float_equal(number, 1.5, 0);
    assert_int_equal(facs_file_int32(&file, &first, "beyond", &error), -EINVAL);
    facs_file_free(&file);
    assert_null(file.data);
    facs_file_free(&file);
}

static void what_cannot_be_mapped_is_refused(void **state)
{
    (void)state;
    facs_file file;
    assert_int_equal(facs_file_map(&file, path, 9, &error), -ENOENT);
    write_model("0123456789", 10);
    assert_int_equal(facs_file_map(&file, path, 9, &error), -EFBIG);
    assert_non_null(strstr(error.text, "at most 9 bytes, found 10"));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(facs_file_map(&file, path, 9, &error), -EINVAL);
    assert_int_equal(rmdir(path), 0);
    write_model("", 0); /* no system maps nothing */
    assert_int_equal(facs_file_map(&file, path, 9, &error), 0);
    int32_t number;
    assert_int_equal(facs_file_int32(&file, &number, "anything", NULL), -EINVAL);
    facs_file_free(&file);
}

/* Who renames another file to the name changes nothing for those who have the first; who cuts or
 * rewrites the file itself is noticed. */
static void a_mapped_file_that_changes_is_noticed(void **state)
{
    (void)state;
    char other[sizeof(path) + 8];
    facs_file file;
    snprintf(other, sizeof(other), "%s.new", path);
    write_model("0123456789", 10);
    assert_int_equal(facs_file_map(&file, path, 99, &error), 0);
    assert_int_equal(rename(path, other), 0);
    write_model("short", 5);
    assert_int_equal(facs_file_is_unchanged(&file, &error), 0);
    assert_memory_equal(file.data, "0123456789", 10);
    if (ON_WINDOWS)
        skip(); /* a file that is mapped cannot be cut */
    assert_int_equal(truncate(other, 3), 0);
    assert_int_equal(facs_file_is_unchanged(&file, &error), -ESTALE);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    assert_non_null(strstr(error.text, "changed while it was in use"));
    facs_file_free(&file);
    assert_int_equal(facs_file_map(&file, path, 99, &error), 0);
    const struct timespec past[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, past, 0), 0); /* as a writer would, at any speed */
    assert_int_equal(facs_file_is_unchanged(&file, &error), -ESTALE);
    facs_file_free(&file);
    assert_int_equal(unlink(other), 0);
}

/* A part is read, not looked at: a file that has become shorter is an error, not the end. */
static void a_part_of_a_mapped_file_is_read(void **state)
{
    (void)state;
    facs_file file, part;
    write_model("0123456789", 10);
    assert_int_equal(facs_file_map(&file, path, 99, &error), 0);
    assert_int_equal(facs_file_read_part(&part, &file, 3, 4, &error), 0);
    assert_int_equal(part.size, 4);
    assert_string_equal((const char *)part.data, "3456");
    assert_string_equal(part.path, path);
    facs_file_free(&part);
    if (ON_WINDOWS)
        skip(); /* a file that is mapped cannot be cut */
    assert_int_equal(truncate(path, 5), 0);
    assert_int_equal(facs_file_read_part(&part, &file, 3, 4, &error), -ESTALE);
    assert_null(part.data);
    facs_file_free(&file);
}

static void binary_numbers_are_little_endian(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x04, 0x03, 0x02, 0x81, 0xfe, 0xff, 0xff, 0xff,
                                          0,    0,    0,    0,    0,    0,    0xf8, 0x3f,
                                          0,    0,    0,    0,    0,    0,    0,    0xc0};
    facs_file file = file_of(bytes, sizeof(bytes));
    int32_t a, b;
    double values[2];
    assert_int_equal(facs_file_int32(&file, &a, "a", &error), 0);
    assert_int_equal(facs_file_int32(&file, &b, "b", &error), 0);
    assert_int_equal(a, (int32_t)0x81020304 /* -2130574588 */);
    assert_int_equal(b, -2);
    assert_int_equal(facs_file_expect_end(&file, 0, &error), -EINVAL);
    assert_non_null(strstr(error.text, "but it goes on"));
    assert_non_null(strstr(error.text, "byte 8"));
    assert_int_equal(facs_file_float64(&file, values, 2, "values", &error), 0);
    assert_true(values[0] == 1.5 && values[1] == -2.0);
    assert_int_equal(facs_file_expect_end(&file, 0, &error), 0);
    facs_file_free(&file);
}

static void a_truncated_file_is_noticed(void **state)
{
    (void)state;
    static const unsigned char bytes[19] = {1, 2, 3};
    facs_file file = file_of(bytes, sizeof(bytes));
    int32_t number = 42;
    double values[3] = {42, 42, 42};

    /* 2^61 + 2 numbers of 8 bytes are 16 bytes where the product has 64 bits. */
    assert_int_equal(facs_file_float64(&file, values, SIZE_MAX / 8 + 3, "weights", &error),
                     -EINVAL);
    assert_int_equal(facs_file_float64(&file, values, 3, "weights", &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_ENVIRONMENT);
    char sentence[sizeof(path) + 128];
    snprintf(sentence, sizeof(sentence),
             "%s: expected 3 64-bit numbers (weights), found end of file; the file is damaged, "
             "fetch it again",
             path);
    assert_string_equal(error.text, sentence);
    assert_true(values[0] == 42);

    assert_int_equal(facs_file_float64(&file, values, 2, "weights", &error), 0);
    assert_int_equal(facs_file_int32(&file, &number, "rows", &error), -EINVAL); /* 3 bytes left */
    assert_int_equal(number, 42);
    assert_non_null(strstr(error.text, "rows"));
    assert_int_equal(file.at, 16);
    facs_file_free(&file);
}

static void text_is_read_token_by_token(void **state)
{
    (void)state;
    static const char text[] = "# mean shape, mm\n204\r\n\t1 -6.25 # and so on 7\n  # more\n"
                               "+3e2 name\v-2147483648 2147483647";
    facs_file file = file_of(text, strlen(text));
    int number;
    double value;
    char word[8];
    assert_int_equal(facs_file_text_int(&file, &number, "rows", &error), 0);
    assert_int_equal(number, 204);
    assert_int_equal(facs_file_text_int(&file, &number, "columns", &error), 0);
    assert_int_equal(number, 1);
    assert_int_equal(facs_file_text_double(&file, &value, "x", &error), 0);
    assert_true(value == -6.25);
    assert_int_equal(facs_file_text_double(&file, &value, "y", &error), 0);
    assert_true(value == 300);
    assert_int_equal(facs_file_text_word(&file, word, sizeof(word), "name", &error), 0);
    assert_string_equal(word, "name");
    assert_int_equal(facs_file_expect_end(&file, 1, &error), -EINVAL);
    assert_int_equal(facs_file_text_int(&file, &number, "least", &error), 0);
    assert_int_equal(number, INT32_MIN);
    assert_int_equal(facs_file_text_int(&file, &number, "most", &error), 0);
    assert_int_equal(number, INT32_MAX);
    assert_int_equal(facs_file_expect_end(&file, 1, &error), 0);
    facs_file_free(&file);
}

static void a_wrong_whole_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"2147483648", "-2147483649", "99999999999999999999",
                                        "1.0",        "1e3",         "0x10",
                                        "-",          "+",           "12a",
                                        "nan",        "--3",         "1,000"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        facs_file file = file_of(texts[i], strlen(texts[i]));
        int number = 42;
        assert_int_equal(facs_file_text_int(&file, &number, "rows", &error), -EINVAL);
        assert_int_equal(number, 42);
        assert_int_equal(file.at, 0);
        char found[64];
        snprintf(found, sizeof(found), "expected a whole number (rows), found \"%s\"", texts[i]);
        assert_non_null(strstr(error.text, found));
        facs_file_free(&file);
    }
}

static void text_that_ends_early_or_is_no_number_is_refused(void **state)
{
    (void)state;
    facs_file file = file_of("  \n# 7", 6); /* ends within a comment */
    int number;
    double value = 42;
    char word[4];
    assert_int_equal(facs_file_text_int(&file, &number, "rows", &error), -EINVAL);
    assert_non_null(strstr(error.text, "expected a whole number (rows), found end of file"));
    assert_int_equal(facs_file_text_double(&file, &value, "x", &error), -EINVAL);
    assert_int_equal(facs_file_text_word(&file, word, sizeof(word), "name", &error), -EPIPE);
    facs_file_free(&file);

    static const char bad[] = "nan 1,5 \0 abcd a\0b abc";
    file = file_of(bad, sizeof(bad) - 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_file_text_double(&file, &value, "x", &error), -EINVAL);
        assert_true(value == 42);
        file.at += 4; /* past "nan ", "1,5 "; the NUL begins a token of its own */
    }
    file.at = 10;
    assert_int_equal(facs_file_text_word(&file, word, sizeof(word), "name", &error), -EINVAL);
    file.at += 4;
    assert_int_equal(facs_file_text_word(&file, word, sizeof(word), "name", &error), -EINVAL);
    file.at += 4;
    assert_int_equal(facs_file_text_word(&file, word, sizeof(word), "name", &error), 0);
    assert_string_equal(word, "abc");
    facs_file_free(&file);
}

/* FIPS 180-2, appendix B.1, and the empty message. */
static void sha256_of_bytes(void **state)
{
    char hex[65];
    (void)state;
    facs_sha256("abc", 3, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    facs_sha256("", 0, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void sha256_is_the_standards(void **state)
{
    (void)state;
    char hex[65];
    /* The three examples of FIPS 180-2: "", "abc", a million times "a". */
    write_model("", 0);
    assert_int_equal(facs_file_sha256(path, hex), 0);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    write_model("abc", 3);
    assert_int_equal(facs_file_sha256(path, hex), 0);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    char *many = malloc(1000000);
    assert_non_null(many);
    memset(many, 'a', 1000000);
    write_model(many, 1000000);
    free(many);
    assert_int_equal(facs_file_sha256(path, hex), 0);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(facs_file_sha256(path, hex), -ENOENT);
}

static void test_orders_of_bytes(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 0xf8};
    assert_true(facs_big_endian(bytes, 8) == UINT64_C(0x01020304050607f8));
    assert_true(facs_little_endian(bytes, 8) == UINT64_C(0xf807060504030201));
    assert_true(facs_big_endian(bytes, 3) == 0x010203 && facs_little_endian(bytes, 3) == 0x030201);
    assert_true(facs_big_endian(bytes, 0) == 0 && facs_little_endian(bytes, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(reads_a_whole_file_up_to_the_limit, remove_file),
        cmocka_unit_test_teardown(a_huge_file_is_refused_before_memory_is_asked_for, remove_file),
        cmocka_unit_test_teardown(an_empty_file_has_nothing_to_read, remove_file),
        cmocka_unit_test_teardown(what_is_no_regular_file_is_refused, remove_file),
        cmocka_unit_test_teardown(a_mapped_file_reads_like_one_that_was_read, remove_file),
        cmocka_unit_test_teardown(what_cannot_be_mapped_is_refused, remove_file),
        cmocka_unit_test_teardown(a_part_of_a_mapped_file_is_read, remove_file),
        cmocka_unit_test_teardown(a_mapped_file_that_changes_is_noticed, remove_file),
        cmocka_unit_test_teardown(binary_numbers_are_little_endian, remove_file),
        cmocka_unit_test_teardown(a_truncated_file_is_noticed, remove_file),
        cmocka_unit_test_teardown(text_is_read_token_by_token, remove_file),
        cmocka_unit_test_teardown(a_wrong_whole_number_is_refused, remove_file),
        cmocka_unit_test_teardown(text_that_ends_early_or_is_no_number_is_refused, remove_file),
        cmocka_unit_test(test_orders_of_bytes),
        cmocka_unit_test(sha256_of_bytes),
        cmocka_unit_test_teardown(sha256_is_the_standards, remove_file),
    };
    return cmocka_run_group_tests(tests, set_up, folder_tear_down);
}
