#include "measure/evidence.h"

#include "shape/rotation.h"

#include <math.h>

#define DEGREES (180 / 3.14159265358979323846)

/* The 68 points (iBUG 300-W) in a frame fixed to the head by the shape fit: x to the right of the
 * picture, y down, z backwards, hundredths of the distance between the outer eye corners. */
typedef struct head {
    double at[FACS_LANDMARKS][3];
    double eyes; /* height of the eye corners, downwards */
} head;

static double length(const head *h, int a, int b)
{
    double sum = 0;
    for (int k = 0; k < 3; k++)
        sum += (h->at[a][k] - h->at[b][k]) * (h->at[a][k] - h->at[b][k]);
    return sqrt(sum);
}

static double height(const head *h, int i)
{
    return h->eyes - h->at[i][1];
}

/* Returns 0 if the points lie in one place or are not finite. */
static int find_head(head *h, const facs_measure_points *p)
{
    const double euler[3] = {(double)p->shape[1], (double)p->shape[2], (double)p->shape[3]};
    const double scale = (double)p->shape[0];
    double r[9];
    if (!(scale > 0))
        return 0;
    facs_rotation_from_euler(euler, r);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        const double seen[3] = {(double)p->landmarks[i] / scale,
                                (double)p->landmarks[FACS_LANDMARKS + i] / scale,
                                (double)p->depth[i]};
        for (int k = 0; k < 3; k++)
            h->at[i][k] = r[k] * seen[0] + r[3 + k] * seen[1] + r[6 + k] * seen[2];
    }
    const double unit = length(h, 36, 45) / 100;
    if (!(unit > 0) || !isfinite(unit))
        return 0;
    for (int i = 0; i < FACS_LANDMARKS; i++)
        for (int k = 0; k < 3; k++)
            h->at[i][k] /= unit;
    h->eyes = (h->at[36][1] + h->at[39][1] + h->at[42][1] + h->at[45][1]) / 4;
    return isfinite(h->eyes);
}

static double brow_outer(const head *h)
{
    static const int points[6] = {17, 18, 19, 24, 25, 26};
    double sum = 0;
    for (int i = 0; i < 6; i++)
        sum += height(h, points[i]);
    return sum / 6;
}

int facs_evidence_signs(const facs_measure_points *points, float signs[FACS_SIGNS])
{
    head h;
    if (!find_head(&h, points))
        return 0;
    const double nose = h.at[33][1];
    const double found[FACS_SIGNS] = {
        [FACS_SIGN_BROW_INNER] = (height(&h, 21) + height(&h, 22)) / 2,
        [FACS_SIGN_BROW_OUTER] = brow_outer(&h),
        [FACS_SIGN_BROW_GAP] = h.at[22][0] - h.at[21][0],
        [FACS_SIGN_LID] =
            (length(&h, 37, 41) + length(&h, 38, 40) + length(&h, 43, 47) + length(&h, 44, 46)) / 4,
        [FACS_SIGN_LID_LOWER] =
            (height(&h, 40) + height(&h, 41) + height(&h, 46) + height(&h, 47)) / 4,
        [FACS_SIGN_NOSE_WING] = (height(&h, 31) + height(&h, 35)) / 2,
        [FACS_SIGN_NOSE_WIDTH] = h.at[35][0] - h.at[31][0],
        [FACS_SIGN_MOUTH_UP] = nose - (h.at[48][1] + h.at[54][1]) / 2,
        [FACS_SIGN_MOUTH_WIDTH] = length(&h, 48, 54),
        [FACS_SIGN_MOUTH_OPEN] = length(&h, 51, 57),
        [FACS_SIGN_LIP_PARTING] = length(&h, 62, 66),
        [FACS_SIGN_UPPER_LIP] = nose - h.at[51][1],
        [FACS_SIGN_CHIN] = nose - h.at[8][1],
    };
    for (int i = 0; i < FACS_SIGNS; i++)
        signs[i] = (float)found[i];
    return 1;
}

int facs_evidence_of_points(const facs_measure_points *points, float evidence[FACS_PRESENCES])
{
    float signs[FACS_SIGNS];
    if (!facs_evidence_signs(points, signs))
        return 0;
    const double rx = (double)points->shape[1] * DEGREES, ry = (double)points->shape[2] * DEGREES;
    const double turns[FACS_EVIDENCE_TURNS] = {rx, ry, (double)points->shape[3] * DEGREES,
                                               ry * ry / 10, rx * rx / 10};
    for (int i = 0; i < FACS_PRESENCES; i++) {
        const facs_evidence_weights *weights = &facs_evidence_table[i];
        double sum = 0;
        for (int k = 0; k < FACS_SIGNS; k++)
            sum +=
                (double)weights->signs[k] * ((double)signs[k] - (double)facs_evidence_average[k]);
        for (int k = 0; k < FACS_EVIDENCE_TURNS; k++)
            sum += (double)weights->turns[k] * turns[k];
        evidence[i] = (float)sum;
    }
    return 1;
}

void facs_evidence_add_intensity(const float intensity[FACS_INTENSITIES],
                                 float evidence[FACS_PRESENCES])
{
    for (int i = 0; i < FACS_PRESENCES; i++) {
        double sum = (double)evidence[i];
        for (int k = 0; k < FACS_INTENSITIES; k++)
            sum += (double)facs_evidence_table[i].intensity[k] * (double)intensity[k];
        evidence[i] = (float)sum;
    }
}
