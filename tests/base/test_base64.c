/* Base64 as RFC 4648 defines it. */
#include "base/base64.h"

#include "cmocka_all.h"

#include <string.h>

/* The examples of RFC 4648, section 10; and bytes of every value, three at a time. */
static void texts_are_those_of_the_standard(void **state)
{
    (void)state;
    static const char *const of[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                     "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    char text[FACS_BASE64_SIZE(6) + 1];

    for (size_t count = 0; count <= 6; count++) {
        memset(text, '?', sizeof(text));
        facs_base64(text, (const uint8_t *)"foobar", count);
        assert_string_equal(text, of[count]);
        assert_int_equal(FACS_BASE64_SIZE(count), strlen(text) + 1);
        assert_int_equal(text[FACS_BASE64_SIZE(count)], '?');
    }
    facs_base64(text, (const uint8_t[]){0xff, 0xef, 0xbe, 0x00, 0x10, 0x83}, 6);
    assert_string_equal(text, "/+++ABCD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts_are_those_of_the_standard)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
