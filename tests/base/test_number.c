#include "cmocka_all.h"

#include "base/number.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static double parse(const char *text)
{
    double value = -77;
    if (facs_number_parse(text, strlen(text), &value) != 0)
        fail_msg("\"%s\" was refused", text);
    return value;
}

/* Equal to the last bit, the sign of a zero included. */
static void assert_same(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof(a));
}

static void reads_numbers_exactly(void **state)
{
    (void)state;
    assert_same(parse("0"), 0.0);
    assert_same(parse("-0.0"), -0.0);
    assert_same(parse("+7"), 7.0);
    assert_same(parse("5."), 5.0);
    assert_same(parse(".5"), 0.5);
    assert_same(parse("-73.393523"), -73.393523);
    assert_same(parse("1e-5"), 1e-5);
    assert_same(parse("1.25E+03"), 1250.0);
    assert_same(parse("0.1000000000000000055511151231257827021181583404541015625"), 0.1);
    assert_same(parse("9007199254740993"), 9007199254740992.0); /* 2^53 + 1: to even */
    assert_same(parse("1.7976931348623157e308"), DBL_MAX);
    assert_same(parse("2.2250738585072014e-308"), DBL_MIN);
    assert_same(parse("4.9406564584124654e-324"), 0x1p-1074);
    assert_same(parse("1e-99999"), 0.0);
}

static void every_double_reads_back_the_same(void **state)
{
    (void)state;
    uint64_t bits = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        double value;
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        memcpy(&value, &bits, sizeof(value));
        if (!isfinite(value))
            continue;
        snprintf(text, sizeof(text), i % 2 ? "%.17g" : "%.20e", value);
        assert_same(parse(text), value);
    }
}

/* What tables hold: few digits, which take a way without strtod(). */
static void short_decimals_are_rounded_as_strtod_does(void **state)
{
    (void)state;
    uint64_t bits = 0x9e3779b97f4a7c15;
    for (int i = 0; i < 20000; i++) {
        char text[64];
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        const long long digits = (long long)(bits >> 8) % 20000000000000000LL; /* up to 17 */
        snprintf(text, sizeof(text), "%s%lld.%04lldE%d", bits & 1 ? "-" : "",
                 digits >> (bits >> 59), digits % 10000, (int)(bits >> 2 & 63) - 32);
        assert_same(parse(text), strtod(text, NULL));
    }
}

static void refuses_what_is_no_finite_decimal(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",    "-",   ".",   "+.",   "e5",   "1e",       "1e+",           "1e5.",    "1.2.3", "1,5",
        "nan", "NaN", "inf", "-inf", "0x10", "1e999",    "--1",           "+-1",     "1 ",    " 1",
        "1f",  "1d0", "1e-", "abc",  "1_0",  "infinity", "1e99999999999", "1e100000"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        double value = 42;
        if (facs_number_parse(texts[i], strlen(texts[i]), &value) == 0)
            fail_msg("\"%s\" was accepted", texts[i]);
        assert_same(value, 42);
    }
    assert_int_not_equal(facs_number_parse("1\0002", 3, &(double){0}), 0);
}

static void stays_within_the_given_length(void **state)
{
    (void)state;
    double value;
    assert_int_equal(facs_number_parse("1234", 2, &value), 0);
    assert_same(value, 12);

    char digits[258];
    memset(digits, '0', sizeof(digits));
    digits[255] = '8';
    assert_int_equal(facs_number_parse(digits, 256, &value), 0);
    assert_same(value, 8);
    assert_int_not_equal(facs_number_parse(digits, 257, &value), 0);
    /* The longest of all: a sign and 250 digits behind the point, then an exponent. */
    memset(digits, '1', sizeof(digits));
    memcpy(digits, "-.", 2);
    memcpy(digits + 251, "e-300", 5);
    assert_int_equal(facs_number_parse(digits, 256, &value), 0);
    assert_same(value, -1.1111111111111111111e-301);
}

static void write_text(const char *folder, const char *name, const char *text)
{
    char path[64];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/*
 * A locale with a decimal comma: German where it is installed, else one made for this test, from
 * nothing but localedef, which comes with glibc itself.
 */
static int use_comma_locale(void)
{
    if (setlocale(LC_NUMERIC, "de_DE.UTF-8"))
        return 1;
    char folder[] = "/tmp/facs-locale-XXXXXX", command[256];
    assert_non_null(mkdtemp(folder));
    write_text(
        folder, "numeric",
        "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3;3\nEND LC_NUMERIC\n");
    write_text(folder, "ascii",
               "<code_set_name> ASCII\n<comment_char> %\n<escape_char> /\n"
               "CHARMAP\n<U0000>..<U007F> /x00 ASCII\nEND CHARMAP\n");
    /* Its status says only that all the other categories of a locale are missing. */
    snprintf(command, sizeof(command),
             "cd %s && localedef --quiet -c -f ./ascii -i ./numeric ./comma 2>/dev/null", folder);
    int made = system(command) != -1 && setenv("LOCPATH", folder, 1) == 0 &&
               setlocale(LC_NUMERIC, "comma") != NULL;
    snprintf(command, sizeof(command), "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    return made;
}

static void a_decimal_comma_of_the_locale_changes_nothing(void **state)
{
    (void)state;
    if (!use_comma_locale())
        skip();
    char text[16];
    double comma = -1, point = -1;
    snprintf(text, sizeof(text), "%.1f", 2.5);
    int refused = facs_number_parse("2,5", 3, &comma);
    int accepted = facs_number_parse("2.5", 3, &point);
    setlocale(LC_NUMERIC, "C");
    assert_string_equal(text, "2,5"); /* the locale does what this test needs */
    assert_int_not_equal(refused, 0);
    assert_int_equal(accepted, 0);
    assert_same(point, 2.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_exactly),
        cmocka_unit_test(every_double_reads_back_the_same),
        cmocka_unit_test(short_decimals_are_rounded_as_strtod_does),
        cmocka_unit_test(refuses_what_is_no_finite_decimal),
        cmocka_unit_test(stays_within_the_given_length),
        cmocka_unit_test(a_decimal_comma_of_the_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
