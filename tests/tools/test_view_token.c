#include "view_token.h"

#include "cmocka_all.h"

#include <string.h>

#define TOKEN "0123456789abcdef0123456789abcdef"

static void a_token_is_128_bits_of_chance_in_hex(void **state)
{
    (void)state;
    char first[FACS_VIEW_TOKEN_SIZE], second[FACS_VIEW_TOKEN_SIZE];
    assert_int_equal(facs_view_token_make(first), 0);
    assert_int_equal(facs_view_token_make(second), 0);
    assert_int_equal(strlen(first), 32);
    assert_int_equal(strspn(first, "0123456789abcdef"), 32);
    assert_string_not_equal(first, second);
    /* By chance 30 of 32 digits differ on average; fewer than 16 in one of 10^18 runs. */
    int different = 0;
    for (int i = 0; i < 32; i++)
        different += first[i] != second[i];
    assert_in_range(different, 16, 32);
}

static void only_the_whole_token_opens(void **state)
{
    (void)state;
    static const char *const wrong[] = {"",
                                        "/",
                                        "//",
                                        "/" TOKEN,
                                        TOKEN "/",
                                        "x" TOKEN "/",
                                        "/" TOKEN "x",
                                        "/ " TOKEN "/",
                                        "/0123456789abcdef0123456789abcdeF/",
                                        "/1123456789abcdef0123456789abcdef/",
                                        "/0123456789abcdef0123456789abcde/",
                                        "/0123456789abcdef0123456789abcdef0/"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (facs_view_token_strip(wrong[i], TOKEN))
            fail_msg("%s was let in", wrong[i]);
    assert_string_equal(facs_view_token_strip("/" TOKEN "/", TOKEN), "");
    assert_string_equal(facs_view_token_strip("/" TOKEN "/view.js", TOKEN), "view.js");
    assert_string_equal(facs_view_token_strip("/" TOKEN "//a/b", TOKEN), "/a/b");
}

static void only_local_hosts_are_accepted(void **state)
{
    (void)state;
    static const char *const local[] = {"127.0.0.1", "127.0.0.1:8080", "localhost", "localhost:1"};
    static const char *const others[] = {"",
                                         "example.org",
                                         "127.0.0.1.example.org",
                                         "localhost.example.org:80",
                                         "127.0.0.2",
                                         "localhost:80.example.org",
                                         "example.org:80",
                                         "127.0.0.1:80 ",
                                         "0.0.0.0:80",
                                         "[::1]:80"};
    for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
        if (!facs_view_host_is_local(local[i]))
            fail_msg("%s was refused", local[i]);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (facs_view_host_is_local(others[i]))
            fail_msg("%s was let in", others[i]);
    assert_false(facs_view_host_is_local(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_128_bits_of_chance_in_hex),
        cmocka_unit_test(only_the_whole_token_opens),
        cmocka_unit_test(only_local_hosts_are_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
