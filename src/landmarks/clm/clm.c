#include "landmarks/clm/clm.h"

#include "base/error.h"
#include "landmarks/clm/clm_free.h"
#include "landmarks/clm/clm_parts.h"
#include "shape/rotation.h"
#include "shape/shape_fit.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace, FaceModelParameters::validation_boundary. */
#define MIN_CONFIDENCE 0.725F
/* A part is fitted if the face has at least this share of its coarsest experts' scale. */
#define MIN_SCALE_SHARE 0.9

/* Once a fit from one of the likely starts passes the validator with at least this likelihood, no
 * other start leads to a better one. On every frame of the clips in
 * tests/landmarks/test_clm_starts.c (2693 detections; for two in five, a start other than the
 * frontal one is best) this holds from 0.231 on. */
#define SURE_LIKELIHOOD 0.3

/* The fit of one part: a task of the crew. */
typedef struct part_shape {
    facs_task task;
    facs_clm_part part;
    const facs_clm_models *models;
    const facs_grey *picture;
    const facs_clm_face *face;
    facs_clm_scratch **scratch; /* by member of the crew */
    int wants_free;             /* 1: find out free, too */
    int found;                  /* 0: no shape explains the face's points */
    int has_free;               /* 1: free is set: the part has been fitted */
    double global[6];
    double local[FACS_PDM_MAX_MODES];
    float landmarks[2 * FACS_LANDMARKS];
    float free[2 * FACS_LANDMARKS]; /* facs_clm_free's */
} part_shape;

/* A fit of the main model from one of several starts: a task of the crew. */
typedef struct start_fit {
    facs_task task;
    const facs_clm_model *model;
    const facs_grey *picture;
    facs_clm_scratch **scratch; /* by member of the crew */
    int status;                 /* facs_clm_fit's */
    double global[6], local[FACS_MODES], log_likelihood;
} start_fit;

struct facs_clm_workspace {
    int wants_free;
    facs_crew *crew;
    facs_validator_scratch *validator;
    part_shape part[FACS_CLM_PARTS];
    start_fit start[FACS_CLM_MAX_STARTS];
    int members;
    facs_clm_scratch *scratch[]; /* by member of the crew */
};

int facs_clm_workspace_open(facs_clm_workspace **out, const facs_clm_models *models,
                            facs_crew *crew)
{
    *out = NULL;
    const int members = facs_crew_members(crew);
    facs_clm_workspace *workspace =
        calloc(1, sizeof(*workspace) + (size_t)members * sizeof(workspace->scratch[0]));
    if (!workspace)
        return -ENOMEM;
    workspace->crew = crew;
    workspace->members = members;
    int status = facs_validator_scratch_open(&workspace->validator, models->validator);
    for (int i = 0; status == 0 && i < members; i++)
        status = facs_clm_scratch_open(&workspace->scratch[i]);
    if (status < 0)
        facs_clm_workspace_close(&workspace);
    *out = workspace;
    return status;
}

void facs_clm_workspace_want_free(facs_clm_workspace *workspace)
{
    workspace->wants_free = 1;
}

void facs_clm_workspace_close(facs_clm_workspace **workspace)
{
    if (!*workspace)
        return;
    for (int i = 0; i < (*workspace)->members; i++)
        facs_clm_scratch_close(&(*workspace)->scratch[i]);
    facs_validator_scratch_close(&(*workspace)->validator);
    free(*workspace);
    *workspace = NULL;
}

void facs_clm_place(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks)
{
    int n = pdm->points;
    double shape[3 * FACS_PDM_MAX_POINTS], rotation[9];

    facs_pdm_shape_3d(pdm, local, shape);
    facs_rotation_from_euler(global + 1, rotation);
    for (int axis = 0; axis < 2; axis++) {
        const double *r = rotation + 3 * axis;
        for (int i = 0; i < n; i++)
            landmarks[i + axis * n] = (float)(global[0] * (r[0] * shape[i] + r[1] * shape[i + n] +
                                                           r[2] * shape[i + 2 * n]) +
                                              global[4 + axis]);
    }
}

static int is_fitted(const facs_clm_models *models, facs_clm_part part, const facs_clm_face *face)
{
    return face->global[0] > MIN_SCALE_SHARE * facs_clm_model_scale(models->part[part]);
}

