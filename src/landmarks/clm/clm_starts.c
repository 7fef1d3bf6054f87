/* Hypotheses about the rotation of a new face (OpenFace's DetectLandmarksInImage). */
#include "landmarks/clm/clm_parts.h"
#include "landmarks/clm/clm_workspace.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* Once a fit from one of the likely starts passes the validator with at least this likelihood, no
 * other start leads to a better one. On every frame of the clips in
 * tests/landmarks/test_clm_starts.c (2693 detections; for two in five, a start other than the
 * frontal one is best) this holds from 0.231 on. */
#define SURE_LIKELIHOOD 0.3

static void fit_start(void *self, int member)
{
    facs_clm_start_fit *fit = self;
    fit->verdict.wanted = facs_clm_wanted(fit->models);
    fit->status = facs_clm_fit(fit->models->part[FACS_CLM_FACE], fit->picture, fit->scales,
                               &(facs_clm_parameters){fit->global, fit->local},
                               fit->members->scratch[member], &fit->verdict);
}

static void prepare_start(const facs_clm_models *models, const facs_grey *picture,
                          const double start[6], facs_clm_range scales,
                          facs_clm_workspace *workspace, facs_clm_start_fit *fit)
{
    *fit =
        (facs_clm_start_fit){.task = {.run = fit_start, .self = fit, .level = FACS_CLM_LEVEL_FIT},
                             .models = models,
                             .picture = picture,
                             .members = workspace->members,
                             .scales = scales};
    memcpy(fit->global, start, sizeof(fit->global));
}

/* Makes the face from a fit. */
static void take(const facs_clm_models *models, const facs_grey *picture,
                 const facs_clm_start_fit *fit, facs_clm_face *face, facs_clm_workspace *workspace)
{
    memset(face, 0, sizeof(*face));
    memcpy(face->global, fit->global, sizeof(face->global));
    memcpy(face->local, fit->local, sizeof(face->local));
    facs_clm_note(models, &fit->verdict, face);
    facs_clm_finish(models, picture, fit->status, face, workspace);
}

static double last_likelihood(const facs_clm_start_fit *fit)
{
    return fit->verdict.last < 0 ? -INFINITY : fit->verdict.log_likelihood[fit->verdict.last];
}

/* ---- All of them (DetectLandmarksInImageMultiHypBasic) --------------------------------------- */

/* A failed fit is worse than any other. */
static int is_better(const facs_clm_start_fit *a, const facs_clm_start_fit *b)
{
    if ((a->status == 0) != (b->status == 0))
        return a->status == 0;
    return last_likelihood(a) > last_likelihood(b);
}

/* Fits from starts first to count - 1. Returns the best of all fitted so far. */
static const facs_clm_start_fit *fit_starts(const facs_clm_models *models, const facs_grey *picture,
                                            const double (*starts)[6], int first, int count,
                                            facs_clm_workspace *workspace)
{
    const facs_clm_range all = {0, facs_clm_model_scales(models->part[FACS_CLM_FACE])};
    const facs_clm_start_fit *best = &workspace->start[0];
    facs_crew *crew = workspace->members->crew;

    for (int i = first; i < count; i++) {
        facs_clm_start_fit *fit = &workspace->start[i];
        prepare_start(models, picture, starts[i], all, workspace, fit);
        facs_crew_begin(crew, &fit->task);
    }
    for (int i = first; i < count; i++)
        facs_crew_await_as(crew, &workspace->start[i].task, workspace->member);
    for (int i = 1; i < count; i++)
        if (is_better(&workspace->start[i], best))
            best = &workspace->start[i];
    return best;
}

/* 1: if the validator accepts this fit, no other start leads to a better one. */
static int is_sure(const facs_clm_models *models, const facs_clm_start_fit *fit)
{
    facs_clm_face face;
    facs_clm_note(models, &fit->verdict, &face);
    return face.log_likelihood > SURE_LIKELIHOOD;
}

/* The most likely fit (the first of equals) goes on to parts and validator. The parts do not change
 * the likelihood, so the result is that of fitting each start to the end. The first
 * FACS_CLM_LIKELY_STARTS are tried first, the others only if these leave a doubt. */
