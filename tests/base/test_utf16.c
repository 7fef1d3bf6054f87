/* Text in UTF-16 of either order, cut anywhere, becomes UTF-8. */
#include "base/utf16.h"

#include "cmocka_all.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A letter of each length in UTF-8: 1, 2, 3 and 4 bytes, and the largest there is. */
#define EXPECTED                                                                                   \
    "\xef\xbb\xbf"                                                                                 \
    "a,\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80\r\n\xf4\x8f\xbf\xbf"
static const uint16_t units[] = {0xfeff, 'a',  ',',  0xe9,   0x4e2d, 0xd83d,
                                 0xde00, '\r', '\n', 0xdbff, 0xdfff};
enum { UNITS = sizeof(units) / sizeof(units[0]), BYTES = 2 * UNITS };

static void write_units(unsigned char *to, const uint16_t *from, size_t count, int is_big)
{
    for (size_t i = 0; i < count; i++) {
        to[2 * i + (is_big ? 0 : 1)] = (unsigned char)(from[i] >> 8);
        to[2 * i + (is_big ? 1 : 0)] = (unsigned char)from[i];
    }
}

static void both_orders_cut_anywhere(void **state)
{
    (void)state;
    unsigned char bytes[BYTES];
    char to[FACS_UTF16_ROOM(BYTES)];
    for (int is_big = 0; is_big < 2; is_big++) {
        write_units(bytes, units, UNITS, is_big);
        for (size_t piece = 1; piece <= BYTES; piece++) {
            facs_utf16 text;
            size_t length = 0;
            assert_int_equal(facs_utf16_begin(&text, bytes, BYTES), 1);
            for (size_t at = 0; at < BYTES; at += piece) {
                const size_t count = at + piece < BYTES ? piece : BYTES - at;
                const int64_t got = facs_utf16_convert(&text, to + length, bytes + at, count);
                assert_true(got >= 0 && got <= (int64_t)FACS_UTF16_ROOM(count));
                length += (size_t)got;
            }
            assert_int_equal(facs_utf16_end(&text), 0);
            assert_int_equal(length, strlen(EXPECTED));
            assert_memory_equal(to, EXPECTED, length);
        }
    }
}

static void half_a_pair_is_refused(void **state)
{
    (void)state;
    static const uint16_t cases[][3] = {
        {0xfeff, 0xd83d, 'a'}, {0xfeff, 0xde00, 'a'}, {0xfeff, 'a', 0xd83d}};
    for (size_t i = 0; i < 3; i++) {
        unsigned char bytes[6];
        char to[FACS_UTF16_ROOM(6)];
        facs_utf16 text;
        write_units(bytes, cases[i], 3, 0);
        assert_int_equal(facs_utf16_begin(&text, bytes, 6), 1);
        const int64_t got = facs_utf16_convert(&text, to, bytes, 6);
        assert_int_equal(got < 0 ? got : facs_utf16_end(&text), -EILSEQ);
    }
}

static void only_the_mark_tells_it(void **state)
{
    (void)state;
    facs_utf16 text;
    assert_int_equal(facs_utf16_begin(&text, (const unsigned char *)"a\0b\0", 4), 0);
    assert_int_equal(facs_utf16_begin(&text,
                                      (const unsigned char *)"\xef\xbb\xbf"
                                                             "a",
                                      4),
                     0);
    assert_int_equal(facs_utf16_begin(&text, (const unsigned char *)"\xff", 1), 0);
    assert_int_equal(facs_utf16_begin(&text, (const unsigned char *)"", 0), 0);
}

static void text_in_memory_is_replaced(void **state)
{
    (void)state;
    size_t size = BYTES;
    char *text = malloc(size), *none = NULL;
    assert_non_null(text);
    write_units((unsigned char *)text, units, UNITS, 0);
    assert_int_equal(facs_utf16_replace(&text, &size), 0);
    assert_int_equal(size, strlen(EXPECTED));
    assert_string_equal(text, EXPECTED);
    assert_int_equal(facs_utf16_replace(&text, &size), 0); /* it is UTF-8 now */
    assert_string_equal(text, EXPECTED);
    memcpy(text,
           "\xff\xfe"
           "a",
           3); /* half a letter */
    size = 3;
    assert_int_equal(facs_utf16_replace(&text, &size), -EILSEQ);
    assert_int_equal(size, 3);
    size = 0;
    assert_int_equal(facs_utf16_replace(&none, &size), 0);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_orders_cut_anywhere),
        cmocka_unit_test(half_a_pair_is_refused),
        cmocka_unit_test(only_the_mark_tells_it),
        cmocka_unit_test(text_in_memory_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