/* Finds the part's shape that explains the points of the face's fit, then fits the part from
 * there. */
static void find_part(void *self, int member)
{
    part_shape *found = self;
    const facs_part_map *map = &facs_clm_map_of[found->part];
    const facs_clm_model *model = found->models->part[found->part];
    const facs_clm_face *face = found->face;
    float points[2 * FACS_LANDMARKS];
    facs_shape start;

    for (int k = 0; k < map->count; k++) {
        points[k] = face->landmarks[map->face + k * map->face_step];
        points[k + map->count] = face->landmarks[map->face + k * map->face_step + FACS_LANDMARKS];
    }
    found->found = facs_shape_fit(found->models->shared[found->part], points, &start) == 0;
    if (!found->found)
        return;
    memcpy(found->global, start.global, sizeof(found->global));
    memcpy(found->local, start.local, sizeof(found->local));
    if (is_fitted(found->models, found->part, face))
        found->has_free = facs_clm_fit(model, found->picture, 0,
                                       &(facs_clm_parameters){found->global, found->local},
                                       found->scratch[member], NULL) == 0 &&
                          found->wants_free;
    if (found->has_free)
        facs_clm_free(found->picture, found->scratch[member], found->free);
    facs_clm_place(facs_clm_model_pdm(model), found->global, found->local, found->landmarks);
}

static void begin_part(facs_clm_workspace *workspace, facs_clm_part part,
                       const facs_clm_models *models, const facs_grey *picture,
                       const facs_clm_face *face)
{
    part_shape *found = &workspace->part[part];
    found->task = (facs_task){.run = find_part, .self = found};
    found->part = part;
    found->models = models;
    found->picture = picture;
    found->face = face;
    found->scratch = workspace->scratch;
    found->wants_free = workspace->wants_free && part == FACS_CLM_INNER;
    found->has_free = 0;
    facs_crew_begin(workspace->crew, &found->task);
}

/* Copies a part's points to the face's. */
static void take_points(const facs_clm_models *models, facs_clm_part part, const float *points,
                        float *landmarks)
{
    const facs_part_map *map = &facs_clm_map_of[part];
    int n = facs_clm_model_pdm(models->part[part])->points;

    for (int k = 0; k < map->count; k++) {
        int to = map->face + k * map->face_step, from = map->part + k * map->part_step;
        landmarks[to] = points[from];
        landmarks[to + FACS_LANDMARKS] = points[from + n];
    }
}

static void keep_eye(const part_shape *found, struct facs_clm_eye *eye)
{
    memcpy(eye->global, found->global, sizeof(eye->global));
    memcpy(eye->local, found->local, sizeof(eye->local));
    memcpy(eye->landmarks, found->landmarks, sizeof(eye->landmarks));
}

/* Fits all parts, starting from the face's own fit, then the face to what they found. */
static void refine(const facs_clm_models *models, const facs_grey *picture, facs_clm_face *face,
                   facs_clm_workspace *workspace)
{
    float landmarks[2 * FACS_LANDMARKS];
    facs_shape shape;
    int fitted = 0;

    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++)
        begin_part(workspace, (facs_clm_part)part, models, picture, face);
    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++)
        facs_crew_await(workspace->crew, &workspace->part[part].task);
    memcpy(landmarks, face->landmarks, sizeof(landmarks));
    memset(face->eye, 0, sizeof(face->eye));
    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++) {
        const part_shape *found = &workspace->part[part];
        if (!found->found)
            continue;
        take_points(models, (facs_clm_part)part, found->landmarks, landmarks);
        if (part >= FACS_CLM_LEFT_EYE)
            keep_eye(found, &face->eye[part - FACS_CLM_LEFT_EYE]);
        fitted |= is_fitted(models, (facs_clm_part)part, face);
    }
    const facs_pdm *pdm = facs_clm_model_pdm(models->part[FACS_CLM_FACE]);
    if (!fitted || facs_shape_fit(pdm, landmarks, &shape) != 0)
        return;
    memcpy(face->global, shape.global, sizeof(face->global));
    memcpy(face->local, shape.local, sizeof(face->local));
    facs_clm_place(pdm, face->global, face->local, face->landmarks);
}

