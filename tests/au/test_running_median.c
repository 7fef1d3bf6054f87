#include "au/running_median.h"
#include "cmocka_all.h"
#include "golden.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- The same, the slow way: every bin of every feature scanned at every update -------------- */

enum { FEATURES = 12, BINS = 200 };
static const double low = -1, high = 3;

static double scanned(const unsigned histogram[BINS], int64_t count, int floor_at_zero)
{
    int64_t cumulative = 0;
    int bin = 0;
    while ((cumulative += histogram[bin]) < (count + 1) / 2)
        bin++;
    double value = low + (bin + 0.5) * ((high - low) / BINS);
    return floor_at_zero && value < 0 ? 0 : value;
}

static int bin_of(float x)
{
    if (!isfinite(x))
        return 0;
    double at = trunc(((double)x - low) * BINS / (high - low));
    return at < 0 ? 0 : at > BINS - 1 ? BINS - 1 : (int)at;
}

/* Narrow, wide, drifting, far out, constant, two-valued, and sometimes not finite. */
static float sample(int feature, int update)
{
    double u = rand() / (double)RAND_MAX;
    switch (feature % 6) {
    case 0:
        return (float)(0.4 + 0.01 * u);
    case 1:
        return (float)(-1.5 + 5 * u);
    case 2:
        return (float)(-1 + update / 1000.0 + 0.2 * u);
    case 3:
        return u < 0.3 ? -1e30f : u > 0.7 ? 1e30f : (float)u;
    case 4:
        return feature < 6 ? -0.7f : (update & 1 ? -5.0f : 5.0f);
    default:
        return u < 0.1 ? NAN : u < 0.2 ? INFINITY : u < 0.3 ? -INFINITY : (float)(4 * u - 1);
    }
}

static void equals_a_scan(void **state)
{
    (void)state;
    for (int floored = 0; floored < 2; floored++) {
        static unsigned histogram[FEATURES][BINS];
        facs_running_median *median;
        memset(histogram, 0, sizeof(histogram));
        srand(7);
        assert_int_equal(facs_running_median_open(&median, FEATURES, BINS, low, high, floored), 0);
        for (int update = 0; update < 4000; update++) {
            float descriptor[FEATURES];
            for (int i = 0; i < FEATURES; i++) {
                descriptor[i] = sample(i, update);
                histogram[i][bin_of(descriptor[i])]++;
            }
            facs_running_median_add(median, descriptor);
            assert_int_equal(facs_running_median_count(median), update + 1);
            const float *got = facs_running_median_get(median);
            for (int i = 0; i < FEATURES && update > 0; i++)
                assert_true(got[i] == (float)scanned(histogram[i], update + 1, floored));
        }
        facs_running_median_close(&median);
        assert_null(median);
        facs_running_median_close(&median);
    }
}

/* Counts have 16 bits until there are 65536 descriptors: a constant feature has them all in one
 * bin, a two-valued one has half of them in each of two, and a late one leaves its bin at the
 * end. */
static void counts_beyond_16_bits(void **state)
{
    enum { UPDATES = 200000 };
    static unsigned histogram[3][BINS];
    facs_running_median *median;
    (void)state;
    memset(histogram, 0, sizeof(histogram));
    assert_int_equal(facs_running_median_open(&median, 3, BINS, low, high, 0), 0);
    for (int update = 0; update < UPDATES; update++) {
        const float descriptor[3] = {0.5f, update % 3 ? 1.5f : -0.5f,
                                     update < UPDATES * 2 / 5 ? 2.25f : 0.25f};
        for (int i = 0; i < 3; i++)
            histogram[i][bin_of(descriptor[i])]++;
        facs_running_median_add(median, descriptor);
        for (int i = 0; i < 3 && update > 0 && (update % 997 == 0 || abs(update - 65535) < 3); i++)
            assert_true(facs_running_median_get(median)[i] ==
                        (float)scanned(histogram[i], update + 1, 0));
    }
    /* 40 % of the late one's values are at 2.25: the median has moved to 0.25's bin of 0.02,
     * 0.24..0.26. */
    assert_float_equal(facs_running_median_get(median)[2], 0.25, 0.011);
    facs_running_median_close(&median);
}

static void starts_with_the_descriptor_itself(void **state)
{
    const float first[3] = {0.123f, NAN, 2.5f};
    const float second[3] = {0.127f, 2.99f, 7.0f};
    facs_running_median *median;
    (void)state;
    assert_int_equal(facs_running_median_open(&median, 3, BINS, low, high, 0), 0);
    for (int i = 0; i < 3; i++)
        assert_true(facs_running_median_get(median)[i] == 0);
    assert_int_equal(facs_running_median_count(median), 0);
    facs_running_median_add(median, first);
    assert_true(facs_running_median_get(median)[0] == 0.123f);
    assert_true(facs_running_median_get(median)[1] == -1.0f); /* not finite counts as min */
    assert_true(facs_running_median_get(median)[2] == 2.5f);
    facs_running_median_add(median, second);
    /* Bins of 0.02: both of 0.12..0.14; the lower of two; 2.5 starts a bin. */
    assert_float_equal(facs_running_median_get(median)[0], 0.13, 1e-6);
    assert_float_equal(facs_running_median_get(median)[1], -0.99, 1e-6);
    assert_float_equal(facs_running_median_get(median)[2], 2.51, 1e-6);
    facs_running_median_close(&median);
}

