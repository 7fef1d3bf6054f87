/* Our own functions: near the C library's in long double, and the same bits everywhere. */
#include "base/exact_math.h"

#include "bits.h"
#include "cmocka_all.h"

#include <ctype.h>
#include <dirent.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ROUNDS 20000

/* What libm's long double may be off by where it is no longer than a double. */
#define OF_LIBM (LDBL_MANT_DIG > DBL_MANT_DIG ? 0 : 1)

/* 0..1 */
static double random_share(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    const double upper = *seed >> 8;
    *seed = *seed * 1664525u + 1013904223u;
    return (upper + (*seed >> 8) * 0x1p-24) * 0x1p-24;
}

/* -1e-3 .. 1e3 or the like, of every size alike. */
static double random_size(uint32_t *seed, int reach)
{
    const int power = (int)(random_share(seed) * 2 * reach) - reach;
    const double size = ldexp(1 + random_share(seed), power);
    return random_share(seed) < 0.5 ? -size : size;
}

static double units_off(double found, long double right)
{
    const double size = fabs((double)right);
    return (double)fabsl((long double)found - right) / (nextafter(size, INFINITY) - size);
}

typedef struct worst {
    double sine, cosine, arc, arc2, exponential, logarithm, logarithm2;
} worst;

static void note(double *max, double found, long double right)
{
    const double off = units_off(found, right);
    if (!(off <= *max))
        *max = off;
}

static int has_sinl(void)
{
    volatile long double angle = 1e5L; /* for the library, not the compiler */
    return fabsl(sinl(angle) - 0.0357487979720165093164705L) < 1e-17L;
}

static void test_near_the_truth(void **state)
{
    (void)state;
    uint32_t seed = 21;
    worst max = {0};

    for (int i = 0; i < ROUNDS; i++) {
        const double angle = (random_share(&seed) - 0.5) * (i % 2 ? 8 : 2e5);
        const double x = random_size(&seed, 12), y = random_size(&seed, 12);
        const double power = (random_share(&seed) - 0.5) * (i % 2 ? 1400 : 2);
        const double positive = i % 2 ? fabs(x) : 1 + (random_share(&seed) - 0.5) / 2;
        note(&max.sine, facs_exact_sin(angle), sinl((long double)angle));
        note(&max.cosine, facs_exact_cos(angle), cosl((long double)angle));
        note(&max.arc, facs_exact_atan(x), atanl((long double)x));
        note(&max.arc2, facs_exact_atan2(y, x), atan2l((long double)y, (long double)x));
        note(&max.exponential, facs_exact_exp(power), expl((long double)power));
        note(&max.logarithm, facs_exact_log(positive), logl((long double)positive));
        note(&max.logarithm2, facs_exact_log2(positive), log2l((long double)positive));
    }
    print_message(
        "sin %.2f, cos %.2f, atan %.2f, atan2 %.2f, exp %.2f, log %.2f, log2 %.2f units\n",
        max.sine, max.cosine, max.arc, max.arc2, max.exponential, max.logarithm, max.logarithm2);
    if (has_sinl()) /* not MinGW's: it is the processor's */
        assert_true(max.sine <= 2 + OF_LIBM && max.cosine <= 2 + OF_LIBM);
    assert_true(max.arc <= 2 + OF_LIBM && max.arc2 <= 3 + OF_LIBM);
    assert_true(max.exponential <= 2 + OF_LIBM && max.logarithm <= 2 + OF_LIBM);
    assert_true(max.logarithm2 <= 2 + OF_LIBM);
}

/* What one processor gave (x86-64) the others must give. */
static void test_same_bits_everywhere(void **state)
{
    (void)state;
    uint32_t seed = 22;
    uint64_t bits = BITS_START;

    for (int i = 0; i < ROUNDS; i++) {
        const double angle = (random_share(&seed) - 0.5) * (i % 2 ? 8 : 1e7);
        const double x = random_size(&seed, 12), y = random_size(&seed, 12);
        const double power = (random_share(&seed) - 0.5) * (i % 2 ? 1500 : 2);
        const double values[] = {facs_exact_sin(angle),    facs_exact_cos(angle),
                                 facs_exact_atan(x),       facs_exact_atan2(y, x),
                                 facs_exact_exp(power),    facs_exact_log(fabs(x)),
                                 facs_exact_log2(fabs(y)), facs_exact_length(x, y)};
        bits = bits_of(values, sizeof(values), bits);
    }
    assert_true(bits == 0x58348e277bb1e082);
}

