#include "events/usable.h"

#include "base/exact_math.h"
#include "measure/measures.h"
#include "measure/quality.h"
#include "measure/speed.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { QUALITY = FACS_MEASURE_OWN + FACS_OWN_QUALITY, LEAVE_OUT = 2 };

#define FAR 1e6f /* pixels: a face of this size is not too small */

static float cell(const facs_recorded_face *face, int column, size_t row)
{
    const float *values = face->values[column];
    return values ? values[row] : NAN;
}

/* As much of a row as the rules look at. What is not known is NAN: not judged. */
static void fill_result(facs_result *result, const facs_recorded_face *face, size_t row)
{
    facs_measures_clear(&result->measures);
    result->measures.face_size = FAR; /* not known, so not judged */
    result->success = face->success[row];
    result->confidence = cell(face, FACS_MEASURE_CONFIDENCE, row);
    result->time = face->times[row];
    for (int i = 0; i < 6; i++)
        result->pose[i] = cell(face, FACS_MEASURE_POSE + i, row);
}

/* ---- Usable rows ----------------------------------------------------------------------------- */

static const char *by_columns(const facs_recorded_face *face, uint8_t *usable)
{
    facs_result result = {.size = sizeof(result)};
    for (size_t i = 0; i < face->rows; i++) {
        fill_result(&result, face, i);
        usable[i] = facs_measure_quality(&result) < LEAVE_OUT;
    }
    const int turned = face->values[FACS_MEASURE_POSE + 3] && face->values[FACS_MEASURE_POSE + 4];
    if (face->values[FACS_MEASURE_CONFIDENCE])
        return turned ? "confidence and pose" : "confidence";
    return turned ? "pose" : "success";
}

const char *facs_usable_rows(const facs_recorded_face *face, uint8_t *usable)
{
    const float *quality = face->values[QUALITY];
    if (!quality)
        return by_columns(face, usable);
    for (size_t i = 0; i < face->rows; i++)
        usable[i] = face->success[i] && quality[i] < LEAVE_OUT;
    return "quality";
}

/* ---- Speeds ---------------------------------------------------------------------------------- */

/* The direction of both eyes as in facs_result, but not of length 1. */
static void fill_gaze(facs_result *result, const facs_recorded_face *face, size_t row)
{
    for (int i = 0; i < 2; i++) {
        const double angle = (double)cell(face, FACS_MEASURE_GAZE + i, row);
        result->gaze[i] = result->gaze[3 + i] =
            (float)(facs_exact_sin(angle) / facs_exact_cos(angle));
    }
    result->gaze[2] = result->gaze[5] = -1;
}

int facs_speeds_complete(facs_recorded_face *face)
{
    const int columns[2] = {FACS_MEASURE_OWN + FACS_OWN_HEAD_SPEED,
                            FACS_MEASURE_OWN + FACS_OWN_GAZE_SPEED};
    const int has[2] = {face->values[FACS_MEASURE_POSE + 3] && !face->values[columns[0]],
                        face->values[FACS_MEASURE_POSE + 3] && face->values[FACS_MEASURE_GAZE] &&
                            !face->values[columns[1]]};
    facs_measure_motion motion = {.count = 0};
    facs_result result = {.size = sizeof(result)};
    for (int k = 0; k < 2; k++)
        if (has[k] && !(face->values[columns[k]] = malloc((face->rows + 1) * sizeof(float))))
            return -ENOMEM;
    for (size_t i = 0; (has[0] || has[1]) && i < face->rows; i++) {
        fill_result(&result, face, i);
        fill_gaze(&result, face, i);
        facs_measure_motion_add(&motion, &result);
        if (has[0])
            face->values[columns[0]][i] = result.measures.head_speed;
        if (has[1])
            face->values[columns[1]][i] = result.measures.gaze_speed;
    }
    return 0;
}
