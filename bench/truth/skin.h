/* What colour a place of the head has: skin, brows, lips, hair and eyes, drawn by formulas. */
#ifndef TRUTH_SKIN_H
#define TRUTH_SKIN_H

#include "head.h"

/* x, but at least 0 and at most 1. */
static inline float truth_clamp(float x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

typedef struct truth_look {
    float skin[3], lips[3], hair[3], iris[3], back[2][3]; /* red, green, blue in 0..1 */
    float light[3]; /* towards the lamp, in the camera's frame */
    float ambient;
    float shine;
    float brow_width;              /* centimetres */
    float hair_line;               /* height above the brows, centimetres */
    float points[TRUTH_POINTS][3]; /* of the mean head */
} truth_look;

/* The colours and the lamp of a seed. */
void truth_look_make(truth_look *look, const truth_head *head, uint64_t seed);

/* Colour of the place `at` of the mean head in a triangle of this material. */
void truth_skin_colour(const truth_look *look, const float *at, uint32_t material, int inside,
                       float *colour);

/* Colour of the eyeball in direction d (length 1) when it looks along `gaze`. What is left to see
 * when the lids are closed (1) is the dark line of the lashes. */
void truth_eye_colour(const truth_look *look, const float *d, const float *gaze, float closed,
                      float *colour);

#endif
