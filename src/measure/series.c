#include "measure/series.h"

#include "base/spool.h"
#include "measure/corrected.h"
#include "measure/levels.h"
#include "measure/measures.h"
#include "measure/quality.h"
#include "measure/speed.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct facs_measure_series {
    facs_measure_options options;
    facs_measure_levels levels;
    facs_measure_motion motion;
    facs_spool rows; /* of facs_measures */
};

int facs_measure_series_open(facs_measure_series **out, const facs_measure_options *options)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return -ENOMEM;
    (*out)->options = *options;
    (*out)->rows = FACS_SPOOL(sizeof(facs_measures));
    return 0;
}

void facs_measure_series_close(facs_measure_series **series)
{
    if (!*series)
        return;
    facs_spool_close(&(*series)->rows);
    free(*series);
    *series = NULL;
}

int facs_measure_series_beside(facs_measure_series *series, const char *path)
{
    return facs_spool_beside(&series->rows, path);
}

/* What depends on the levels. */
static void finish_row(const facs_measure_series *series, facs_result *result)
{
    facs_measure_levels_apply(&series->levels, &result->measures);
    facs_measure_corrected(result);
    for (int i = 0; i < FACS_PRESENCES && !series->options.aus; i++)
        result->corrected[i] = NAN;
}

int facs_measure_series_add(facs_measure_series *series, const facs_measure_sight *sight,
                            facs_result *result)
{
    facs_measures *m = &result->measures;
    facs_measures_clear(m);
    if (result->success) {
        facs_measure_points points = facs_measure_points_of(result);
        points.free = sight->free;
        facs_measure_face(&points, m);
        facs_measure_picture_add(&sight->picture, m);
        m->quality = facs_measure_quality(result);
        facs_measure_levels_add(&series->levels, m);
    }
    facs_measure_motion_add(&series->motion, result);
    finish_row(series, result);
    return series->options.live ? 0 : facs_spool_add(&series->rows, m);
}

int facs_measure_series_get(const facs_measure_series *series, int64_t n, facs_result *result)
{
    if (n < 0 || (uint64_t)n >= facs_spool_count(&series->rows))
        return -ERANGE;
    const int status = facs_spool_read(&series->rows, (size_t)n, 1, &result->measures);
    if (status < 0)
        return status;
    finish_row(series, result);
    return 0;
}
