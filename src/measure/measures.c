#include "measure/measures.h"

#include "shape/rotation.h"

#include <math.h>

#define NOSE_BASE 33

/* Landmarks (iBUG 300-W), the person's left first. */
static const int outer_corner[2] = {45, 36}, inner_corner[2] = {42, 39};
static const int brow_inner[2] = {22, 21}, mouth_corner[2] = {54, 48}, nose_wing[2] = {35, 31};
static const int brow_outer[2][3] = {{24, 25, 26}, {17, 18, 19}};
static const int upper_lid[2][2] = {{43, 44}, {37, 38}}, lower_lid[2][2] = {{47, 46}, {41, 40}};

/* The head's frame, in camera axes. */
typedef struct head {
    double axis[3][3]; /* to the person's left, down, backwards */
    double scale;      /* pixels per millimetre */
    double unit;       /* millimetres in a hundredth of the distance between the outer corners */
    double eyes;       /* height of the eye corners, mm downwards */
    double middle;     /* the base of the nose, mm to the left */
} head;

typedef struct place {
    double x, y, z;
} place;

/* Millimetres in camera axes, from the picture's corner. */
static place seen(const head *h, const float *points, const float *depth, int i)
{
    return (place){(double)points[i] / h->scale, (double)points[FACS_LANDMARKS + i] / h->scale,
                   (double)depth[i]};
}

static double along(const head *h, int axis, place p)
{
    return h->axis[axis][0] * p.x + h->axis[axis][1] * p.y + h->axis[axis][2] * p.z;
}

/* The same in the head's frame. */
static place in_head(const head *h, const facs_measure_points *p, const float *points, int i)
{
    const place at = seen(h, points, p->depth, i);
    return (place){along(h, 0, at), along(h, 1, at), along(h, 2, at)};
}

/* Of what may move. */
static place landmark(const head *h, const facs_measure_points *p, int i)
{
    return in_head(h, p, p->free ? p->free : p->landmarks, i);
}

static double length(place a, place b)
{
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return sqrt(x * x + y * y + z * z);
}

static double distance(const head *h, const facs_measure_points *p, int a, int b)
{
    return length(landmark(h, p, a), landmark(h, p, b)) / h->unit;
}

/* How far point i lies above the line between the eye corners. */
static double above_eyes(const head *h, const facs_measure_points *p, int i)
{
    return (h->eyes - landmark(h, p, i).y) / h->unit;
}

/*
 * Across goes through the outer eye corners, so errors in the shape fit's turn to the side or tilt,
 * which would raise one side of the face and lower the other, do not matter. Only how far the head
 * is bent up or down comes from the shape fit. Returns 0 if the points give no frame.
 */
static int find_axes(head *h, const facs_measure_points *p)
{
    const double euler[3] = {(double)p->shape[1], (double)p->shape[2], (double)p->shape[3]};
    const place left = seen(h, p->landmarks, p->depth, outer_corner[0]);
    const place right = seen(h, p->landmarks, p->depth, outer_corner[1]);
    const double width = length(left, right);
    double turn[9], dot = 0, size = 0;
    h->axis[0][0] = (left.x - right.x) / width;
    h->axis[0][1] = (left.y - right.y) / width;
    h->axis[0][2] = (left.z - right.z) / width;
    h->unit = width / 100;
    facs_rotation_from_euler(euler, turn);
    double *across = h->axis[0], *down = h->axis[1], *back = h->axis[2];
    for (int k = 0; k < 3; k++)
        dot += across[k] * turn[3 * k + 1];
    for (int k = 0; k < 3; k++)
        down[k] = turn[3 * k + 1] - dot * across[k];
    for (int k = 0; k < 3; k++)
        size += down[k] * down[k];
    for (int k = 0; k < 3; k++)
        down[k] /= sqrt(size);
    back[0] = across[1] * down[2] - across[2] * down[1];
    back[1] = across[2] * down[0] - across[0] * down[2];
    back[2] = across[0] * down[1] - across[1] * down[0];
    return width > 0 && size > 0 && isfinite(width) && isfinite(size);
}

static int find_head(head *h, const facs_measure_points *p)
{
    h->scale = (double)p->shape[0];
    if (!(h->scale > 0) || !find_axes(h, p))
        return 0;
    h->eyes = 0;
    for (int side = 0; side < 2; side++)
        h->eyes += (in_head(h, p, p->landmarks, outer_corner[side]).y +
                    in_head(h, p, p->landmarks, inner_corner[side]).y) /
                   4;
    h->middle = in_head(h, p, p->landmarks, NOSE_BASE).x;
    return isfinite(h->eyes) && isfinite(h->middle);
}

static void measure_side(const head *h, const facs_measure_points *p, int side, facs_measures *m)
{
    const place corner = landmark(h, p, mouth_corner[side]);
    const double out = side == 0 ? corner.x - h->middle : h->middle - corner.x;
    double outer = 0, lid = 0;
    for (int i = 0; i < 3; i++)
        outer += above_eyes(h, p, brow_outer[side][i]) / 3;
    for (int i = 0; i < 2; i++)
        lid += distance(h, p, upper_lid[side][i], lower_lid[side][i]) / 2;
    m->lid[side] = (float)lid;
    m->brow_inner[side] = (float)above_eyes(h, p, brow_inner[side]);
    m->brow_outer[side] = (float)outer;
    m->mouth_up[side] = (float)above_eyes(h, p, mouth_corner[side]);
    m->mouth_out[side] = (float)(out / h->unit);
    m->nose_wing[side] = (float)above_eyes(h, p, nose_wing[side]);
}

facs_measure_points facs_measure_points_of(const facs_result *result)
{
    return (facs_measure_points){.landmarks = result->landmarks,
                                 .depth = result->landmarks_3d + 2 * FACS_LANDMARKS,
                                 .shape = result->shape_global};
}

void facs_measures_clear(facs_measures *measures)
{
    float *value = (float *)measures;
    for (size_t i = 0; i < offsetof(facs_measures, quality) / sizeof(float); i++)
        value[i] = NAN;
    measures->quality = 2;
}

void facs_measure_face(const facs_measure_points *points, facs_measures *measures)
{
    head h;
    if (!find_head(&h, points))
        return;
    for (int side = 0; side < 2; side++)
        measure_side(&h, points, side, measures);
    measures->mouth_open = (float)distance(&h, points, 51, 57);
    measures->mouth_width = (float)distance(&h, points, 48, 54);
    double parting = 0;
    for (int i = 0; i < 3; i++)
        parting += distance(&h, points, 61 + i, 67 - i) / 3;
    measures->lip_parting = (float)parting;
    measures->asym_lid = measures->lid[0] - measures->lid[1];
    measures->asym_brow_inner = measures->brow_inner[0] - measures->brow_inner[1];
    measures->asym_brow_outer = measures->brow_outer[0] - measures->brow_outer[1];
    measures->asym_mouth_up = measures->mouth_up[0] - measures->mouth_up[1];
    measures->asym_mouth_out = measures->mouth_out[0] - measures->mouth_out[1];
    measures->asym_nose = measures->nose_wing[0] - measures->nose_wing[1];
    measures->face_size = (float)(100 * h.unit * h.scale);
}
