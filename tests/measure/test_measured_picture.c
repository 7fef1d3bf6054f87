/* Sharpness falls when a picture is blurred, light is its mean brightness, and what is outside the
 * face plays no part. */
#include "measure/picture.h"

#include "cmocka_all.h"
#include "measure/measures.h"

#include <math.h>
#include <string.h>

#define SIDE 112

static uint8_t face[SIDE * SIDE * 3], mask[SIDE * SIDE];

static facs_measures measured(void)
{
    const facs_measure_picture picture = {.face = face, .mask = mask, .side = SIDE};
    facs_measures m;
    facs_measures_clear(&m);
    facs_measure_picture_add(&picture, &m);
    return m;
}

/* Squares of that many pixels, of two levels of grey. */
static void draw(int size, int dark, int light)
{
    memset(mask, 1, sizeof(mask));
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            memset(face + 3 * (y * SIDE + x), (x / size + y / size) % 2 ? light : dark, 3);
}

/* Each pixel becomes the mean of those up to reach away. */
static void blur(int reach)
{
    static uint8_t from[sizeof(face)];
    memcpy(from, face, sizeof(face));
    for (int y = reach; y < SIDE - reach; y++)
        for (int x = reach; x < SIDE - reach; x++) {
            int sum = 0;
            for (int dy = -reach; dy <= reach; dy++)
                for (int dx = -reach; dx <= reach; dx++)
                    sum += from[3 * ((y + dy) * SIDE + x + dx)];
            memset(face + 3 * (y * SIDE + x), sum / ((2 * reach + 1) * (2 * reach + 1)), 3);
        }
}

static void test_blurred_is_less_sharp(void **state)
{
    (void)state;
    float before = 100;
    for (int reach = 0; reach < 6; reach++) {
        draw(16, 60, 180);
        blur(reach);
        const facs_measures m = measured();
        assert_true(m.sharpness < before);
        before = m.sharpness;
    }
    assert_true(before < 40); /* over 11 pixels */
}

static void test_light(void **state)
{
    (void)state;
    draw(1, 60, 180);
    assert_true(fabsf(measured().light - 120) <= 1);
    draw(10, 77, 77);
    assert_true(fabsf(measured().light - 77) <= 1);
    assert_true(measured().sharpness == 0); /* nothing to see */
    for (int i = 0; i < SIDE * SIDE; i++)   /* pure green is 150/256 as bright as white */
        face[3 * i] = face[3 * i + 2] = 0, face[3 * i + 1] = 255;
    assert_true(fabsf(measured().light - 149) <= 1);
}

/* A black surrounding, sharply cut, changes nothing. */
static void test_only_the_face_counts(void **state)
{
    (void)state;
    draw(10, 60, 180);
    blur(3);
    const facs_measures whole = measured();
    for (int y = 0; y < SIDE; y++)
        memset(mask + y * SIDE + SIDE / 2, 0, SIDE / 2);
    for (int i = 0; i < SIDE * SIDE; i++)
        if (!mask[i])
            memset(face + 3 * i, 0, 3);
    const facs_measures half = measured();
    assert_true(fabsf(half.light - whole.light) < 8);
    assert_true(fabsf(half.sharpness - whole.sharpness) < 5);
}

static void test_no_face_in_sight(void **state)
{
    (void)state;
    draw(10, 60, 180);
    memset(mask, 0, sizeof(mask));
    assert_true(isnan(measured().light) && isnan(measured().sharpness));
    const facs_measure_picture none = {.side = SIDE};
    facs_measures m;
    facs_measures_clear(&m);
    facs_measure_picture_add(&none, &m);
    assert_true(isnan(m.light));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blurred_is_less_sharp),
        cmocka_unit_test(test_light),
        cmocka_unit_test(test_only_the_face_counts),
        cmocka_unit_test(test_no_face_in_sight),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