static void assert_same(double found, double expected)
{
    if (isnan(expected))
        assert_true(isnan(found));
    else
        assert_true(found == expected && !signbit(found) == !signbit(expected));
}

/* As C has them (annex F). */
static void test_special_values(void **state)
{
    (void)state;
    static const double wild[] = {0,   -0.0,     1,         -1,      1e-310,  -1e-310,
                                  NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
        const double y = wild[i];
        for (size_t k = 0; k < sizeof(wild) / sizeof(wild[0]); k++) {
            const double right = atan2(y, wild[k]), found = facs_exact_atan2(y, wild[k]);
            assert_true(isnan(right) ? isnan(found) : fabs(found - right) <= 1e-15);
            assert_true(isnan(right) || !signbit(found) == !signbit(right));
        }
        if (!isfinite(y)) {
            assert_true(isnan(facs_exact_sin(y)) && isnan(facs_exact_cos(y)));
            assert_same(facs_exact_exp(y), exp(y));
        }
        if (y <= 0 || !isfinite(y)) {
            assert_same(facs_exact_log(y), y < 0 ? (double)NAN : log(y));
            assert_same(facs_exact_log2(y), y < 0 ? (double)NAN : log2(y));
        }
        assert_true(fabs(facs_exact_sin(1e300)) <= 1 && fabs(facs_exact_cos(-1e300)) <= 1);
    }
    assert_same(facs_exact_sin(-0.0), -0.0);
    assert_same(facs_exact_cos(0), 1);
    assert_same(facs_exact_exp(0), 1);
    assert_same(facs_exact_exp(1000), INFINITY);
    assert_same(facs_exact_exp(-1000), 0);
    assert_same(facs_exact_log(1), 0);
    for (int n = -1074; n <= 1023; n++)
        assert_same(facs_exact_log2(ldexp(1, n)), n);
}

/* ---- Nobody else's --------------------------------------------------------------------------- */

/* The name of a libm function that a line calls, or NULL; those of comments do not count. */
static const char *library_call(const char *line)
{
    static const char *const names[] = {"sin",   "cos",    "tan",  "asin", "acos",   "atan",
                                        "atan2", "exp",    "exp2", "log",  "log2",   "log10",
                                        "pow",   "hypot",  "sinf", "cosf", "expf",   "logf",
                                        "powf",  "hypotf", "tanh", "cbrt", "atan2f", "fma"};
    const char *comment = strstr(line, "/*");

    if (strncmp(line + strspn(line, " "), "* ", 2) == 0)
        return NULL;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (const char *at = line; (at = strstr(at, names[i])) != NULL; at++)
            if ((at == line || !(isalnum((unsigned char)at[-1]) || at[-1] == '_')) &&
                at[strlen(names[i])] == '(' && (!comment || at < comment))
                return names[i];
    return NULL;
}

static void search_file(const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof(line), file); number++)
        if (library_call(line))
            fail_msg("%s:%d calls %s, which is not the same everywhere: see base/exact_math.h",
                     path, number, library_call(line));
    fclose(file);
}

/* RetinaFace goes through ONNX Runtime, which is not the same everywhere either. */
static int may_call(const char *name)
{
    return strcmp(name, "retinaface.c") == 0 || strcmp(name, "priors.c") == 0;
}

static void test_measurements_call_no_other(void **state)
{
    (void)state;
    static const char *const rooms[] = {"shape",          "detect",         "landmarks",
                                        "landmarks/clm",  "landmarks/clnf", "landmarks/ceclm",
                                        "landmarks/pfld", "appearance",     "au",
                                        "measure",        "events",         "pipeline"};
    int files = 0;

    for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
        char folder[1024], path[2048];
        struct dirent *entry;
        snprintf(folder, sizeof(folder), FACS_SOURCE_ROOT "/src/%s", rooms[i]);
        DIR *list = opendir(folder);
        assert_non_null(list);
        while ((entry = readdir(list)) != NULL) {
            const size_t length = strlen(entry->d_name);
            if (length < 3 || entry->d_name[length - 2] != '.' || may_call(entry->d_name))
                continue;
            snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
            search_file(path);
            files++;
        }
        closedir(list);
    }
    assert_true(files > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_the_truth),
        cmocka_unit_test(test_same_bits_everywhere),
        cmocka_unit_test(test_special_values),
        cmocka_unit_test(test_measurements_call_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
