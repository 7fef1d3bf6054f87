#include "measure/measures.h"

#include "shape/rotation.h"

#include <math.h>

#define PI 3.14159265358979323846

/* Landmarks (iBUG 300-W), the person's left first. */
static const int outer_corner[2] = {45, 36}, inner_corner[2] = {42, 39};
static const int brow_inner[2] = {22, 21}, mouth_corner[2] = {54, 48}, nose_wing[2] = {35, 31};
static const int brow_outer[2][3] = {{24, 25, 26}, {17, 18, 19}};
static const int upper_lid[2][2] = {{43, 44}, {37, 38}}, lower_lid[2][2] = {{47, 46}, {41, 40}};

/* Everything is in hundredths of the distance between the outer eye corners. */
typedef struct head {
    double turn[9]; /* R: head to camera */
    double scale;   /* pixels per millimetre */
    double unit;    /* millimetres in one hundredth */
    double middle[3];
} head;

typedef struct place {
    double x, y, z;
} place;

/* R^T (x / scale, y / scale, z), millimetres: a point of the picture in the head's frame. */
static place undo(const head *h, double x, double y, double z)
{
    const double *r = h->turn, u = x / h->scale, v = y / h->scale;
    return (place){r[0] * u + r[3] * v + r[6] * z, r[1] * u + r[4] * v + r[7] * z,
                   r[2] * u + r[5] * v + r[8] * z};
}

static place landmark(const head *h, const facs_measure_points *p, int i)
{
    return undo(h, (double)p->landmarks[i], (double)p->landmarks[FACS_LANDMARKS + i],
                (double)p->depth[i]);
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

/* How far point i lies above the height y of the head's frame. */
static double above(const head *h, const facs_measure_points *p, int i, double y)
{
    return (y - landmark(h, p, i).y) / h->unit;
}

static double lid(const head *h, const facs_measure_points *p, int side)
{
    double sum = 0;
    for (int i = 0; i < 2; i++)
        sum += distance(h, p, upper_lid[side][i], lower_lid[side][i]);
    return sum / 2;
}

/* Returns 0 if the points give no frame. */
static int find_head(head *h, const facs_measure_points *p)
{
    const double euler[3] = {(double)p->shape[1], (double)p->shape[2], (double)p->shape[3]};
    h->scale = (double)p->shape[0];
    if (!(h->scale > 0))
        return 0;
    facs_rotation_from_euler(euler, h->turn);
    const place left = landmark(h, p, outer_corner[0]), right = landmark(h, p, outer_corner[1]);
    h->unit = length(left, right) / 100;
    h->middle[0] = (left.x + right.x) / 2;
    h->middle[1] =
        (left.y + right.y + landmark(h, p, inner_corner[0]).y + landmark(h, p, inner_corner[1]).y) /
        4;
    return h->unit > 0 && isfinite(h->unit);
}

static void measure_side(const head *h, const facs_measure_points *p, int side, facs_measures *m)
{
    const double eyes = h->middle[1], nose = landmark(h, p, 33).y;
    const place corner = landmark(h, p, mouth_corner[side]);
    double outer = 0;
    for (int i = 0; i < 3; i++)
        outer += above(h, p, brow_outer[side][i], eyes) / 3;
    m->lid[side] = (float)lid(h, p, side);
    m->brow_inner[side] = (float)above(h, p, brow_inner[side], eyes);
    m->brow_outer[side] = (float)outer;
    m->mouth_up[side] = (float)((nose - corner.y) / h->unit);
    m->mouth_out[side] =
        (float)((side ? h->middle[0] - corner.x : corner.x - h->middle[0]) / h->unit);
    m->nose_wing[side] = (float)above(h, p, nose_wing[side], eyes);
}

facs_measure_points facs_measure_points_of(const facs_result *result)
{
    const float *eyes = result->eye_landmarks;
    return (facs_measure_points){.landmarks = result->landmarks,
                                 .depth = result->landmarks_3d + 2 * FACS_LANDMARKS,
                                 .shape = result->shape_global,
                                 .eyes = eyes[0] != 0 || eyes[FACS_EYE_POINTS] != 0 ? eyes : NULL,
                                 .eye_depth = result->eye_landmarks_3d + 2 * FACS_EYE_POINTS};
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
    measures->lip_parting = (float)distance(&h, points, 62, 66);
    measures->asym_lid = measures->lid[0] - measures->lid[1];
    measures->asym_brow_inner = measures->brow_inner[0] - measures->brow_inner[1];
    measures->asym_brow_outer = measures->brow_outer[0] - measures->brow_outer[1];
    measures->asym_mouth_up = measures->mouth_up[0] - measures->mouth_up[1];
    measures->asym_mouth_out = measures->mouth_out[0] - measures->mouth_out[1];
    measures->asym_nose = measures->nose_wing[0] - measures->nose_wing[1];
    measures->face_size = (float)(100 * h.unit * h.scale);
}
