/* SHA-256: the standard's examples, and that all ways to it agree on messages of any length. */
#include "base/sha256.h"

#include "base/cpu.h"
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX 300

static void digest_of(facs_sha256_blocks *take, const void *data, size_t size, size_t step,
                      char hex[65])
{
    unsigned char digest[32];
    facs_hash hash;
    facs_hash_begin(&hash, take);
    for (size_t at = 0; at < size; at += step)
        facs_hash_add(&hash, (const char *)data + at, size - at < step ? size - at : step);
    facs_hash_end(&hash, digest);
    for (int i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

/* FIPS 180-4's examples, the empty message, and a million times the letter a. */
static void check_examples(facs_sha256_blocks *take)
{
    static const char *const examples[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};
    char hex[65];
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        digest_of(take, examples[i][0], strlen(examples[i][0]), 1000, hex);
        assert_string_equal(hex, examples[i][1]);
    }
    char *many = malloc(1000000);
    assert_non_null(many);
    memset(many, 'a', 1000000);
    digest_of(take, many, 1000000, 7777, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(many);
}

static void test_examples(void **state)
{
    (void)state;
    check_examples(facs_sha256_blocks_portable);
    check_examples(facs_sha256_fastest());
}

static void test_all_ways_agree(void **state)
{
    (void)state;
    unsigned char message[MAX + 1];
    char one[65], other[65];
    uint32_t random = 1;
    for (int i = 0; i <= MAX; i++)
        message[i] = (unsigned char)((random = random * 1664525 + 1013904223) >> 24);
    for (size_t size = 0; size < MAX; size++) {
        digest_of(facs_sha256_blocks_portable, message + 1, size, MAX, one);
        digest_of(facs_sha256_fastest(), message + 1, size, MAX, other);
        assert_string_equal(one, other);
        digest_of(facs_sha256_fastest(), message + 1, size, size % 71 + 1, other);
        assert_string_equal(one, other);
    }
}

static void test_the_plain_code_can_be_asked_for(void **state)
{
    (void)state;
    assert_int_equal(setenv("FACS_SIMD", "portable", 1), 0);
    assert_true(facs_sha256_fastest() == facs_sha256_blocks_portable);
    unsetenv("FACS_SIMD");
    assert_int_equal(facs_sha256_fastest() != facs_sha256_blocks_portable, facs_cpu_has_sha256());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_all_ways_agree),
        cmocka_unit_test(test_the_plain_code_can_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
