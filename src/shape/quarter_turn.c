#include "shape/quarter_turn.h"

#include "shape/rotation.h"

/* Cosine and sine of the turn: x to the right and y down, so clockwise is positive. */
static const int cosine[4] = {1, 0, -1, 0}, sine[4] = {0, 1, 0, -1};

/* Finds where pixel (0, 0) goes in the turned picture. */
static void find_shift(const facs_quarter_turn *turn, int *x, int *y)
{
    *x = turn->quarters == 1 ? turn->height - 1 : turn->quarters == 2 ? turn->width - 1 : 0;
    *y = turn->quarters == 2 ? turn->height - 1 : turn->quarters == 3 ? turn->width - 1 : 0;
}

facs_quarter_turn facs_quarter_turn_back(const facs_quarter_turn *turn)
{
    const int sideways = turn->quarters % 2;
    return (facs_quarter_turn){.quarters = (4 - turn->quarters) % 4,
                               .width = sideways ? turn->height : turn->width,
                               .height = sideways ? turn->width : turn->height};
}

void facs_quarter_turn_points(const facs_quarter_turn *turn, float *points, int n)
{
    const float c = (float)cosine[turn->quarters], s = (float)sine[turn->quarters];
    int shift_x, shift_y;

    if (turn->quarters == 0)
        return;
    find_shift(turn, &shift_x, &shift_y);
    for (int i = 0; i < n; i++) {
        const float x = points[i], y = points[i + n];
        points[i] = c * x - s * y + (float)shift_x;
        points[i + n] = s * x + c * y + (float)shift_y;
    }
}

void facs_quarter_turn_box(const facs_quarter_turn *turn, float box[4])
{
    float corner[4] = {box[0], box[0] + box[2], box[1], box[1] + box[3]};

    if (turn->quarters == 0)
        return;
    facs_quarter_turn_points(turn, corner, 2);
    for (int axis = 0; axis < 2; axis++) {
        const float a = corner[2 * axis], b = corner[2 * axis + 1];
        box[axis] = a < b ? a : b;
        box[2 + axis] = a < b ? b - a : a - b;
    }
}

void facs_quarter_turn_global(const facs_quarter_turn *turn, double global[6])
{
    const double c = cosine[turn->quarters], s = sine[turn->quarters];
    const double about_z[9] = {c, -s, 0, s, c, 0, 0, 0, 1};
    const double x = global[4], y = global[5];
    double rotation[9];
    int shift_x, shift_y;

    if (turn->quarters == 0)
        return;
    find_shift(turn, &shift_x, &shift_y);
    facs_rotation_from_euler(global + 1, rotation);
    facs_rotation_multiply(about_z, rotation, rotation);
    facs_rotation_to_euler(rotation, global + 1);
    global[4] = c * x - s * y + shift_x;
    global[5] = s * x + c * y + shift_y;
}
