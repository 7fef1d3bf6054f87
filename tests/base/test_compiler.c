/* What compilers have got wrong in code like ours. */
#include "cmocka_all.h"

#include <string.h>

#define N 28

typedef struct figure {
    double global[6];
    float points[2 * N];
} figure;

typedef struct scene {
    double mean[3 * N];
    figure figure[2];
} scene;

static const struct {
    double fx, fy, cx, cy;
} camera = {500, 520, 320, 240};

static void put(scene *s, int which, const double place[3])
{
    figure *f = &s->figure[which];
    f->global[0] = camera.fx / place[2];
    for (int i = 0; i < N; i++) {
        const double x = place[0] + s->mean[i], y = place[1] + s->mean[i + N];
        f->points[i] = (float)(camera.cx + camera.fx * x / place[2]);
        f->points[i + N] = (float)(camera.cy + camera.fy * y / place[2]);
    }
}

/* GCC 12.2 leaves place[1] out, at -O1 and -O2, unless it is told -fno-ipa-modref (meson.build):
 * the points get the height of the picture's middle, 240. */
static void stored_values_arrive(void **state)
{
    scene s;
    const int one = *state ? 2 : 1; /* not known when it is compiled */
    memset(&s, 0, sizeof(s));
    for (int round = 0; round < 2; round++)
        for (int which = 0; which < 2; which++) {
            double place[3];
            for (int k = 0; k < 3; k++)
                place[k] = 100 * (k + 1) + one + which;
            put(&s, which, place);
        }
    put(&s, one > 5, (double[3]){one, one + 5, one + 10});
    assert_float_equal(s.figure[0].points[N], 240 + 520 * 6. / 11, 1e-3);
    assert_float_equal(s.figure[1].points[N], 240 + 520 * 202. / 302, 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(stored_values_arrive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