static int compare_floats(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Few descriptors in many bins: the median is the middle one's bin, however far away that is. */
static void medians_jump_far(void **state)
{
    enum { MANY = 10000, UPDATES = 40 };
    (void)state;
    srand(5);
    for (int bins = 31; bins <= MANY; bins += 997) {
        float sorted[UPDATES], value;
        facs_running_median *median;
        assert_int_equal(facs_running_median_open(&median, 1, bins, 0, 1, 0), 0);
        for (int n = 0; n < UPDATES; n++) {
            value = (float)(n % 3 ? rand() : n) / (float)RAND_MAX;
            sorted[n] = value;
            qsort(sorted, (size_t)n + 1, sizeof(sorted[0]), compare_floats);
            facs_running_median_add(median, &value);
            const double at = floor((double)sorted[n / 2] * bins);
            const double bin = at < bins - 1 ? at : bins - 1;
            if (n > 0)
                assert_float_equal(facs_running_median_get(median)[0], (bin + 0.5) / bins, 1e-6);
        }
        facs_running_median_close(&median);
    }
}

/* What was counted before has left no trace, in bins that are used again or are not. */
static void a_cleared_one_is_like_new(void **state)
{
    facs_running_median *cleared, *fresh;
    (void)state;
    srand(11);
    assert_int_equal(facs_running_median_open(&cleared, FEATURES, BINS, low, high, 0), 0);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(facs_running_median_open(&fresh, FEATURES, BINS, low, high, 0), 0);
        for (int update = 0; update < 500; update++) {
            float descriptor[FEATURES];
            for (int i = 0; i < FEATURES; i++)
                descriptor[i] = sample(i, 900 * round + update);
            assert_memory_equal(facs_running_median_get(cleared), facs_running_median_get(fresh),
                                sizeof(descriptor));
            facs_running_median_add(cleared, descriptor);
            facs_running_median_add(fresh, descriptor);
        }
        for (int i = 0; i < FEATURES; i++)
            assert_true(facs_running_median_quantile(cleared, i, 0.2) ==
                        facs_running_median_quantile(fresh, i, 0.2));
        facs_running_median_close(&fresh);
        assert_int_equal(facs_running_median_clear(cleared), 0);
        assert_int_equal(facs_running_median_count(cleared), 0);
    }
    const float descriptor[FEATURES] = {0};
    for (int update = 0; update <= UINT16_MAX; update++)
        facs_running_median_add(cleared, descriptor);
    assert_int_equal(facs_running_median_clear(cleared), -ERANGE);
    facs_running_median_close(&cleared);
}

static void refuses_what_is_no_histogram(void **state)
{
    facs_running_median *median;
    (void)state;
    assert_int_equal(facs_running_median_open(&median, 0, 10, 0, 1, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, 1, 0, 0, 1, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, 1, INT32_MAX, 0, 1, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, INT32_MAX, 10, 0, 1, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, 1, 10, 1, 1, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, 1, 10, 0, NAN, 0), -EINVAL);
    assert_int_equal(facs_running_median_open(&median, 1, 10, -INFINITY, 0, 0), -EINVAL);
    assert_null(median);
}

/* ---- OpenFace -------------------------------------------------------------------------------- */

/* Returns the largest difference from the golden medians. OpenFace adds its 1st, 3rd, 5th ...
 * frame. */
static double worst_of(facs_running_median *median, const double *descriptors,
                       const double *expected, int features)
{
    double worst = 0;
    float *descriptor = malloc((size_t)features * sizeof(*descriptor));
    assert_non_null(descriptor);
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        const double *from = descriptors + (ptrdiff_t)frame * features;
        for (int i = 0; i < features; i++)
            descriptor[i] = (float)from[i];
        if (frame % 2 == 0)
            facs_running_median_add(median, descriptor);
        for (int i = 0; i < features; i++)
            worst = fmax(worst, fabs((double)facs_running_median_get(median)[i] -
                                     expected[(ptrdiff_t)frame * features + i]));
    }
    free(descriptor);
    return worst;
}

static void medians_are_those_of_openface(void **state)
{
    (void)state;
    shared_path("golden/default");
    double *fhog = golden_doubles("fhog", 4464), *geometry = golden_doubles("geom", 238);
    double *fhog_median = golden_doubles("median_hog", 4464);
    double *geometry_median = golden_doubles("median_geom", 238);
    facs_running_median *median;

    assert_int_equal(facs_running_median_open(&median, 4464, FACS_MEDIAN_FHOG_BINS,
                                              FACS_MEDIAN_FHOG_MIN, FACS_MEDIAN_FHOG_MAX, 1),
                     0);
    double worst = worst_of(median, fhog, fhog_median, 4464);
    facs_running_median_close(&median);
    assert_int_equal(facs_running_median_open(&median, 238, FACS_MEDIAN_GEOMETRY_BINS,
                                              FACS_MEDIAN_GEOMETRY_MIN, FACS_MEDIAN_GEOMETRY_MAX,
                                              0),
                     0);
    double worst_geometry = worst_of(median, geometry, geometry_median, 238);
    facs_running_median_close(&median);
    print_message("medians: FHOG max abs. %.2e, geometry max abs. %.2e\n", worst, worst_geometry);
    /* The required accuracy; a float holds these medians (up to 14) to 5e-7. */
    assert_true(worst <= 1e-6);
    assert_true(worst_geometry <= 1e-6);
    free(fhog);
    free(geometry);
    free(fhog_median);
    free(geometry_median);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_a_scan),
        cmocka_unit_test(counts_beyond_16_bits),
        cmocka_unit_test(starts_with_the_descriptor_itself),
        cmocka_unit_test(medians_jump_far),
        cmocka_unit_test(a_cleared_one_is_like_new),
        cmocka_unit_test(refuses_what_is_no_histogram),
        cmocka_unit_test(medians_are_those_of_openface),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
