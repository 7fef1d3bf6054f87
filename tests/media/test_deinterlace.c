#include "media/deinterlace.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#define W     96
#define H     64
#define GUARD 0xA5

static uint8_t pixels[H][3 * W + 5], whole[H][3 * W + 5];

static const facs_image picture = {
    .pixels = &pixels[0][0], .width = W, .height = H, .stride = sizeof(pixels[0])};

/* A bright, soft-edged blob of 40 x 40 pixels on a gradient; its left edge is at `left`. */
static int scene(int x, int y, int left)
{
    const int across = x - left, down = y - 12;
    const int inside = across >= 0 && across < 40 && down >= 0 && down < 40;
    return inside ? 150 + across + down : 40 + (x + y) / 4;
}

/* The blob moves by `moved` pixels between the moments of even and odd rows. */
static void draw(int moved)
{
    memset(pixels, GUARD, sizeof(pixels));
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            memset(&pixels[y][3 * x], scene(x, y, y % 2 ? 20 + moved : 20), 3);
            memset(&whole[y][3 * x], scene(x, y, 20), 3);
        }
}

static void test_combs_are_seen(void **state)
{
    (void)state;
    draw(8);
    assert_int_equal(facs_deinterlace_is_comb(&picture), 1);
    draw(0); /* progressive */
    assert_int_equal(facs_deinterlace_is_comb(&picture), 0);
    draw(1); /* hardly any motion: no visible comb */
    assert_int_equal(facs_deinterlace_is_comb(&picture), 0);
}

/* Lines, edges and noise of a few levels are no combs. */
static void test_what_is_no_comb(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++) {
            seed = seed * 1664525u + 1013904223u;
            memset(&pixels[y][3 * x], (y == 10 || y / 4 % 3 == 1 ? 200 : 60) + (int)(seed >> 29),
                   3);
        }
    assert_int_equal(facs_deinterlace_is_comb(&picture), 0);
}

static void test_whole_again(void **state)
{
    (void)state;
    draw(8);
    facs_deinterlace(&pixels[0][0], W, H, sizeof(pixels[0]), 0);
    assert_int_equal(facs_deinterlace_is_comb(&picture), 0);
    for (int y = 0; y < H; y++) {
        for (int x = 0; x < 3 * W; x++) {
            const int edge = y > 8 && y < 56 && (y < 16 || y > 48); /* of the blob, above, below */
            if (y % 2 == 0)
                assert_int_equal(pixels[y][x], whole[y][x]);
            else if (!edge && y < H - 1)
                assert_true(abs(pixels[y][x] - whole[y][x]) <= 1);
        }
        for (int i = 0; i < 5; i++)
            assert_int_equal(pixels[y][3 * W + i], GUARD);
    }
}

static void test_the_other_moment(void **state)
{
    (void)state;
    draw(8);
    facs_deinterlace(&pixels[0][0], W, H, sizeof(pixels[0]), 1);
    for (int x = 0; x < W; x++)
        assert_int_equal(pixels[31][3 * x], scene(x, 31, 28));
    for (int x = 0; x < W; x++)
        assert_true(abs(pixels[30][3 * x] - scene(x, 30, 28)) <= 1);
}

static void test_small_pictures(void **state)
{
    (void)state;
    for (int height = 1; height < 6; height++)
        for (int keep = 0; keep < 2; keep++) {
            memset(pixels, 77, sizeof(pixels));
            const facs_image image = {
                .pixels = &pixels[0][0], .width = 3, .height = height, .stride = sizeof(pixels[0])};
            assert_int_equal(facs_deinterlace_is_comb(&image), 0);
            facs_deinterlace(&pixels[0][0], 3, height, sizeof(pixels[0]), keep);
            for (int y = 0; y < H; y++)
                assert_int_equal(pixels[y][1], 77);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_combs_are_seen), cmocka_unit_test(test_what_is_no_comb),
        cmocka_unit_test(test_whole_again),    cmocka_unit_test(test_the_other_moment),
        cmocka_unit_test(test_small_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
