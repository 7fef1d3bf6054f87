/* The natural order: a total order, with numbers by their value and folders kept together. */
#include "base/natural.h"

#include "cmocka_all.h"

#include <stdint.h>
#include <string.h>

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void names_are_in_order(void **state)
{
    (void)state;
    /* Each before the next. */
    static const char *const names[] = {"",
                                        "/a",
                                        "0",
                                        "00",
                                        "01",
                                        "1",
                                        "2",
                                        "9",
                                        "010",
                                        "10",
                                        "10a",
                                        "100",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "A",
                                        "a",
                                        "a/b",
                                        "a/b/1",
                                        "a/b2",
                                        "a/b10",
                                        "a\x01",
                                        "a b",
                                        "a-b",
                                        "a.mp4",
                                        "a1/x",
                                        "a1b2",
                                        "a1b10",
                                        "a02/a",
                                        "a02/b",
                                        "a10",
                                        "clip02.mp4",
                                        "clip2.mp4",
                                        "clip10.mp4",
                                        "z",
                                        "\xc3\xa9"};
    const int count = sizeof(names) / sizeof(names[0]);
    for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++) {
            const int expected = sign(i - k),
                      order = sign(facs_natural_compare(names[i], names[k]));
            if (order != expected)
                fail_msg("\"%s\" and \"%s\": %d, not %d", names[i], names[k], order, expected);
        }
}

/* What is in the folders 2 and 02 is not mixed, though both are the number two. */
static void folders_stay_together(void **state)
{
    (void)state;
    assert_true(facs_natural_compare("02/b", "2/a") < 0);
    assert_true(facs_natural_compare("02/a", "2/b") < 0);
    assert_true(facs_natural_compare("02/b", "02/c") < 0);
}

/* Of any three short names, the order of the first and the last follows from the others. */
static void it_is_an_order(void **state)
{
    (void)state;
    enum { LETTERS = 5, NAMES = LETTERS * LETTERS * LETTERS };
    static const char letters[] = "01/.a";
    char names[NAMES][4];
    for (int i = 0; i < NAMES; i++) {
        const int at[] = {i % LETTERS, i / LETTERS % LETTERS, i / LETTERS / LETTERS};
        for (int k = 0; k < 3; k++)
            names[i][k] = letters[at[k]];
        names[i][3] = '\0';
    }
    for (int i = 0; i < NAMES; i++)
        for (int k = 0; k < NAMES; k++) {
            const int order = sign(facs_natural_compare(names[i], names[k]));
            assert_int_equal(order == 0, i == k);
            assert_int_equal(order, -sign(facs_natural_compare(names[k], names[i])));
            for (int m = 0; m < NAMES && order < 0; m++)
                if (facs_natural_compare(names[k], names[m]) < 0)
                    assert_true(facs_natural_compare(names[i], names[m]) < 0);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_in_order),
        cmocka_unit_test(folders_stay_together),
        cmocka_unit_test(it_is_an_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
