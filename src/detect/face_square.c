#include "detect/face_square.h"

#include <math.h>

#define MIN_FACE 8 /* pixels: the longer side of the smallest usable face */

void facs_landmarks_box(const float *landmarks, float box[4])
{
    const float *x = landmarks, *y = landmarks + FACS_LANDMARKS;
    float left = x[0], right = x[0], top = y[0], bottom = y[0];
    for (int i = 1; i < FACS_LANDMARKS; i++) {
        left = fminf(left, x[i]);
        right = fmaxf(right, x[i]);
        top = fminf(top, y[i]);
        bottom = fmaxf(bottom, y[i]);
    }
    box[0] = left;
    box[1] = top;
    box[2] = right - left;
    box[3] = bottom - top;
}

float facs_rounded_place(float pixels)
{
    return rintf(pixels * 32) / 32;
}

float facs_rounded_score(float score)
{
    return rintf(score * 8192) / 8192;
}

void facs_face_square(const float box[4], float square[4])
{
    const float longer = fmaxf(box[2], box[3]);
    square[2] = square[3] = FACS_FACE_RATIO * longer;
    square[0] = box[0] + (box[2] - square[2]) / 2;
    square[1] = box[1] + (box[3] - square[3]) / 2 - FACS_FACE_RISE * longer;
}

int facs_face_is_plausible(const float box[4], const facs_image *picture)
{
    const float longer = fmaxf(box[2], box[3]);
    const float x = box[0] + box[2] / 2, y = box[1] + box[3] / 2;
    return box[2] > 0 && box[3] > 0 && longer >= MIN_FACE &&
           longer <= 2 * fmaxf((float)picture->width, (float)picture->height) && x >= 0 && y >= 0 &&
           x < (float)picture->width && y < (float)picture->height;
}

int facs_face_is_inside(const float box[4], const facs_image *picture)
{
    return box[0] >= 0 && box[1] >= 0 && box[0] + box[2] < (float)picture->width &&
           box[1] + box[3] < (float)picture->height;
}
