/* Keeps one row of 35 numbers and a flag for each frame; finish turns the rows into calibrated
 * values. */
#include "au/calibration.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY  1024 /* frames */
#define MAX_INTENSITY   5.0f
#define INTENSITY_REACH 1 /* frames on each side: a mean of 3 */
#define PRESENCE_REACH  3 /* frames on each side: a majority of 7 */
#define ROW_BYTES       (FACS_AU_OUTPUTS * sizeof(float))

struct facs_calibration {
    const facs_au_set *set;
    float *values;          /* [capacity][35]; 0 in frames without a face */
    unsigned char *success; /* [capacity] */
    size_t frames, capacity;
    size_t successes;
    double offset[FACS_INTENSITIES];
    int finished;
};

int facs_calibration_open(facs_calibration **out, const facs_au_set *set)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return -ENOMEM;
    (*out)->set = set;
    return 0;
}

void facs_calibration_close(facs_calibration **calibration)
{
    if (!*calibration)
        return;
    free((*calibration)->values);
    free((*calibration)->success);
    free(*calibration);
    *calibration = NULL;
}

static int grow(facs_calibration *calibration)
{
    size_t capacity = calibration->capacity ? 2 * calibration->capacity : FIRST_CAPACITY;
    if (capacity > SIZE_MAX / ROW_BYTES / 2)
        return -ENOMEM;
    float *values = realloc(calibration->values, capacity * ROW_BYTES);
    if (!values)
        return -ENOMEM;
    calibration->values = values;
    unsigned char *success = realloc(calibration->success, capacity);
    if (!success)
        return -ENOMEM;
    calibration->success = success;
    calibration->capacity = capacity;
    return 0;
}

int facs_calibration_add(facs_calibration *calibration, int success, const float *own,
                         const float *median_part)
{
    if (calibration->finished)
        return -EPIPE;
    if (calibration->frames == calibration->capacity) {
        int status = grow(calibration);
        if (status < 0)
            return status;
    }
    float *row = calibration->values + calibration->frames * FACS_AU_OUTPUTS;
    int repredicted = calibration->successes < FACS_CALIBRATION_REPREDICTED;
    for (int i = 0; i < FACS_AU_OUTPUTS; i++) {
        float value = 0;
        if (success)
            value = repredicted ? own[i] : own[i] - median_part[i];
        row[i] = isfinite(value) ? value : 0; /* so that values can be sorted */
    }
    calibration->success[calibration->frames++] = success != 0;
    calibration->successes += success != 0;
    return 0;
}

static float clip(float intensity)
{
    if (!(intensity > 0))
        return 0;
    return intensity < MAX_INTENSITY ? intensity : MAX_INTENSITY;
}

static float decide(const facs_au_predictor *predictor, float decision)
{
    return (float)(decision > 0 ? predictor->positive : predictor->negative);
}

void facs_calibration_now(const facs_au_set *set, const float *own, const float *median_part,
                          float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES])
{
    for (int i = 0; i < FACS_INTENSITIES; i++)
        intensity[i] = clip(own[i] - median_part[i]);
    for (int i = FACS_INTENSITIES; i < FACS_AU_OUTPUTS; i++)
        presence[i - FACS_INTENSITIES] = decide(&set->predictor[i], own[i] - median_part[i]);
}

