/* What a report needs of a result: for each face columns of numbers, row by row. */
#ifndef FACS_REPORT_RECORDING_H
#define FACS_REPORT_RECORDING_H

#include "report/sides.h"

#include <facs/facs.h>

/* The columns. NaN in a row without a face (save the confidence) and where the file has none. */
enum {
    FACS_MEASURE_INTENSITY = 0,
    FACS_MEASURE_PRESENCE = FACS_MEASURE_INTENSITY + FACS_INTENSITIES,
    FACS_MEASURE_POSE = FACS_MEASURE_PRESENCE + FACS_PRESENCES, /* as pose_Tx .. pose_Rz */
    FACS_MEASURE_SIDES = FACS_MEASURE_POSE + 6,
    FACS_MEASURE_CONFIDENCE = FACS_MEASURE_SIDES + FACS_SIDE_MEASURES,
    FACS_MEASURE_BOX, /* left, top, right, bottom of the face in the picture, pixels */
    FACS_MEASURES = FACS_MEASURE_BOX + 4
};

/* Seconds: 120 years, so that times since 1970 are times, too. Frame numbers are not higher. */
#define FACS_LONGEST_TIME ((double)UINT32_MAX)

typedef struct facs_recorded_face {
    int64_t id;
    size_t rows, room;
    uint32_t *frames;             /* rising */
    double *times;                /* seconds; the frames' numbers if the recording has no times */
    uint8_t *success;             /* 1: a face was tracked */
    float *values[FACS_MEASURES]; /* NULL: the file has no such column */
} facs_recorded_face;

typedef struct facs_recording {
    int has[FACS_MEASURES]; /* 1: the file has that column */
    int has_times;          /* 1: of each face, up to FACS_LONGEST_TIME, never going back */
    int dimensions;         /* of the points that the sides were measured by: 2 or 3; 0: none */
    size_t rows;            /* of all faces */
    size_t no_number;       /* rows with a face in which a cell is not a number, or without frame */
    int64_t no_number_line; /* the first of them */
    int count;
    facs_recorded_face *faces; /* in the order in which they come in the file */
} facs_recording;

/*
 * Read what is left of a table; path is for messages. INPUT errors: no column of an Action Unit, no
 * rows, frames that are not in rising order, more than 1000 faces. Of several rows for one face and
 * frame the first counts. A row whose frame is not a number is left out. On failure *recording is
 * empty.
 */
int facs_recording_read(facs_recording *recording, facs_table *table, const char *path,
                        facs_error *error);
void facs_recording_free(facs_recording *recording);

#endif
