#include "measure/series.h"

#include "base/spool.h"
#include "measure/evidence.h"
#include "measure/levels.h"
#include "measure/measures.h"
#include "measure/presence.h"
#include "measure/quality.h"
#include "measure/speed.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct facs_measure_series {
    facs_measure_options options;
    facs_measure_levels levels;
    facs_measure_motion motion;
    facs_presence_live *live;        /* decides about corrected as frames come */
    facs_presence_series *presences; /* decides at the end; NULL: live, or no Action Units */
    size_t weighed;                  /* rows that presences has */
    facs_spool rows;                 /* kept_row of each frame */
};

typedef struct kept_row {
    facs_measures measures;
    facs_presence_frame seen; /* evidence without the intensities, which are not final yet */
} kept_row;

int facs_measure_series_open(facs_measure_series **out, const facs_measure_options *options)
{
    facs_measure_series *series = calloc(1, sizeof(*series));
    int status = series ? 0 : -ENOMEM;
    if (series) {
        series->options = *options;
        series->rows = FACS_SPOOL(sizeof(kept_row));
    }
    if (status == 0 && options->aus)
        status = facs_presence_live_open(&series->live);
    if (status == 0 && options->aus && !options->live)
        status = facs_presence_series_open(&series->presences);
    if (status < 0 && series)
        facs_measure_series_close(&series);
    *out = series;
    return status;
}

void facs_measure_series_close(facs_measure_series **series)
{
    if (!*series)
        return;
    facs_presence_live_close(&(*series)->live);
    facs_presence_series_close(&(*series)->presences);
    facs_spool_close(&(*series)->rows);
    free(*series);
    *series = NULL;
}

int facs_measure_series_beside(facs_measure_series *series, const char *path)
{
    const int status = facs_spool_beside(&series->rows, path);
    return status == 0 && series->presences ? facs_presence_series_beside(series->presences, path)
                                            : status;
}

static void nothing_corrected(facs_result *result)
{
    for (int i = 0; i < FACS_PRESENCES; i++)
        result->corrected[i] = NAN;
}

/* Adds what the intensities say. */
static void weigh_intensity(facs_presence_frame *frame, const float intensity[FACS_INTENSITIES])
{
    facs_evidence_add_intensity(intensity, frame->evidence);
    frame->calm = 0;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        frame->calm += intensity[i];
}

/* What the points say; state 0 if they say nothing. */
static facs_presence_frame look(const facs_measure_points *points, const facs_result *result)
{
    facs_presence_frame frame = {.time = result->time};
    if (facs_evidence_of_points(points, frame.evidence))
        frame.state = result->measures.quality < 2 ? 2 : 1;
    return frame;
}

int facs_measure_series_add(facs_measure_series *series, const facs_measure_sight *sight,
                            facs_result *result)
{
    facs_measures *m = &result->measures;
    kept_row row = {.seen.time = result->time};
    facs_measures_clear(m);
    if (result->success) {
        facs_measure_points points = facs_measure_points_of(result);
        points.free_landmarks = sight->free_landmarks;
        facs_measure_face(&points, m);
        facs_measure_picture_add(&sight->picture, m);
        m->quality = facs_measure_quality(result);
        row.seen = look(&points, result);
        facs_measure_levels_add(&series->levels, m);
    }
    facs_measure_motion_add(&series->motion, result);
    row.measures = *m;
    facs_measure_levels_apply(&series->levels, m);
    nothing_corrected(result);
    if (series->live) {
        facs_presence_frame seen = row.seen;
        weigh_intensity(&seen, result->intensity);
        facs_presence_live_add(series->live, &seen, result->corrected);
    }
    return series->options.live ? 0 : facs_spool_add(&series->rows, &row);
}

int facs_measure_series_finish(facs_measure_series *series, facs_measure_intensity *get, void *from)
{
    const size_t count = facs_spool_count(&series->rows);
    int status = 0;
    for (size_t n = series->weighed; n < count && series->presences && status == 0; n++) {
        float intensity[FACS_INTENSITIES];
        kept_row row;
        status = facs_spool_read(&series->rows, n, 1, &row);
        if (status == 0)
            status = get(from, (int64_t)n, intensity);
        if (status < 0)
            break;
        weigh_intensity(&row.seen, intensity);
        status = facs_presence_series_add(series->presences, &row.seen);
        series->weighed += status == 0;
    }
    return status == 0 && series->presences ? facs_presence_series_finish(series->presences)
                                            : status;
}

int facs_measure_series_get(const facs_measure_series *series, int64_t n, facs_result *result)
{
    kept_row row;
    if (n < 0 || (uint64_t)n >= facs_spool_count(&series->rows))
        return -ERANGE;
    const int status = facs_spool_read(&series->rows, (size_t)n, 1, &row);
    if (status < 0)
        return status;
    result->measures = row.measures;
    facs_measure_levels_apply(&series->levels, &result->measures);
    nothing_corrected(result);
    return series->presences ? facs_presence_series_get(series->presences, n, result->corrected)
                             : 0;
}
