#include "cmocka_all.h"
#include "made_pdm.h"

#include "base/image.h"
#include "shape/quarter_turn.h"
#include "shape/rotation.h"

#include <math.h>
#include <string.h>

#define WIDTH  7
#define HEIGHT 5

static facs_quarter_turn turn_of(int quarters)
{
    return (facs_quarter_turn){quarters, WIDTH, HEIGHT};
}

/* A point goes where facs_image_rotate takes its pixel. */
static void points_go_with_the_pixels(void **state)
{
    (void)state;
    uint8_t pixels[3 * WIDTH * HEIGHT], turned[3 * WIDTH * HEIGHT];
    const facs_image image = {
        .pixels = pixels, .width = WIDTH, .height = HEIGHT, .stride = 3 * WIDTH};
    for (size_t i = 0; i < sizeof(pixels); i++)
        pixels[i] = (uint8_t)(i / 3);
    for (int quarters = 0; quarters < 4; quarters++) {
        const facs_quarter_turn turn = turn_of(quarters), back = facs_quarter_turn_back(&turn);
        facs_image_rotate(&image, quarters, turned, 3 * (ptrdiff_t)back.width);
        for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++) {
                float point[2] = {(float)x, (float)y};
                facs_quarter_turn_points(&turn, point, 1);
                const int at = (int)point[1] * back.width + (int)point[0];
                assert_int_equal(turned[3 * at], y * WIDTH + x);
                facs_quarter_turn_points(&back, point, 1);
                assert_true(point[0] == (float)x && point[1] == (float)y);
            }
    }
}

/* Its corners are those of the turned points, with a positive size. */
static void boxes(void **state)
{
    (void)state;
    static const float expected[4][4] = {
        {1, 2, 3, 1}, {4 - 3, 1, 1, 3}, {6 - 4, 4 - 3, 3, 1}, {2, 6 - 4, 1, 3}};
    for (int quarters = 0; quarters < 4; quarters++) {
        const facs_quarter_turn turn = turn_of(quarters);
        float box[4] = {1, 2, 3, 1};
        facs_quarter_turn_box(&turn, box);
        for (int i = 0; i < 4; i++)
            assert_true(box[i] == expected[quarters][i]);
    }
}

/* A turn by 0 does not even round. */
static void a_box_that_is_not_turned(void **state)
{
    (void)state;
    const facs_quarter_turn turn = turn_of(0);
    float box[4] = {1.1f, 2000.3f, 3.7e-5f, 1.3f}, same[4];
    memcpy(same, box, sizeof(same));
    facs_quarter_turn_box(&turn, box);
    assert_memory_equal(box, same, sizeof(same));
}

/* A face's landmarks from its turned parameters are its turned landmarks. */
static void faces(void **state)
{
    (void)state;
    facs_pdm *pdm = made_pdm(12, 3);
    const double local[3] = {5, -3, 2};
    float landmarks[24], expected[24];
    for (int quarters = 0; quarters < 4; quarters++) {
        const facs_quarter_turn turn = turn_of(quarters), back = facs_quarter_turn_back(&turn);
        double global[6] = {2, .3, -.5, .2, 30, 20}, rotation[9], returned[9];
        facs_rotation_from_euler(global + 1, rotation);
        made_landmarks(pdm, global, local, expected);
        facs_quarter_turn_points(&turn, expected, 12);
        facs_quarter_turn_global(&turn, global);
        made_landmarks(pdm, global, local, landmarks);
        for (int i = 0; i < 24; i++)
            assert_true(fabsf(landmarks[i] - expected[i]) < 1e-4f);
        facs_quarter_turn_global(&back, global);
        facs_rotation_from_euler(global + 1, returned);
        for (int i = 0; i < 9; i++)
            assert_true(fabs(rotation[i] - returned[i]) < 1e-12);
        assert_true(fabs(global[4] - 30) < 1e-12 && fabs(global[5] - 20) < 1e-12);
    }
    facs_pdm_close(&pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_go_with_the_pixels),
        cmocka_unit_test(boxes),
        cmocka_unit_test(a_box_that_is_not_turned),
        cmocka_unit_test(faces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
