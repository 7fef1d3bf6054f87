/* 16-bit samples that hold fewer bits. */
#include "make_tiff.h"
#include "reading.h"

#include <stdio.h>
#include <sys/stat.h>

static reading all;

/* Checks the bits found and the 16-bit level of pages with that largest sample. */
static void assert_bits(const tiff_spec *spec, int bits, int level)
{
    const char *path = in_folder("narrow.tif");
    make_tiff(path, spec);
    read_source(&all, path, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.info.sample_bits, bits);
    assert_int_equal(all.warned[FACS_WARNING_NARROW_SAMPLES], bits > 0 && bits < 16);
    assert_near(all.levels[0], level, 1);
}

static void test_narrow_samples(void **state)
{
    (void)state;
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {1000}}, 10, 1000 / 4);
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .big_endian = 1, .levels = {3000}}, 12,
                3000 / 16);
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {200}}, 8, 200);
    /* 14 bits are accepted if declared, but not guessed */
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {12000}}, 16, 12000 / 256);
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {12000}, .max_sample = 16383}, 14,
                12000 / 64);
    /* the declaration must be wrong: there are larger samples */
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {20000}, .max_sample = 4095}, 16,
                20000 / 256);
    /* a dark 8-bit picture that was widened correctly, and a black one */
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {10 * 257}}, 16, 10);
    assert_bits(&(tiff_spec){.pages = 1, .bits = 16, .levels = {0}}, 0, 0);
    assert_bits(&(tiff_spec){.pages = 1, .levels = {10}}, 0, 10);
}

/* The first page alone suggests 10 bits, which would turn later pages white. */
static void test_narrow_stack(void **state)
{
    (void)state;
    assert_bits(&(tiff_spec){.pages = 3, .bits = 16, .levels = {1000, 2000, 4000}}, 12, 1000 / 16);
    assert_near(all.levels[1], 2000 / 16.0, 1);
    assert_near(all.levels[2], 4000 / 16.0, 1);

    const char *folder = in_folder("narrow");
    assert_int_equal(mkdir(folder, 0700), 0);
    for (int n = 0; n < 3; n++) {
        char name[32];
        snprintf(name, sizeof(name), "narrow/%d.tif", n);
        make_tiff(in_folder(name),
                  &(tiff_spec){.pages = 1, .bits = 16, .levels = {1000 + 1000 * n}});
    }
    read_source(&all, folder, 0);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 3);
    assert_int_equal(all.warned[FACS_WARNING_NARROW_SAMPLES], 1);
    for (int n = 0; n < 3; n++)
        assert_near(all.levels[n], (1000 + 1000 * n) / 16.0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_narrow_samples),
        cmocka_unit_test(test_narrow_stack),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
