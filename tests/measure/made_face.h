/* A made-up head for tests of measures: points in the head's frame, turned and seen by a camera. */
#ifndef FACS_TESTS_MADE_FACE_H
#define FACS_TESTS_MADE_FACE_H

#include "shape/rotation.h"

#include <facs/facs.h>
#include <string.h>

#define MADE_WIDTH 90.0 /* mm between the outer eye corners */

/* x to the person's left, y down, z backwards; mm. What is not listed lies at the origin. */
static const struct {
    int landmark;
    double x, y, z;
} made_points[] = {
    {36, -45, 0, 10},   {39, -15, 0, 5},    {42, 15, 0, 5},    {45, 45, 0, 10},
    {37, -35, -5, 4},   {38, -25, -5, 4},   {40, -25, 4, 5},   {41, -35, 4, 5},
    {43, 25, -5, 4},    {44, 35, -5, 4},    {46, 35, 4, 5},    {47, 25, 4, 5},
    {8, 0, 105, -2},    {17, -55, -15, 8},  {18, -45, -21, 2}, {19, -35, -24, -2},
    {20, -25, -23, -5}, {21, -12, -20, -7}, {22, 12, -20, -7}, {23, 25, -23, -5},
    {24, 35, -24, -2},  {25, 45, -21, 2},   {26, 55, -15, 8},  {31, -14, 38, -8},
    {33, 0, 42, -14},   {35, 14, 38, -8},   {48, -25, 65, -2}, {54, 25, 65, -2},
    {51, 0, 57, -12},   {57, 0, 74, -8},    {62, 0, 63, -10},  {66, 0, 66, -10},
    {61, -8, 63, -9},   {63, 8, 63, -9},    {65, 8, 66, -9},   {67, -8, 66, -9},
};

/* The face turned by euler (radians), scale pixels per millimetre, around 320, 240. */
static inline void made_face(facs_result *result, const double euler[3], double scale)
{
    double r[9];
    facs_rotation_from_euler(euler, r);
    *result = (facs_result){.size = sizeof(*result), .success = 1, .confidence = 0.98f};
    for (size_t i = 0; i < sizeof(made_points) / sizeof(made_points[0]); i++) {
        const double p[3] = {made_points[i].x, made_points[i].y, made_points[i].z};
        double at[3];
        for (int k = 0; k < 3; k++)
            at[k] = r[3 * k] * p[0] + r[3 * k + 1] * p[1] + r[3 * k + 2] * p[2];
        result->landmarks[made_points[i].landmark] = (float)(320 + scale * at[0]);
        result->landmarks[FACS_LANDMARKS + made_points[i].landmark] = (float)(240 + scale * at[1]);
        result->landmarks_3d[2 * FACS_LANDMARKS + made_points[i].landmark] = (float)(600 + at[2]);
    }
    result->shape_global[0] = (float)scale;
    for (int k = 0; k < 3; k++)
        result->shape_global[1 + k] = result->pose[3 + k] = (float)euler[k];
}

#endif
