#include "pipeline/back_end.h"

#include "appearance/fhog.h"
#include "base/error.h"
#include "os/clock.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Cells on each side of the aligned face that hold its outline, which differs little between
 * people. */
#define OUTLINE     2
#define INNER_CELLS ((FACS_FHOG_CELLS - 2 * OUTLINE) * (FACS_FHOG_CELLS - 2 * OUTLINE))

static const float *take_median(facs_back_end *back_end)
{
    memcpy(back_end->median, facs_running_median_get(back_end->medians.fhog),
           FACS_AU_FHOG * sizeof(float));
    memcpy(back_end->median + FACS_AU_FHOG, facs_running_median_get(back_end->medians.geometry),
           FACS_AU_GEOMETRY * sizeof(float));
    return back_end->median;
}

static void renew_median_part(facs_back_end *back_end)
{
    facs_au_median_part(back_end->set, take_median(back_end), back_end->median_part);
}

int facs_back_end_open(facs_back_end **out, const facs_models *models,
                       const facs_back_end_options *options, facs_error *error)
{
    const facs_au_set *set;
    *out = NULL;
    int status = facs_models_au_set(models, options->au, &set, error);
    if (status < 0)
        return status;
    facs_back_end *back_end = calloc(1, sizeof(*back_end));
    if (!back_end)
        return facs_fail_memory(error, "the face's state");
    back_end->models = models;
    back_end->set = set;
    back_end->options = *options;
    status = facs_neutral_open(&back_end->medians, options->neutral, options->learn,
                               models->shelves.medians);
    if (status == 0)
        status = facs_calibration_open(&back_end->calibration, back_end->set);
    if (status == 0 && options->measures)
        status = facs_measure_series_open(
            &back_end->measures,
            &(facs_measure_options){.live = options->live, .aus = options->au != FACS_AU_NONE});
    if (status < 0) {
        facs_back_end_close(&back_end);
        return facs_fail_memory(error, "the running medians");
    }
    if (options->neutral)
        renew_median_part(back_end);
    *out = back_end;
    return 0;
}

void facs_back_end_close(facs_back_end **back_end)
{
    if (!*back_end)
        return;
    facs_calibration_close(&(*back_end)->calibration);
    facs_measure_series_close(&(*back_end)->measures);
    facs_neutral_medians_close(&(*back_end)->medians, (*back_end)->models->shelves.medians);
    free(*back_end);
    *back_end = NULL;
}

int facs_back_end_align(const facs_back_end *back_end, const facs_image *picture,
                        const facs_aligned_form *form, uint8_t *mask, uint8_t *face)
{
    double warp[6];
    if (!back_end->described)
        return -EINVAL;
    int status = facs_align_transform(back_end->models->pdm, back_end->landmarks, back_end->centre,
                                      form, warp);
    if (status < 0)
        return status;
    if (mask)
        facs_align_mask(back_end->models->triangulation, back_end->landmarks, warp, form, mask);
    facs_align_warp(picture, warp, mask, form->side, face);
    return 0;
}

/* Align and describe the face. -EINVAL: it cannot be aligned. */
static int look_at(facs_back_end *back_end, const facs_image *picture, const float *landmarks,
                   const double centre[2], double *aligned_ms)
{
    back_end->described = 1;
    back_end->aligned = 0;
    memcpy(back_end->landmarks, landmarks, sizeof(back_end->landmarks));
    memcpy(back_end->centre, centre, sizeof(back_end->centre));
    int status =
        facs_back_end_align(back_end, picture, &facs_aligned_au, back_end->mask, back_end->face);
    *aligned_ms = facs_clock_ms();
    back_end->aligned = status == 0;
    if (status == 0 && !back_end->options.idle)
        facs_fhog(back_end->face, back_end->features);
    return status;
}

/* Add the centred products of one channel of a and b over the face's inner cells. */
static void add_products(const float *a, const float *b, double products[3])
{
    double mean_a = 0, mean_b = 0;
    for (int row = OUTLINE; row < FACS_FHOG_CELLS - OUTLINE; row++)
        for (int column = OUTLINE; column < FACS_FHOG_CELLS - OUTLINE; column++) {
            const int at = (row * FACS_FHOG_CELLS + column) * FACS_FHOG_CHANNELS;
            mean_a += (double)a[at] / INNER_CELLS;
            mean_b += (double)b[at] / INNER_CELLS;
        }
    for (int row = OUTLINE; row < FACS_FHOG_CELLS - OUTLINE; row++)
        for (int column = OUTLINE; column < FACS_FHOG_CELLS - OUTLINE; column++) {
            const int at = (row * FACS_FHOG_CELLS + column) * FACS_FHOG_CHANNELS;
            const double x = (double)a[at] - mean_a, y = (double)b[at] - mean_b;
            products[0] += x * y;
            products[1] += x * x;
            products[2] += y * y;
        }
}

