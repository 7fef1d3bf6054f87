#include "measure/series.h"

#include "base/spool.h"
#include "measure/corrected.h"
#include "measure/levels.h"
#include "measure/measures.h"
#include "measure/speed.h"

#include <errno.h>
#include <stdlib.h>

struct facs_measure_series {
    int live;
    facs_measure_levels levels;
    facs_measure_motion motion;
    facs_spool rows; /* of facs_measures */
};

int facs_measure_series_open(facs_measure_series **out, int live)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return -ENOMEM;
    (*out)->live = live;
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

int facs_measure_series_add(facs_measure_series *series, const float *free_landmarks,
                            facs_result *result)
{
    facs_measures *m = &result->measures;
    facs_measures_clear(m);
    if (result->success) {
        facs_measure_points points = facs_measure_points_of(result);
        if (free_landmarks)
            points.landmarks = free_landmarks;
        facs_measure_face(&points, m);
        facs_measure_motion_add(&series->motion, result);
        m->quality = 0;
        facs_measure_levels_add(&series->levels, m);
    }
    facs_measure_levels_apply(&series->levels, m);
    facs_measure_corrected(result);
    return series->live ? 0 : facs_spool_add(&series->rows, m);
}

int facs_measure_series_get(const facs_measure_series *series, int64_t n, facs_result *result)
{
    if (n < 0 || (uint64_t)n >= facs_spool_count(&series->rows))
        return -ERANGE;
    const int status = facs_spool_read(&series->rows, (size_t)n, 1, &result->measures);
    if (status < 0)
        return status;
    facs_measure_levels_apply(&series->levels, &result->measures);
    facs_measure_corrected(result);
    return 0;
}
