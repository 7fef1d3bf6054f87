/* A neutral face saved and loaded continues as if it had never been away, whatever it holds; bytes
 * that are not one are refused. */
#include "au/neutral.h"

#include "au/au_models.h"
#include "base/bytes.h"
#include "base/sha256.h"
#include "cmocka_all.h"
#include "folder.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEATURES = 7, BINS = 70 };

static void add(facs_running_median *median, int update)
{
    float values[FEATURES];
    for (int i = 0; i < FEATURES; i++)
        values[i] = (float)(rand() % 1000) / 250 - 1.5f; /* beyond both ends, too */
    values[3] = 0.4f;
    values[4] = update % 11 ? NAN : 1;
    facs_running_median_add(median, values);
}

static facs_running_median *open_median(void)
{
    facs_running_median *median;
    assert_int_equal(facs_running_median_open(&median, FEATURES, BINS, -1, 2, 0), 0);
    return median;
}

/* Makes a copy through bytes. */
static facs_running_median *copy_of(const facs_running_median *median)
{
    const size_t size = facs_running_median_write(median, NULL);
    uint8_t *bytes = malloc(size + 1);
    assert_non_null(bytes);
    bytes[size] = 0xa5;
    assert_int_equal(facs_running_median_write(median, bytes), size);
    assert_int_equal(bytes[size], 0xa5);
    facs_running_median *copy = open_median();
    const uint8_t *at = bytes;
    assert_int_equal(facs_running_median_read(copy, &at, bytes + size), 0);
    assert_ptr_equal(at, bytes + size);
    free(bytes);
    return copy;
}

static void assert_same(const facs_running_median *a, const facs_running_median *b)
{
    assert_int_equal(facs_running_median_count(a), facs_running_median_count(b));
    assert_memory_equal(facs_running_median_get(a), facs_running_median_get(b),
                        FEATURES * sizeof(float));
    for (int i = 0; i < FEATURES && facs_running_median_count(a) > 0; i++)
        for (double share = 0; share <= 1; share += 0.125)
            assert_true(facs_running_median_quantile(a, i, share) ==
                        facs_running_median_quantile(b, i, share));
}

/* After few descriptors, and after more than 16 bits can count, on both sides of the change. */
static void test_goes_on(void **state)
{
    (void)state;
    static const int stops[] = {0, 2, 3, 50, 65535, 65536, 65600};
    facs_running_median *median = open_median();
    int update = 0;
    for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++) {
        for (; update < stops[i]; update++)
            add(median, update);
        facs_running_median *copy = copy_of(median);
        assert_same(median, copy);
        for (int n = 0; n < 40; n++) { /* the same numbers to both */
            const unsigned seed = (unsigned)(1000 * i + (size_t)n);
            srand(seed);
            add(median, n);
            srand(seed);
            add(copy, n);
            if (facs_running_median_count(median) > 1)
                assert_same(median, copy);
        }
        update += 40;
        facs_running_median_close(&copy);
    }
    facs_running_median_close(&median);
}

/* Makes a complete one that knows 30 frames. */
static facs_neutral *made_from(facs_shelf *shelf)
{
    facs_neutral_medians medians;
    facs_neutral *neutral;
    float *values = calloc(FACS_AU_FHOG, sizeof(*values));
    assert_non_null(values);
    assert_int_equal(facs_neutral_open(&medians, NULL, 1, shelf), 0);
    for (int n = 0; n < 30; n++) {
        for (int i = 0; i < FACS_AU_FHOG; i++)
            values[i] = (float)((n * 31 + i) % 97) / 100;
        facs_running_median_add(medians.levels, values);
        if (n % 2)
            continue;
        facs_running_median_add(medians.fhog, values);
        facs_running_median_add(medians.geometry, values);
    }
    free(values);
    assert_int_equal(facs_neutral_take(&neutral, &medians), 0);
    facs_neutral_medians_close(&medians, shelf);
    return neutral;
}

static facs_neutral *made(void)
{
    return made_from(NULL);
}

static void test_used_again(void **state)
{
    (void)state;
    facs_shelf *shelf = facs_neutral_shelf_open();
    facs_neutral_medians medians;
    assert_non_null(shelf);
    facs_neutral *first = made_from(shelf), *second = made_from(shelf);
    size_t size, second_size;
    const void *bytes = facs_neutral_bytes(first, &size);
    const void *second_bytes = facs_neutral_bytes(second, &second_size);
    assert_int_equal(size, second_size);
    assert_memory_equal(bytes, second_bytes, size);

    assert_int_equal(facs_neutral_open(&medians, first, 0, shelf), 0);
    assert_int_equal(facs_running_median_count(medians.fhog), 15);
    assert_int_equal(facs_running_median_count(medians.levels), 30);
    const facs_running_median *fhog = medians.fhog;
    facs_neutral_medians_close(&medians, shelf);
    assert_null(medians.fhog);
    assert_int_equal(facs_neutral_open(&medians, NULL, 0, shelf), 0);
    assert_ptr_equal(medians.fhog, fhog);
    assert_int_equal(facs_running_median_count(medians.geometry), 0);
    assert_null(medians.levels);
    facs_neutral_medians_close(&medians, shelf);
    facs_neutral_close(&first);
    facs_neutral_close(&second);
    facs_shelf_close(&shelf);
}

