/* Compared with arithmetic done by hand and with printf's digits. */
#include "output/number.h"

#include "base/number.h"

#include "cmocka_all.h"
#include "sanitized.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS (SLOW ? 4000 : 20000)

static void assert_fixed(double value, int decimals, const char *expected)
{
    char text[FACS_NUMBER_SIZE];
    assert_int_equal(facs_number_fixed(text, value, decimals), strlen(expected));
    assert_string_equal(text, expected);
}

static void assert_shortest(float value, const char *expected)
{
    char text[FACS_NUMBER_SIZE];
    assert_int_equal(facs_number_shortest_float(text, value), strlen(expected));
    assert_string_equal(text, expected);
}

static void test_fixed_rounds_the_exact_value(void **state)
{
    (void)state;
    assert_fixed(0.125, 2, "0.12"); /* exact ties go to the even digit */
    assert_fixed(0.375, 2, "0.38");
    assert_fixed(2.5, 0, "2");
    assert_fixed(3.5, 0, "4");
    assert_fixed(1.005, 2, "1.00");        /* is 1.00499999999999989... */
    assert_fixed((double)0.05f, 1, "0.1"); /* is 0.0500000007... */
    assert_fixed((double)0.15f, 1, "0.2"); /* is 0.1500000059... */
    assert_fixed((double)0.35f, 1, "0.3"); /* is 0.3499999940... */
    assert_fixed(999.9996, 3, "1000.000");
    assert_fixed(123456789.0625, 3, "123456789.062");
    assert_fixed(0, 3, "0.000");
    assert_fixed(1, 2, "1.00");
}

static void test_fixed_keeps_the_sign_of_a_negative_that_rounds_to_zero(void **state)
{
    (void)state;
    assert_fixed(-0.0004, 3, "-0.000"); /* as in OpenFace's files */
    assert_fixed(-0.04, 1, "-0.0");
    assert_fixed(-0.0, 2, "-0.00");
    assert_fixed(-0.0005001, 3, "-0.001");
}

static void test_what_is_not_finite_has_a_name(void **state)
{
    (void)state;
    assert_fixed(NAN, 3, "nan");
    assert_fixed(-NAN, 3, "nan");
    assert_fixed(INFINITY, 3, "inf");
    assert_fixed(-INFINITY, 3, "-inf");
    assert_shortest(NAN, "nan");
    assert_shortest(-INFINITY, "-inf");
}

static void test_the_widest_number_fits(void **state)
{
    char text[FACS_NUMBER_SIZE];
    (void)state;
    assert_int_equal(facs_number_fixed(text, -1.7976931348623157e308, 9), 1 + 309 + 1 + 9);
    assert_int_equal(strlen(text), 320);
}

static void test_shortest_known_values(void **state)
{
    char text[FACS_NUMBER_SIZE];
    (void)state;
    assert_shortest(0.1f, "0.1");
    assert_shortest(640, "640");
    assert_shortest(-0.0f, "-0");
    assert_shortest(1.0f / 3, "0.33333334");
    assert_shortest(16777216, "16777216");
    assert_shortest(1e-5f, "1e-05");
    facs_number_shortest_double(text, 0.1);
    assert_string_equal(text, "0.1");
    facs_number_shortest_double(text, 1.0 / 3);
    assert_string_equal(text, "0.3333333333333333");
    facs_number_shortest_double(text, 1001.0 / 30000 * 7);
    assert_true(strtod(text, NULL) == 1001.0 / 30000 * 7);
}

static uint32_t next_bits(uint32_t *bits)
{
    return *bits = *bits * 1664525u + 1013904223u;
}

/* A float of the size found in rows; half of them have few digits, for ties and short forms. */
static float made_float(uint32_t *bits)
{
    static const float units[] = {1e-6f, 1e-4f, 1e-3f, 0.125f, 0.0625f, 1, 10, 1e3f};
    const float unit = units[next_bits(bits) >> 29];
    const float number = (float)(int32_t)(next_bits(bits) >> 8) - (float)(1 << 23);
    return next_bits(bits) >> 31 ? number * unit * 1e-4f : (float)((int)number / 1024) * unit;
}

/* printf also rounds the exact binary value, and this locale's decimal point is '.'. */
static void test_fixed_is_what_printf_writes(void **state)
{
    char text[FACS_NUMBER_SIZE], expected[FACS_NUMBER_SIZE];
    uint32_t bits = 17;
    (void)state;
    for (int i = 0; i < 30 * ROUNDS; i++) {
        const float value = made_float(&bits);
        const int decimals = i % 10;
        const double number = i % 7 ? (double)value : (double)value / 3; /* not a float */
        snprintf(expected, sizeof(expected), "%.*f", decimals, number);
        assert_int_equal(facs_number_fixed(text, number, decimals), strlen(expected));
        assert_string_equal(text, expected);
    }
}

