/* Where the networks in bytes lie: what they are called, that new ones replace old ones, and what
 * is said when there is none. */
#include "nn_support.h"
#include "quantize/record.h"

#include "cmocka_all.h"
#include "nn/quantized.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHA_ABC                                                                                    \
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* FIPS 180-2               \
                                                                        */

static const facs_quantized_clip clips[] = {{"a.mp4", SHA_ABC}, {"\xff.mp4", SHA_ABC}};

static int setup(void **state)
{
    if (make_scratch(state) != 0)
        return -1;
    write_file(scratch("pfld.onnx"), "abc", 3);
    return setenv("XDG_CACHE_HOME", scratch("cache"), 1);
}

static facs_quantized_record record_of(int clip_count, double fp32_ms, double int8_ms)
{
    return (facs_quantized_record){.source = scratch("pfld.onnx"),
                                   .clips = clips,
                                   .clip_count = clip_count,
                                   .inputs = 5,
                                   .runtime = "1.29.0",
                                   .fp32_ms = fp32_ms,
                                   .int8_ms = int8_ms};
}

static char *write_one(int clip_count, const char *content)
{
    char *path = NULL;
    facs_error error = {0};
    const facs_quantized_record record = record_of(clip_count, 2, 1);
    if (facs_quantized_write(&path, &record, content, strlen(content), &error) != 0)
        fail_msg("%s", error.text);
    return path;
}

static int count_files(void)
{
    int count = 0;
    DIR *list = opendir(scratch("cache/facs/quantized"));
    assert_non_null(list);
    for (const struct dirent *entry = readdir(list); entry; entry = readdir(list))
        count += entry->d_name[0] != '.';
    closedir(list);
    return count;
}

static void test_none(void **state)
{
    (void)state;
    char *path;
    double fp32_ms, int8_ms;
    facs_error error = {0};
    int status = facs_quantized_find(&path, &fp32_ms, &int8_ms, scratch("pfld.onnx"), &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "make one with facs quantize");
    assert_non_null(strstr(error.text, "cache/facs/quantized"));
    assert_null(path);
    status = facs_quantized_find(&path, &fp32_ms, &int8_ms, scratch("absent.onnx"), &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "absent.onnx: cannot be read");
}

static void test_written_and_found(void **state)
{
    (void)state;
    char expected[256], *found = NULL;
    double fp32_ms = 0, int8_ms = 0;
    size_t size;
    facs_error error = {0};
    char *path = write_one(1, "network");
    snprintf(expected, sizeof(expected), "/cache/facs/quantized/pfld-%s-int8-v%d-%s-", SHA_ABC,
             FACS_QUANTIZED_VERSION, facs_byte_products());
    assert_non_null(strstr(path, expected));
    assert_int_equal(facs_quantized_find(&found, &fp32_ms, &int8_ms, scratch("pfld.onnx"), &error),
                     0);
    assert_string_equal(found, path);
    assert_true(fp32_ms == 2 && int8_ms == 1);
    unsigned char *data = read_file(found, &size);
    assert_int_equal(size, 7);
    assert_memory_equal(data, "network", 7);
    free(data);
    free(found);
    assert_int_equal(count_files(), 2);

    /* Other clips, another name: it takes the old one's place. */
    char *other = write_one(2, "another");
    assert_string_not_equal(other, path);
    assert_int_equal(count_files(), 2);
    assert_int_equal(facs_quantized_find(&found, &fp32_ms, &int8_ms, scratch("pfld.onnx"), &error),
                     0);
    assert_string_equal(found, other);
    free(found);
    free(other);
    free(path);

    /* Another network has none. */
    write_file(scratch("pfld.onnx"), "abd", 3);
    int status = facs_quantized_find(&found, &fp32_ms, &int8_ms, scratch("pfld.onnx"), &error);
    check_error(status, &error, -ENOENT, FACS_ERROR_ENVIRONMENT, "facs quantize");
    write_file(scratch("pfld.onnx"), "abc", 3);
}

static void test_damaged_records(void **state)
{
    (void)state;
    static const char *const records[] = {"",
                                          "{",
                                          "[]",
                                          "{\"fp32_ms\": 1}",
                                          "{\"fp32_ms\": 1, \"int8_ms\": \"x\"}",
                                          "{\"fp32_ms\": -1, \"int8_ms\": 1}"};
    char *path = write_one(1, "network"), *found = NULL;
    double fp32_ms, int8_ms;
    strcpy(strrchr(path, '.'), ".json");
    for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
        facs_error error = {0};
        write_file(path, records[i], strlen(records[i]));
        int status = facs_quantized_find(&found, &fp32_ms, &int8_ms, scratch("pfld.onnx"), &error);
        check_error(status, &error, -EINVAL, FACS_ERROR_ENVIRONMENT, "run facs quantize again");
        assert_null(found);
    }
    free(path);
}

static void test_no_room(void **state)
{
    (void)state;
    char *path = NULL;
    facs_error error = {0};
    const facs_quantized_record record = record_of(1, 2, 1);
    write_file(scratch("file"), "", 0);
    setenv("XDG_CACHE_HOME", scratch("file"), 1);
    int status = facs_quantized_write(&path, &record, "n", 1, &error);
    check_error(status, &error, -ENOTDIR, FACS_ERROR_OUTPUT, "cannot be written");
    assert_null(path);
    setenv("XDG_CACHE_HOME", scratch("cache"), 1);
}

static void test_verdict(void **state)
{
    (void)state;
    assert_true(facs_quantized_is_faster(1, 0.94));
    assert_false(facs_quantized_is_faster(1, 0.96));
    assert_false(facs_quantized_is_faster(1, 1.5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_written_and_found),
        cmocka_unit_test(test_damaged_records),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_verdict),
    };
    return cmocka_run_group_tests(tests, setup, remove_scratch);
}
