/* The script of a scene: a CSV with a header and a row a frame. Columns that are not named are 0.
 */
#ifndef TRUTH_SCRIPT_H
#define TRUTH_SCRIPT_H

#include "head.h"

#include <stdio.h>

typedef struct truth_frame {
    float shape[TRUTH_SHAPES]; /* weights, columns as in names.txt */
    float rotation[3];         /* Rx, Ry, Rz: radians, OpenFace's order and axes */
    float place[3];            /* Tx, Ty, Tz: centimetres; Tz is 60 when the column is missing */
    float gaze[2];             /* gaze_x, gaze_y: radians from the head's front, OpenFace's signs:
                                  x towards the right of the picture, y down */
} truth_frame;

typedef struct truth_script {
    FILE *file;
    int target[256]; /* index into truth_frame's floats, or -1 */
    int columns;
    int has_distance;
} truth_script;

/* 0, or -1 after a message. */
int truth_script_open(truth_script *script, const char *path);
/* 1 with a frame, 0 at the end, -1 after a message. */
int truth_script_next(truth_script *script, truth_frame *frame);
void truth_script_close(truth_script *script);

#endif