/* printf with the fewest digits, six or more, that read back as the same value. */
static void test_shortest_is_what_printf_writes(void **state)
{
    static const float borders[] = {1e-4f, 9.9999e-5f, 1.0000001e-4f, 99999.99f,     99999.996f,
                                    1e5f,  1e-3f,      0.0009999999f, 9.999999f,     8388608,
                                    65536, 0.5f,       0.0625f,       0.00012207031f};
    char text[FACS_NUMBER_SIZE], expected[FACS_NUMBER_SIZE];
    uint32_t bits = 19;
    (void)state;
    for (int i = 0; i < 10 * ROUNDS; i++) {
        const int count = (int)(sizeof(borders) / sizeof(borders[0]));
        const float value = i < count       ? borders[i]
                            : i < 2 * count ? -borders[i - count]
                                            : made_float(&bits);
        for (int digits = 6; digits <= 9; digits++) {
            snprintf(expected, sizeof(expected), "%.*g", digits, (double)value);
            if (strtof(expected, NULL) == value)
                break;
        }
        assert_int_equal(facs_number_shortest_float(text, value), strlen(expected));
        assert_string_equal(text, expected);
    }
}

/* The value without the text is the one that is read from it. */
static void assert_value(double value, const char *text, int length)
{
    double read;
    assert_int_equal(facs_number_parse(text, (size_t)length, &read), 0);
    if (memcmp(&read, &value, sizeof(read)) != 0)
        fail_msg("%s is %.17g, not %.17g", text, read, value);
}

static void test_values_are_what_the_text_says(void **state)
{
    char text[FACS_NUMBER_SIZE];
    uint32_t bits = 23;
    (void)state;
    for (int i = 0; i < 30 * ROUNDS; i++) {
        float value = made_float(&bits);
        const int decimals = i % 10;
        if (i % 5 == 0) { /* any float */
            memcpy(&value, &bits, sizeof(value));
            if (!isfinite(value))
                continue;
        }
        const double number = i % 7 ? (double)value : (double)value / 3; /* not a float */
        int length = facs_number_fixed(text, number, decimals);
        assert_value(facs_number_fixed_value(number, decimals), text, length);
        length = facs_number_shortest_float(text, value);
        assert_value(facs_number_shortest_value(value), text, length);
    }
    assert_true(isnan(facs_number_fixed_value(INFINITY, 2)));
    assert_true(isnan(facs_number_shortest_value(-INFINITY)));
    assert_true(isnan(facs_number_fixed_value(NAN, 2)));
    assert_value(facs_number_fixed_value(-0.0, 3), "-0.000", 6);
    assert_value(facs_number_shortest_value(-0.0f), "-0", 2);
}

/* No form with one digit fewer may read back as the same value. */
static void test_shortest_is_exact_and_shortest(void **state)
{
    char text[FACS_NUMBER_SIZE], shorter[64];
    uint32_t bits = 1;
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        float value;
        bits = bits * 1664525u + 1013904223u;
        memcpy(&value, &bits, sizeof(value));
        if (!isfinite(value))
            continue;
        facs_number_shortest_float(text, value);
        assert_true(strtof(text, NULL) == value);
        int digits = 0;
        size_t length = strcspn(text, "e");
        if (!memchr(text, '.', length)) /* trailing zeros of a whole number do not count */
            while (text[length - 1] == '0')
                length--;
        for (const char *c = text + strspn(text, "-0."); c < text + length; c++)
            digits += *c != '.';
        if (digits < 2 || fabsf(value) < 1.2e-38f) /* denormal numbers have fewer digits */
            continue;
        snprintf(shorter, sizeof(shorter), "%.*e", digits - 2, (double)value);
        if (strtof(shorter, NULL) == value)
            fail_msg("%s is not the shortest form: %s reads back the same", text, shorter);
    }
}

/* number.c, built with a C library that has another decimal point (number_comma.c). */
int point_number_fixed(char text[FACS_NUMBER_SIZE], double value, int decimals);
int point_number_shortest_float(char text[FACS_NUMBER_SIZE], float value);
int point_number_shortest_double(char text[FACS_NUMBER_SIZE], double value);

static void test_the_locale_changes_nothing(void **state)
{
    static const double values[] = {-3.14159, 7, 0.1, 1.5e-7, -0.0001, 16777216, 1e300};
    char plain[FACS_NUMBER_SIZE], other[FACS_NUMBER_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        assert_int_equal(facs_number_fixed(plain, values[i], 3),
                         point_number_fixed(other, values[i], 3));
        assert_string_equal(plain, other);
        facs_number_fixed(plain, values[i], 0);
        point_number_fixed(other, values[i], 0);
        assert_string_equal(plain, other);
        facs_number_shortest_float(plain, (float)values[i]);
        point_number_shortest_float(other, (float)values[i]);
        assert_string_equal(plain, other);
        assert_int_equal(facs_number_shortest_double(plain, values[i]),
                         point_number_shortest_double(other, values[i]));
        assert_string_equal(plain, other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed_rounds_the_exact_value),
        cmocka_unit_test(test_fixed_keeps_the_sign_of_a_negative_that_rounds_to_zero),
        cmocka_unit_test(test_what_is_not_finite_has_a_name),
        cmocka_unit_test(test_the_widest_number_fits),
        cmocka_unit_test(test_shortest_known_values),
        cmocka_unit_test(test_shortest_is_exact_and_shortest),
        cmocka_unit_test(test_fixed_is_what_printf_writes),
        cmocka_unit_test(test_shortest_is_what_printf_writes),
        cmocka_unit_test(test_values_are_what_the_text_says),
        cmocka_unit_test(test_the_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