static void test_saved_and_loaded(void **state)
{
    (void)state;
    facs_error error;
    facs_neutral *neutral = made(), *loaded;
    size_t size, loaded_size;
    assert_int_equal(facs_neutral_frames(neutral), 30);
    assert_int_equal(facs_neutral_save(neutral, in_folder("a.neutral"), &error), 0);
    assert_int_equal(facs_neutral_load(&loaded, in_folder("a.neutral"), &error), 0);
    const void *bytes = facs_neutral_bytes(neutral, &size);
    const void *loaded_bytes = facs_neutral_bytes(loaded, &loaded_size);
    assert_int_equal(size, loaded_size);
    assert_memory_equal(bytes, loaded_bytes, size);
    assert_int_equal(facs_neutral_frames(loaded), 30);
    facs_neutral_close(&loaded);
    assert_int_equal(facs_neutral_save(neutral, in_folder("none/a"), &error), -ENOENT);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_int_equal(facs_neutral_load(&loaded, in_folder("none"), &error), -ENOENT);
    assert_null(loaded);
    facs_neutral_close(&neutral);
    facs_neutral_close(&neutral);
}

static void test_nothing_is_not_saved(void **state)
{
    (void)state;
    facs_error error;
    facs_neutral_medians medians;
    facs_neutral *nothing;
    assert_int_equal(facs_neutral_open(&medians, NULL, 1, NULL), 0);
    assert_int_equal(facs_neutral_take(&nothing, &medians), 0);
    assert_int_equal(facs_neutral_save(nothing, in_folder("a.neutral"), &error), -ENODATA);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    facs_neutral_close(&nothing);
    assert_int_equal(facs_neutral_load(&nothing, in_folder("a.neutral"), &error), -ENOENT);
    facs_neutral_medians_close(&medians, NULL);
}

static void assert_refused(const void *bytes, size_t size)
{
    facs_error error;
    facs_neutral *neutral;
    assert_int_equal(facs_neutral_read(&neutral, bytes, size, &error), -EINVAL);
    assert_int_equal(error.kind, FACS_ERROR_INPUT);
    assert_null(neutral);
}

/* Appends the digest of the first size bytes, so that their contents are checked. */
static void sign(uint8_t *bytes, size_t size)
{
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, bytes, size);
    facs_hash_end(&hash, bytes + size);
}

static void test_hostile(void **state)
{
    (void)state;
    facs_error error;
    facs_neutral *neutral = made(), *read;
    size_t size;
    const void *good = facs_neutral_bytes(neutral, &size);
    uint8_t *bytes = malloc(size + 32);
    assert_non_null(bytes);
    memcpy(bytes, good, size);
    for (size_t i = 0; i < size; i += size / 50) { /* one bit, and the end, anywhere */
        bytes[i] ^= 4;
        assert_refused(bytes, size);
        bytes[i] ^= 4;
        assert_refused(bytes, i);
    }
    for (size_t i = 8; i < size - 32; i += size / 200) { /* with a digest that is right */
        bytes[i] = (uint8_t)(i % 3 ? 0xff : 0);
        sign(bytes, size - 32);
        if (facs_neutral_read(&read, bytes, size, &error) == 0) /* another bin or count */
            facs_neutral_close(&read);
        memcpy(bytes, good, size);
        sign(bytes, i);
        assert_refused(bytes, i + 32);
        memcpy(bytes, good, size);
    }
    sign(bytes, size);
    assert_refused(bytes, size + 32); /* bytes too many */
    bytes[7] = '2';                   /* another version */
    sign(bytes, size - 32);
    assert_refused(bytes, size);
    free(bytes);
    facs_neutral_close(&neutral);
}

/* Counts that no median can have. */
static void test_hostile_counts(void **state)
{
    (void)state;
    static const uint64_t heads[][3] = {{FEATURES, BINS, (uint64_t)1 << 40},
                                        {FEATURES + 1, BINS, 1},
                                        {FEATURES, BINS + 1, 1},
                                        {FEATURES, BINS, UINT64_MAX >> 1}};
    static const uint64_t pairs[][4] = {
        {BINS, 1, 1, 1}, {3, 0, 3, 1}, {3, 5, 0, 1}, {3, 1, 0, 1}, {BINS - 1, 1, 1, 1}};
    uint8_t bytes[400];
    for (size_t i = 0; i < 9; i++) {
        size_t size = 0;
        for (int k = 0; k < 3; k++)
            size += facs_put_number(bytes + size,
                                    i < 4 ? heads[i][k] : (uint64_t[]){FEATURES, BINS, 2}[k]);
        for (int k = 0; k < 4 * FEATURES && i >= 4; k++)
            size += facs_put_number(bytes + size, pairs[i - 4][k % 4]);
        memset(bytes + size, 0, 40);
        const uint8_t *at = bytes;
        facs_running_median *median = open_median();
        assert_int_equal(facs_running_median_read(median, &at, bytes + size + 40), -EINVAL);
        facs_running_median_close(&median);
    }
    memset(bytes, 0xff, sizeof(bytes)); /* a number without an end */
    const uint8_t *at = bytes;
    int failed = 0;
    facs_take_number(&at, bytes + sizeof(bytes), &failed);
    assert_true(failed && at < bytes + 11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test_setup_teardown(test_saved_and_loaded, folder_set_up, folder_tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_not_saved, folder_set_up, folder_tear_down),
        cmocka_unit_test(test_used_again),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_hostile_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