float facs_back_end_likeness(facs_back_end *back_end, const facs_image *picture,
                             const float *landmarks, const double centre[2])
{
    const float *known = facs_running_median_get(back_end->medians.fhog);
    double products[3] = {0}, aligned_ms;
    int status = look_at(back_end, picture, landmarks, centre, &aligned_ms);
    back_end->described = 0;
    for (int channel = 0; status == 0 && channel < FACS_FHOG_CHANNELS; channel++)
        add_products(back_end->features + channel, known + channel, products);
    const double product = sqrt(products[1] * products[2]);
    return product > 0 ? (float)(products[0] / product) : 0;
}

/* OpenFace learns the neutral face from every other frame, beginning with the first and counting
 * those without a face. */
static int updates_median(const facs_back_end *back_end)
{
    return back_end->frames % 2 == 0;
}

static void update_median(facs_back_end *back_end)
{
    facs_running_median_add(back_end->medians.fhog, back_end->features);
    facs_running_median_add(back_end->medians.geometry, back_end->features + FACS_AU_FHOG);
}

/* Record that the next frame has no Action Units. */
static int add_nothing(facs_back_end *back_end)
{
    back_end->frames++;
    return back_end->options.live ? 0 : facs_calibration_add(back_end->calibration, 0, NULL, NULL);
}

int facs_back_end_face(facs_back_end *back_end, const facs_image *picture, const float *landmarks,
                       const facs_shape *shape, facs_result *result)
{
    float own[FACS_AU_OUTPUTS];
    double start = facs_clock_ms();
    double aligned;
    if (back_end->options.idle && !back_end->measures)
        return facs_back_end_no_face(back_end);
    if (look_at(back_end, picture, landmarks, &shape->global[4], &aligned) < 0 ||
        back_end->options.idle) {
        back_end->described = 0;
        return add_nothing(back_end);
    }
    double described = facs_clock_ms();
    facs_au_geometry(back_end->models->pdm->basis, shape->local, back_end->features + FACS_AU_FHOG);
    if (updates_median(back_end))
        update_median(back_end);
    double learnt = facs_clock_ms();
    if (!back_end->set)
        return add_nothing(back_end);
    facs_au_predict(back_end->set, back_end->features,
                    updates_median(back_end) ? take_median(back_end) : NULL, own,
                    back_end->median_part);
    if (back_end->medians.levels)
        facs_running_median_add(back_end->medians.levels, own);
    facs_calibration_now(back_end->set, own, back_end->median_part, result->intensity,
                         result->presence);
    int status = 0;
    if (back_end->options.live)
        facs_online_correct(&back_end->online, own, back_end->median_part, result->intensity);
    else
        status = facs_calibration_add(back_end->calibration, 1, own, back_end->median_part);
    back_end->frames++;
    double predicted = facs_clock_ms();
    result->stage_ms[FACS_STAGE_ALIGN] = (float)(aligned - start);
    result->stage_ms[FACS_STAGE_FHOG] = (float)(described - aligned);
    result->stage_ms[FACS_STAGE_MEDIAN] = (float)(learnt - described);
    result->stage_ms[FACS_STAGE_PREDICT] = (float)(predicted - learnt);
    return status;
}

int facs_back_end_no_face(facs_back_end *back_end)
{
    back_end->described = back_end->aligned = 0;
    return add_nothing(back_end);
}

int facs_back_end_measure(facs_back_end *back_end, const facs_track *track, facs_result *result)
{
    const facs_measure_sight sight = {.free_landmarks =
                                          track->has_free ? track->free_landmarks : NULL,
                                      .picture = {.face = back_end->aligned ? back_end->face : NULL,
                                                  .mask = back_end->mask,
                                                  .side = facs_aligned_au.side}};
    return back_end->measures ? facs_measure_series_add(back_end->measures, &sight, result) : 0;
}

static int final_intensity(void *back_end, int64_t n, float intensity[FACS_INTENSITIES])
{
    return facs_calibration_get(((facs_back_end *)back_end)->calibration, n, intensity, NULL);
}

int facs_back_end_finish(facs_back_end *back_end)
{
    double rest[FACS_INTENSITIES];
    if (!back_end->medians.fhog)
        return -EPIPE;
    const int known = back_end->options.neutral && back_end->set &&
                      facs_running_median_count(back_end->medians.levels) > 0;
    for (int i = 0; i < FACS_INTENSITIES && known; i++)
        rest[i] = facs_running_median_quantile(back_end->medians.levels, i,
                                               fmax(back_end->set->predictor[i].cutoff, 0));
    if (back_end->set)
        renew_median_part(back_end);
    int status =
        facs_calibration_finish(back_end->calibration, back_end->median_part, known ? rest : NULL);
    if ((status == 0 || status == -EPIPE) && back_end->measures) {
        const int measured =
            facs_measure_series_finish(back_end->measures, final_intensity, back_end);
        status = measured < 0 ? measured : status;
    }
    if (status == 0 && !back_end->options.learn)
        facs_back_end_forget(back_end);
    return status;
}

void facs_back_end_forget(facs_back_end *back_end)
{
    facs_neutral_medians_close(&back_end->medians, back_end->models->shelves.medians);
}