static void find_likeliest(const facs_clm_models *models, const facs_grey *picture,
                           const double (*starts)[6], int count, facs_clm_face *face,
                           facs_clm_workspace *workspace)
{
    const int likely = count > FACS_CLM_LIKELY_STARTS ? FACS_CLM_LIKELY_STARTS : count;
    const facs_clm_start_fit *taken = NULL;
    const facs_clm_start_fit *best = fit_starts(models, picture, starts, 0, likely, workspace);

    if (likely < count && is_sure(models, best)) {
        take(models, picture, best, face, workspace);
        if (face->success)
            return;
        taken = best;
    }
    if (likely < count)
        best = fit_starts(models, picture, starts, likely, count, workspace);
    if (best != taken)
        take(models, picture, best, face, workspace);
}

/* ---- The first good one (DetectLandmarksInImageMultiHypEarlyTerm) ---------------------------- */

#define CONTINUED 3 /* hypotheses, if none is good */

/* Fits at the remaining scales; the fit at the first keeps its word. */
static void continue_start(facs_clm_start_fit *fit, int member)
{
    const double likelihood = fit->verdict.log_likelihood[0];
    fit->scales = (facs_clm_range){1, facs_clm_model_scales(fit->models->part[FACS_CLM_FACE])};
    fit_start(fit, member);
    fit->verdict.log_likelihood[0] = likelihood;
}

/* Returns the number of the fit with the highest score that is not among the chosen; the first of
 * equals. */
static int find_next(const facs_clm_start_fit *fits, int count, const int *chosen, int number)
{
    int next = -1;
    for (int i = 0; i < count; i++) {
        int is_chosen = 0;
        for (int k = 0; k < number; k++)
            is_chosen |= chosen[k] == i;
        if (!is_chosen &&
            (next < 0 || facs_clm_early_score(fits[i].models, &fits[i].verdict) >
                             facs_clm_early_score(fits[next].models, &fits[next].verdict)))
            next = i;
    }
    return next;
}

/* None was good: continues the best three. As in OpenFace, all but the last one that was tried lose
 * their local parameters, and what is said of the face, its confidence and success, is said of the
 * last of the three, even if another of them is more likely and supplies the landmarks. */
static void find_among_best(const facs_clm_models *models, const facs_grey *picture, int count,
                            facs_clm_face *face, facs_clm_workspace *workspace)
{
    facs_clm_start_fit *fits = workspace->start;
    int chosen[CONTINUED], best = -1, number = 0;

    for (; number < CONTINUED && number < count; number++) {
        const int i = chosen[number] = find_next(fits, count, chosen, number);
        if (i < count - 1)
            memset(fits[i].local, 0, sizeof(fits[i].local));
        continue_start(&fits[i], workspace->member);
        if (best < 0 || last_likelihood(&fits[i]) > last_likelihood(&fits[best]))
            best = i;
    }
    take(models, picture, &fits[best], face, workspace);
    if (chosen[number - 1] != best) {
        facs_clm_face last;
        take(models, picture, &fits[chosen[number - 1]], &last, workspace);
        face->confidence = last.confidence;
        face->success = last.success;
    }
}

static void find_first_good(const facs_clm_models *models, const facs_grey *picture,
                            const double (*starts)[6], int count, facs_clm_face *face,
                            facs_clm_workspace *workspace)
{
    for (int i = 0; i < count; i++) {
        facs_clm_start_fit *fit = &workspace->start[i];
        prepare_start(models, picture, starts[i], (facs_clm_range){0, 1}, workspace, fit);
        fit_start(fit, workspace->member); /* here: the crew shares a fit's work */
        if (facs_clm_is_good(models, &fit->verdict)) {
            continue_start(fit, workspace->member);
            take(models, picture, fit, face, workspace);
            return;
        }
    }
    find_among_best(models, picture, count, face, workspace);
}

void facs_clm_find_best(const facs_clm_models *models, const facs_grey *picture,
                        const double (*starts)[6], int count, facs_clm_face *face,
                        facs_clm_workspace *workspace)
{
    if (models->ends_early)
        find_first_good(models, picture, starts, count, face, workspace);
    else
        find_likeliest(models, picture, starts, count, face, workspace);
}
