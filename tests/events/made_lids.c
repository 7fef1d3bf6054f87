#include "made_lids.h"

#include "cmocka_all.h"

#include <math.h>
#include <stdio.h>

#define LIDS  12
#define WIDTH 30.0 /* pixels, of an eye */

static void put_eye(FILE *file, double left_edge, double open, int axis)
{
    for (int i = 0; i < LIDS; i++) {
        const int along = i <= LIDS / 2 ? i : LIDS - i;
        const double side = i % (LIDS / 2) == 0 ? 0 : i < LIDS / 2 ? -0.5 : 0.5;
        fprintf(file, ",%.1f",
                axis == 0 ? left_edge + WIDTH * along / (LIDS / 2.0) : 200 + side * open);
    }
}

void write_made_eyes(const char *path, const made_eyes *eyes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("frame,timestamp,success,AU45_r", file);
    for (int axis = 0; axis < 2; axis++)
        for (int i = 0; i < 2 * LIDS; i++)
            fprintf(file, ",eye_lmk_%c_%d", "xy"[axis], 8 + i % LIDS + i / LIDS * 28);
    const int rows = (int)(eyes->fps * eyes->seconds);
    for (int i = 0; i < rows; i++) {
        const double time = i / eyes->fps;
        const double open[2] = {eyes->open(time, 0), eyes->open(time, 1)};
        const int success = isfinite(open[0]) && isfinite(open[1]);
        fprintf(file, "\n%d,%.3f,%d,0", i + 1, time, success);
        for (int axis = 0; axis < 2; axis++)
            for (int side = 0; side < 2; side++)
                put_eye(file, 100 + 60 * side, success ? open[side] : 0, axis);
    }
    fputc('\n', file);
    assert_int_equal(fclose(file), 0);
}