static void predict_again(facs_calibration *calibration, const float *final_median_part)
{
    size_t left = FACS_CALIBRATION_REPREDICTED;

    for (size_t n = 0; n < calibration->frames && left > 0; n++) {
        float *row = calibration->values + n * FACS_AU_OUTPUTS;
        if (!calibration->success[n])
            continue;
        left--;
        for (int i = 0; i < FACS_AU_OUTPUTS; i++)
            row[i] -= final_median_part[i];
    }
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Returns the neutral face's value: the one at the share cutoff of the sorted frames with a
 * face. */
static float neutral(const facs_calibration *calibration, int column, float *scratch)
{
    size_t n = 0;
    double cutoff = calibration->set->predictor[column].cutoff;

    if (cutoff < 0 || !calibration->successes)
        return 0;
    for (size_t frame = 0; frame < calibration->frames; frame++)
        if (calibration->success[frame])
            scratch[n++] = calibration->values[frame * FACS_AU_OUTPUTS + (size_t)column];
    qsort(scratch, n, sizeof(*scratch), compare);
    size_t at = (size_t)((double)n * cutoff);
    return scratch[at < n ? at : n - 1];
}

/* Subtracts the offsets and clips the intensities, and decides the presences; frames without a face
 * stay 0. */
static void settle(facs_calibration *calibration)
{
    const facs_au_predictor *predictor = calibration->set->predictor;

    for (size_t n = 0; n < calibration->frames; n++) {
        float *row = calibration->values + n * FACS_AU_OUTPUTS;
        if (!calibration->success[n])
            continue;
        for (int i = 0; i < FACS_INTENSITIES; i++)
            row[i] = clip(row[i] - (float)calibration->offset[i]);
        for (int i = FACS_INTENSITIES; i < FACS_AU_OUTPUTS; i++)
            row[i] = decide(&predictor[i], row[i]);
    }
}

/* Centred means over 2 * reach + 1 frames, including frames without a face; the first and last
 * reach frames stay. A majority is a mean of at least one half. scratch: as many floats as
 * frames. */
static void smooth(facs_calibration *calibration, int column, size_t reach, int majority,
                   float *scratch)
{
    float *values = calibration->values + column;

    for (size_t n = 0; n < calibration->frames; n++)
        scratch[n] = values[n * FACS_AU_OUTPUTS];
    for (size_t n = reach; n + reach < calibration->frames; n++) {
        double mean = 0;
        for (size_t k = n - reach; k <= n + reach; k++)
            mean += (double)scratch[k];
        mean /= (double)(2 * reach + 1);
        values[n * FACS_AU_OUTPUTS] = majority ? mean >= 0.5 : (float)mean;
    }
}

int facs_calibration_finish(facs_calibration *calibration, const float *final_median_part,
                            const double *rest)
{
    if (calibration->finished)
        return -EPIPE;
    if (!calibration->successes) { /* all zero, and possibly no set */
        calibration->finished = 1;
        return 0;
    }
    float *scratch = malloc((calibration->frames + 1) * sizeof(*scratch));
    if (!scratch)
        return -ENOMEM;
    predict_again(calibration, final_median_part);
    for (int i = 0; i < FACS_INTENSITIES; i++)
        calibration->offset[i] = rest && calibration->set->predictor[i].cutoff >= 0
                                     ? rest[i] - (double)final_median_part[i]
                                     : (double)neutral(calibration, i, scratch);
    settle(calibration);
    for (int i = 0; i < FACS_AU_OUTPUTS; i++) {
        int majority = i >= FACS_INTENSITIES;
        smooth(calibration, i, majority ? PRESENCE_REACH : INTENSITY_REACH, majority, scratch);
    }
    calibration->finished = 1;
    free(scratch);
    return 0;
}

int64_t facs_calibration_frames(const facs_calibration *calibration)
{
    return (int64_t)calibration->frames;
}

int facs_calibration_get(const facs_calibration *calibration, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES])
{
    if (!calibration->finished)
        return -EAGAIN;
    if (n < 0 || n >= facs_calibration_frames(calibration))
        return -ERANGE;
    const float *row = calibration->values + (size_t)n * FACS_AU_OUTPUTS;
    if (intensity)
        memcpy(intensity, row, FACS_INTENSITIES * sizeof(*row));
    if (presence)
        memcpy(presence, row + FACS_INTENSITIES, FACS_PRESENCES * sizeof(*row));
    return 0;
}

double facs_calibration_offset(const facs_calibration *calibration, int i)
{
    return calibration->offset[i];
}
