/* Cuts: changes within a scene, and changes of scene. */
#include "cmocka_all.h"

#include "landmarks/scene.h"

#include <stdint.h>

#define WIDTH  320
#define HEIGHT 180

static uint8_t pixels[WIDTH * HEIGHT];
static const facs_grey picture = {
    .pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = WIDTH};

static uint32_t seed = 7;

static int random_below(int limit)
{
    seed = seed * 1664525U + 1013904223U;
    return (int)((seed >> 16) % (uint32_t)limit);
}

/* Draws patches of 16 x 12 pixels of random levels, moved by (x, y). */
static void draw_scene(uint32_t number, int x, int y)
{
    for (int row = 0; row < HEIGHT; row++)
        for (int column = 0; column < WIDTH; column++) {
            uint32_t hash = number * 2654435761U + (uint32_t)((column + x) / 16) * 40503U +
                            (uint32_t)((row + y) / 12) * 9973U;
            hash ^= hash >> 15;
            hash *= 2246822519U;
            pixels[row * WIDTH + column] = (uint8_t)(hash >> 24);
        }
}

static void the_first_picture_is_no_cut(void **state)
{
    (void)state;
    facs_scene scene = {.is_known = 0};
    draw_scene(1, 0, 0);
    assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
    assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
}

static void another_scene_is_one(void **state)
{
    (void)state;
    facs_scene scene = {.is_known = 0};
    for (uint32_t number = 1; number < 10; number++) {
        draw_scene(number, 0, 0);
        assert_int_equal(facs_scene_is_cut(&scene, &picture), number > 1);
        draw_scene(number, 2, 1);
        assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
    }
}

/* A lamp goes on; a black picture has noise. */
static void light_is_none(void **state)
{
    (void)state;
    facs_scene scene = {.is_known = 0};
    draw_scene(1, 0, 0);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        pixels[i] /= 2;
    facs_scene_is_cut(&scene, &picture);
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        pixels[i] = (uint8_t)(pixels[i] + 90);
    assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
    scene = (facs_scene){.is_known = 0};
    for (int frame = 0; frame < 5; frame++) {
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            pixels[i] = (uint8_t)random_below(4);
        assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
    }
}

/* A lens cap hides a scene but does not change it. */
static void black_between(void **state)
{
    (void)state;
    facs_scene scene = {.is_known = 0};
    for (uint32_t number = 1; number <= 2; number++) {
        draw_scene(1, 0, 0);
        facs_scene_is_cut(&scene, &picture);
        for (int i = 0; i < WIDTH * HEIGHT; i++)
            pixels[i] = 16;
        assert_int_equal(facs_scene_is_cut(&scene, &picture), 0);
        draw_scene(number, 1, 0);
        assert_int_equal(facs_scene_is_cut(&scene, &picture), number == 2);
    }
}

/* Pictures smaller than the grid of samples. */
static void any_size(void **state)
{
    (void)state;
    facs_scene scene = {.is_known = 0};
    const facs_grey tiny = {.pixels = pixels, .width = 1, .height = 1, .stride = 1},
                    narrow = {.pixels = pixels, .width = 3, .height = HEIGHT, .stride = WIDTH};
    facs_scene_is_cut(&scene, &tiny);
    facs_scene_is_cut(&scene, &narrow);
    facs_scene_is_cut(&scene, &picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_picture_is_no_cut),
        cmocka_unit_test(another_scene_is_one),
        cmocka_unit_test(light_is_none),
        cmocka_unit_test(black_between),
        cmocka_unit_test(any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
