#include "detect/face_spot.h"

#include <math.h>

/* In multi_face.avi, landmarks and detection of one face are 0.08 apart in the median and at most
 * 0.37 in 99 % of the frames, with growths up to 1.36; the next face, half hidden by it, is never
 * nearer than 2.0. On clips of one face they are at most 0.14 apart. */
#define SAME_DISTANCE 1.2f
#define SAME_GROWTH   1.8f

static facs_spot spot_of(const float x[5], const float y[5])
{
    facs_spot spot = {0, 0, 0};
    float square = 0;
    for (int i = 0; i < 5; i++) {
        spot.x += x[i] / 5;
        spot.y += y[i] / 5;
    }
    for (int i = 0; i < 5; i++)
        square += (x[i] - spot.x) * (x[i] - spot.x) + (y[i] - spot.y) * (y[i] - spot.y);
    spot.size = sqrtf(square / 5);
    return spot;
}

facs_spot facs_spot_of_detection(const facs_detection *seen)
{
    float x[5], y[5];
    for (int i = 0; i < 5; i++) {
        x[i] = seen->points[2 * i];
        y[i] = seen->points[2 * i + 1];
    }
    return spot_of(x, y);
}

/* Returns the mean of the six points of an eye, starting at first. */
static float eye(const float *coordinate, int first)
{
    float sum = 0;
    for (int i = first; i < first + 6; i++)
        sum += coordinate[i];
    return sum / 6;
}

facs_spot facs_spot_of_landmarks(const float *landmarks)
{
    const float *x = landmarks, *y = landmarks + FACS_LANDMARKS;
    const float five_x[5] = {eye(x, 36), eye(x, 42), x[30], x[48], x[54]};
    const float five_y[5] = {eye(y, 36), eye(y, 42), y[30], y[48], y[54]};
    return spot_of(five_x, five_y);
}

float facs_spot_distance(const facs_spot *a, const facs_spot *b)
{
    if (!(a->size > 0 && b->size > 0))
        return INFINITY;
    const float x = a->x - b->x, y = a->y - b->y;
    return sqrtf(x * x + y * y) / fmaxf(a->size, b->size);
}

float facs_spot_growth(const facs_spot *a, const facs_spot *b)
{
    if (!(a->size > 0 && b->size > 0))
        return INFINITY;
    return fmaxf(a->size, b->size) / fminf(a->size, b->size);
}

int facs_spot_is_same(const facs_spot *a, const facs_spot *b)
{
    return facs_spot_distance(a, b) < SAME_DISTANCE && facs_spot_growth(a, b) < SAME_GROWTH;
}
