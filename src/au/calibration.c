/* Keeps one row of 35 numbers and a flag for each frame. finish finds what is to be subtracted; get
 * calibrates a row when it is asked for, from those around it. */
#include "au/calibration.h"

#include "base/spool.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_INTENSITY   5.0f
#define INTENSITY_REACH 1   /* frames on each side: a mean of 3 */
#define PRESENCE_REACH  3   /* frames on each side: a majority of 7 */
#define ROWS_AT_ONCE    256 /* that are read */

typedef struct frame_row {
    float values[FACS_AU_OUTPUTS]; /* 0 in frames without a face */
    int32_t success;
} frame_row;

struct facs_calibration {
    const facs_au_set *set;
    facs_spool rows; /* frame_row of each frame */
    size_t successes;
    size_t repredicted; /* frames before this one are predicted again, with the final median */
    float final_median_part[FACS_AU_OUTPUTS];
    double offset[FACS_INTENSITIES];
    int finished;
};

int facs_calibration_open(facs_calibration **out, const facs_au_set *set)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return -ENOMEM;
    (*out)->set = set;
    (*out)->rows = FACS_SPOOL(sizeof(frame_row));
    return 0;
}

int facs_calibration_beside(facs_calibration *calibration, const char *path)
{
    return facs_spool_beside(&calibration->rows, path);
}

void facs_calibration_close(facs_calibration **calibration)
{
    if (!*calibration)
        return;
    facs_spool_close(&(*calibration)->rows);
    free(*calibration);
    *calibration = NULL;
}

int facs_calibration_add(facs_calibration *calibration, int success, const float *own,
                         const float *median_part)
{
    if (calibration->finished)
        return -EPIPE;
    frame_row row = {.success = success != 0};
    const int repredicted = calibration->successes < FACS_CALIBRATION_REPREDICTED;
    for (int i = 0; i < FACS_AU_OUTPUTS && success; i++) {
        const float value = repredicted ? own[i] : own[i] - median_part[i];
        row.values[i] = isfinite(value) ? value : 0; /* so that values can be sorted */
    }
    const int status = facs_spool_add(&calibration->rows, &row);
    if (status < 0)
        return status;
    calibration->successes += success != 0;
    if (repredicted)
        calibration->repredicted = facs_spool_count(&calibration->rows);
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

/* Reads rows as they are with the final median. */
static int read_rows(const facs_calibration *calibration, size_t first, size_t count,
                     frame_row *rows)
{
    const int status = facs_spool_read(&calibration->rows, first, count, rows);
    for (size_t n = 0; status == 0 && n < count && first + n < calibration->repredicted; n++)
        for (int i = 0; i < FACS_AU_OUTPUTS && rows[n].success; i++)
            rows[n].values[i] -= calibration->final_median_part[i];
    return status;
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The neutral face's value: the one at the share cutoff of the sorted frames with a face. values:
 * room for as many. */
static int find_neutral(facs_calibration *calibration, int column, frame_row *rows, float *values)
{
    const size_t frames = facs_spool_count(&calibration->rows);
    const double cutoff = calibration->set->predictor[column].cutoff;
    size_t n = 0;
    for (size_t first = 0; first < frames && cutoff >= 0; first += ROWS_AT_ONCE) {
        const size_t count = frames - first < ROWS_AT_ONCE ? frames - first : ROWS_AT_ONCE;
        const int status = read_rows(calibration, first, count, rows);
        if (status < 0)
            return status;
        for (size_t k = 0; k < count; k++)
            if (rows[k].success)
                values[n++] = rows[k].values[column];
    }
    if (n == 0)
        return 0;
    qsort(values, n, sizeof(*values), compare);
    const size_t at = (size_t)((double)n * cutoff);
    calibration->offset[column] = (double)values[at < n ? at : n - 1];
    return 0;
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
    float *values = malloc(calibration->successes * sizeof(*values));
    frame_row *rows = malloc(ROWS_AT_ONCE * sizeof(*rows));
    int status = values && rows ? 0 : -ENOMEM;
    memcpy(calibration->final_median_part, final_median_part,
           sizeof(calibration->final_median_part));
    for (int i = 0; i < FACS_INTENSITIES && status == 0; i++) {
        if (rest && calibration->set->predictor[i].cutoff >= 0)
            calibration->offset[i] = rest[i] - (double)final_median_part[i];
        else
            status = find_neutral(calibration, i, rows, values);
    }
    calibration->finished = status == 0;
    free(values);
    free(rows);
    return status;
}

int64_t facs_calibration_frames(const facs_calibration *calibration)
{
    return (int64_t)facs_spool_count(&calibration->rows);
}

/* Subtracts the offsets and clips the intensities, and decides the presences; frames without a face
 * stay 0. */
static void settle(const facs_calibration *calibration, frame_row *row)
{
    const facs_au_predictor *predictor = calibration->set->predictor;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        row->values[i] = clip(row->values[i] - (float)calibration->offset[i]);
    for (int i = FACS_INTENSITIES; i < FACS_AU_OUTPUTS; i++)
        row->values[i] = decide(&predictor[i], row->values[i]);
}

/* Returns the mean over 2 * reach + 1 rows about row, including frames without a face. */
static double smooth(const frame_row *row, int column, int reach)
{
    double mean = 0;
    for (int k = -reach; k <= reach; k++)
        mean += (double)row[k].values[column];
    return mean / (2 * reach + 1);
}

int facs_calibration_get(const facs_calibration *calibration, int64_t n,
                         float intensity[FACS_INTENSITIES], float presence[FACS_PRESENCES])
{
    frame_row rows[2 * PRESENCE_REACH + 1];
    const int64_t frames = facs_calibration_frames(calibration);
    if (!calibration->finished)
        return -EAGAIN;
    if (n < 0 || n >= frames)
        return -ERANGE;
    const int64_t first = n < PRESENCE_REACH ? 0 : n - PRESENCE_REACH;
    const int64_t end = frames - n <= PRESENCE_REACH ? frames : n + PRESENCE_REACH + 1;
    const int status = read_rows(calibration, (size_t)first, (size_t)(end - first), rows);
    if (status < 0)
        return status;
    for (int64_t k = 0; k < end - first; k++)
        if (rows[k].success)
            settle(calibration, &rows[k]);
    /* The first and last reach frames stay as they are. */
    const frame_row *row = &rows[n - first];
    const int mean = n >= INTENSITY_REACH && n + INTENSITY_REACH < frames;
    const int majority = n >= PRESENCE_REACH && n + PRESENCE_REACH < frames;
    for (int i = 0; i < FACS_INTENSITIES && intensity; i++)
        intensity[i] = mean ? (float)smooth(row, i, INTENSITY_REACH) : row->values[i];
    for (int i = 0; i < FACS_PRESENCES && presence; i++) {
        const int column = FACS_INTENSITIES + i;
        presence[i] = majority ? smooth(row, column, PRESENCE_REACH) >= 0.5 : row->values[column];
    }
    return 0;
}

double facs_calibration_offset(const facs_calibration *calibration, int i)
{
    return calibration->offset[i];
}
