/* Shards: the same on every machine, of about the same size, and together the whole. */
#include "study/shard.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* Sizes of a lognormal distribution with the median 24 MB, as the clips of a study have: the sum of
 * twelve uniform numbers is close to normal. */
static int64_t *make_sizes(size_t count)
{
    int64_t *bytes = calloc(count, sizeof(*bytes));
    uint64_t state = 1;
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        double sum = -6;
        for (int k = 0; k < 12; k++)
            sum += (double)next(&state) / 2147483648.0;
        bytes[i] = (int64_t)exp(17 + sum);
    }
    return bytes;
}

/* 100 clips a shard, of which the largest clip of all is a third. The smallest fill the gaps. */
static void shards_are_balanced(void **state)
{
    (void)state;
    enum { COUNT = 20000, SHARDS = 200 };
    int64_t *bytes = make_sizes(COUNT);
    int *shard = calloc(COUNT, sizeof(*shard));
    double load[SHARDS] = {0}, max = 0, sum = 0;
    assert_non_null(shard);
    assert_int_equal(facs_shards_divide(bytes, COUNT, SHARDS, shard), 0);
    for (int i = 0; i < COUNT; i++) {
        assert_in_range(shard[i], 1, SHARDS);
        load[shard[i] - 1] += (double)bytes[i];
        sum += (double)bytes[i];
    }
    for (int s = 0; s < SHARDS; s++)
        max = load[s] > max ? load[s] : max;
    assert_true(max < 1.001 * sum / SHARDS);
    free(bytes);
    free(shard);
}

/* Worked out by hand: 9 -> 1, 7 -> 2, the mean 5 -> 3, 4 -> 3, 3 -> 2, 2 -> 1. */
static void they_are_the_same_everywhere(void **state)
{
    (void)state;
    const int64_t bytes[] = {2, 9, 3, -1, 7, 4};
    const int expected[] = {1, 1, 2, 3, 2, 3};
    int shard[6];
    assert_int_equal(facs_shards_divide(bytes, 6, 3, shard), 0);
    for (int i = 0; i < 6; i++)
        assert_int_equal(shard[i], expected[i]);
}

/* Empty and unknown inputs are spread by their number. */
static void equal_ones_take_turns(void **state)
{
    (void)state;
    static const int64_t sizes[] = {0, -1, 5};
    for (int k = 0; k < 3; k++) {
        int64_t bytes[7];
        int shard[7];
        for (int i = 0; i < 7; i++)
            bytes[i] = sizes[k];
        assert_int_equal(facs_shards_divide(bytes, 7, 3, shard), 0);
        for (int i = 0; i < 7; i++)
            assert_int_equal(shard[i], i % 3 + 1);
    }
}

static void any_number_will_do(void **state)
{
    (void)state;
    const int64_t huge[] = {INT64_MAX, INT64_MAX, INT64_MAX, 1};
    int shard[4];
    assert_int_equal(facs_shards_divide(huge, 4, 1, shard), 0);
    assert_int_equal(shard[3], 1);
    assert_int_equal(facs_shards_divide(huge, 4, 1000000, shard), 0);
    assert_int_equal(shard[3], 4);
    assert_int_equal(facs_shards_divide(huge, 0, 5, shard), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shards_are_balanced),
        cmocka_unit_test(they_are_the_same_everywhere),
        cmocka_unit_test(equal_ones_take_turns),
        cmocka_unit_test(any_number_will_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
