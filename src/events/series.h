/* A result as columns of numbers for each face: what the report and everything in this room need.
 */
#ifndef FACS_EVENTS_SERIES_H
#define FACS_EVENTS_SERIES_H

#include "events/sides.h"

#include <facs/facs.h>

#define FACS_LEADING_COLUMNS 5 /* of a video's table: frame .. success, before all others */

/* Places of facs's own columns, those of FACS_FEATURE_MEASURES without the presences. Of two sides,
 * the left one's comes first. */
enum {
    FACS_OWN_LID = 0,
    FACS_OWN_LID_SHARE = 2,
    FACS_OWN_BROW_INNER = 4,
    FACS_OWN_BROW_OUTER = 6,
    FACS_OWN_MOUTH_OPEN = 12,
    FACS_OWN_MOUTH_WIDTH,
    FACS_OWN_NOSE_WING = 15,
    FACS_OWN_ASYMMETRY = 17, /* then the other asymmetries */
    FACS_OWN_HEAD_SPEED = 23,
    FACS_OWN_GAZE_SPEED,
    FACS_OWN_QUALITY = 28,
    FACS_OWN_COLUMNS
};

/* The columns. NaN in rows without a face (except the confidence) and for missing cells. */
enum {
    FACS_MEASURE_INTENSITY = 0,
    FACS_MEASURE_PRESENCE = FACS_MEASURE_INTENSITY + FACS_INTENSITIES,
    FACS_MEASURE_POSE = FACS_MEASURE_PRESENCE + FACS_PRESENCES, /* pose_Tx .. pose_Rz */
    FACS_MEASURE_SIDES = FACS_MEASURE_POSE + 6,
    FACS_MEASURE_CONFIDENCE = FACS_MEASURE_SIDES + FACS_SIDE_MEASURES,
    FACS_MEASURE_BOX, /* left, top, right, bottom of the face in the picture, pixels */
    FACS_MEASURE_GAZE = FACS_MEASURE_BOX + 4,  /* gaze_angle_x, gaze_angle_y: radians */
    FACS_MEASURE_LIDS = FACS_MEASURE_GAZE + 2, /* distance between the lids of the eye models, right
                                                  and left: hundredths of the eye's width */
    FACS_MEASURE_LIPS = FACS_MEASURE_LIDS + 2, /* distance between the inner edges of the lips, in
                                                  the picture: hundredths of that between the outer
                                                  eye corners */
    FACS_MEASURE_OWN,                          /* lid_left .. quality: FACS_OWN_* */
    FACS_MEASURE_CORRECTED = FACS_MEASURE_OWN + FACS_OWN_COLUMNS, /* AU01_p .. AU45_p */
    FACS_MEASURES = FACS_MEASURE_CORRECTED + FACS_PRESENCES
};

/* Seconds: 136 years, so times since 1970 are accepted. Also the highest frame number. */
#define FACS_LONGEST_TIME ((double)UINT32_MAX)

typedef struct facs_recorded_face {
    int64_t id;
    size_t rows, room;
    uint32_t *frames;             /* increasing */
    double *times;                /* seconds; frame numbers if the recording has no times */
    uint8_t *success;             /* 1: a face was tracked */
    float *values[FACS_MEASURES]; /* NULL: the file has no such column */
} facs_recorded_face;

typedef struct facs_recording {
    int has[FACS_MEASURES]; /* 1: the file has that column */
    int action_units;       /* how many columns of Action Units it has */
    int has_times;          /* 1: all times are valid, and no face's times go back */
    int dimensions;         /* of the points from which the sides were measured: 2, 3 or 0: none */
    size_t rows;            /* of all faces */
    size_t no_number;       /* rows with a face and a cell that is not a number, or without frame */
    int64_t no_number_line; /* the first such line */
    int count;
    facs_recorded_face *faces; /* in the file's order */
} facs_recording;

/* Reads the rest of a table; path is for messages. INPUT errors: none of the columns above but the
 * confidence, no rows, frames out of order, more than 1000 faces. The first of several rows for the
 * same face and frame counts, and a row whose frame is not a number is left out. On failure
 * *recording is empty. */
int facs_recording_read(facs_recording *recording, facs_table *table, const char *path,
                        facs_error *error);

/* Opens the file and reads it; errors also as of facs_table_open. */
int facs_recording_open(facs_recording *recording, const char *path, facs_error *error);
void facs_recording_free(facs_recording *recording);

#endif