static void free_landmarks(const facs_clm_models *models, const facs_clm_workspace *workspace,
                           facs_clm_face *face)
{
    const part_shape *inner = &workspace->part[FACS_CLM_INNER];
    memcpy(face->free_landmarks, face->landmarks, sizeof(face->landmarks));
    if (inner->has_free)
        take_points(models, FACS_CLM_INNER, inner->free, face->free_landmarks);
}

/* Completes the face after the main model's fit, which ended with status. */
static void finish(const facs_clm_models *models, const facs_grey *picture, int status,
                   facs_clm_face *face, facs_clm_workspace *workspace)
{
    face->confidence = 0;
    face->success = 0;
    if (status == -EINVAL)
        return;
    facs_clm_place(facs_clm_model_pdm(models->part[FACS_CLM_FACE]), face->global, face->local,
                   face->landmarks);
    refine(models, picture, face, workspace);
    free_landmarks(models, workspace, face);
    if (status != 0)
        return;
    face->confidence = facs_validator_check(models->validator, picture, &face->global[1],
                                            face->landmarks, workspace->validator);
    face->success = face->confidence > MIN_CONFIDENCE;
}

void facs_clm_find(const facs_clm_models *models, const facs_grey *picture, int first_scale,
                   facs_clm_face *face, facs_clm_workspace *workspace)
{
    face->log_likelihood = -INFINITY;
    int status = facs_clm_fit(models->part[FACS_CLM_FACE], picture, first_scale,
                              &(facs_clm_parameters){face->global, face->local},
                              workspace->scratch[0], &face->log_likelihood);
    finish(models, picture, status, face, workspace);
}

static void fit_start(void *self, int member)
{
    start_fit *fit = self;
    fit->status =
        facs_clm_fit(fit->model, fit->picture, 0, &(facs_clm_parameters){fit->global, fit->local},
                     fit->scratch[member], &fit->log_likelihood);
}

/* A failed fit is worse than any other. */
static int is_better(const start_fit *a, const start_fit *b)
{
    if ((a->status == 0) != (b->status == 0))
        return a->status == 0;
    return a->log_likelihood > b->log_likelihood;
}

/* Fits from starts first to count - 1. Returns the best of all fitted so far. */
static const start_fit *fit_starts(const facs_clm_models *models, const facs_grey *picture,
                                   const double (*starts)[6], int first, int count,
                                   facs_clm_workspace *workspace)
{
    const start_fit *best = &workspace->start[0];

    for (int i = first; i < count; i++) {
        start_fit *fit = &workspace->start[i];
        *fit = (start_fit){.task = {.run = fit_start, .self = fit},
                           .model = models->part[FACS_CLM_FACE],
                           .picture = picture,
                           .scratch = workspace->scratch,
                           .log_likelihood = -INFINITY};
        memcpy(fit->global, starts[i], sizeof(fit->global));
        facs_crew_begin(workspace->crew, &fit->task);
    }
    for (int i = first; i < count; i++)
        facs_crew_await(workspace->crew, &workspace->start[i].task);
    for (int i = 1; i < count; i++)
        if (is_better(&workspace->start[i], best))
            best = &workspace->start[i];
    return best;
}

void facs_clm_find_best(const facs_clm_models *models, const facs_grey *picture,
                        const double (*starts)[6], int count, facs_clm_face *face,
                        facs_clm_workspace *workspace)
{
    int fitted = 0;

    memset(face, 0, sizeof(*face));
    while (fitted < count && !(face->success && face->log_likelihood > SURE_LIKELIHOOD)) {
        const int next =
            fitted == 0 && count > FACS_CLM_LIKELY_STARTS ? FACS_CLM_LIKELY_STARTS : count;
        const start_fit *best = fit_starts(models, picture, starts, fitted, next, workspace);
        memset(face, 0, sizeof(*face));
        memcpy(face->global, best->global, sizeof(face->global));
        memcpy(face->local, best->local, sizeof(face->local));
        face->log_likelihood = best->log_likelihood;
        finish(models, picture, best->status, face, workspace);
        fitted = next;
    }
}
