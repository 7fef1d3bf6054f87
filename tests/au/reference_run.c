#include "reference_run.h"

#include "au/running_median.h"
#include "cmocka_all.h"

#include <stdlib.h>

static void narrow(const double *from, size_t n, float *to)
{
    for (size_t i = 0; i < n; i++)
        to[i] = (float)from[i];
}

static void run_frames(reference_run *run, const double *fhog, const double *geometry,
                       facs_running_median *fhog_median, facs_running_median *geometry_median)
{
    float features[4704] = {0}, median[4704] = {0};

    assert_int_equal(run->set->stride, 4704);
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        narrow(fhog + (ptrdiff_t)frame * FACS_AU_FHOG, FACS_AU_FHOG, features);
        narrow(geometry + (ptrdiff_t)frame * FACS_AU_GEOMETRY, FACS_AU_GEOMETRY,
               features + FACS_AU_FHOG);
        if (frame % 2 == 0) { /* OpenFace adds its 1st, 3rd, 5th ... frame */
            facs_running_median_add(fhog_median, features);
            facs_running_median_add(geometry_median, features + FACS_AU_FHOG);
        }
        for (int i = 0; i < FACS_AU_FHOG; i++)
            median[i] = facs_running_median_get(fhog_median)[i];
        for (int i = 0; i < FACS_AU_GEOMETRY; i++)
            median[FACS_AU_FHOG + i] = facs_running_median_get(geometry_median)[i];
        facs_au_predict(run->set, features, NULL, run->own[frame], NULL);
        facs_au_median_part(run->set, median, run->part[frame]);
    }
}

reference_run *reference_run_new(void)
{
    facs_running_median *fhog_median, *geometry_median;

    shared_path("golden/default");
    const char *models = shared_models();
    reference_run *run = calloc(1, sizeof(*run));
    assert_non_null(run);
    assert_int_equal(facs_au_set_open(&run->set, models, FACS_AU_DYNAMIC, NULL), 0);
    double *fhog = golden_doubles("fhog", FACS_AU_FHOG);
    double *geometry = golden_doubles("geom", FACS_AU_GEOMETRY);
    assert_int_equal(facs_running_median_open(&fhog_median, FACS_AU_FHOG, FACS_MEDIAN_FHOG_BINS,
                                              FACS_MEDIAN_FHOG_MIN, FACS_MEDIAN_FHOG_MAX, 1),
                     0);
    assert_int_equal(facs_running_median_open(&geometry_median, FACS_AU_GEOMETRY,
                                              FACS_MEDIAN_GEOMETRY_BINS, FACS_MEDIAN_GEOMETRY_MIN,
                                              FACS_MEDIAN_GEOMETRY_MAX, 0),
                     0);
    run_frames(run, fhog, geometry, fhog_median, geometry_median);
    facs_running_median_close(&fhog_median);
    facs_running_median_close(&geometry_median);
    free(fhog);
    free(geometry);
    return run;
}

void reference_run_free(reference_run *run)
{
    facs_au_set_close(&run->set);
    free(run);
}
