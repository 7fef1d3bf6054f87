#include "landmarks/clm/clm.h"

#include "base/error.h"
#include "landmarks/clm/clm_free.h"
#include "landmarks/clm/clm_parts.h"
#include "landmarks/clm/clm_workspace.h"
#include "shape/rotation.h"
#include "shape/shape_fit.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* OpenFace, FaceModelParameters::validation_boundary. */
#define MIN_CONFIDENCE 0.725F
/* A part is fitted if the face has at least this share of its coarsest experts' scale. */
#define MIN_SCALE_SHARE 0.9

/* Fits of CCNF experts that mistake a head on its side for an upright one stay below -0.1
 * (cases/tilt60.mp4, and single_face.mp4 turned by 45 to 180 degrees); those of upright heads are
 * mostly above 0.3. */
#define UPRIGHT_LIKELIHOOD 0.0

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
    facs_clm_part_fit *found = self;
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
        found->has_free =
            facs_clm_fit(model, found->picture, (facs_clm_range){0, facs_clm_model_scales(model)},
                         &(facs_clm_parameters){found->global, found->local},
                         found->members->scratch[member], NULL) == 0 &&
            found->wants_free;
    if (found->has_free)
        facs_clm_free(found->picture, found->members->scratch[member], found->free);
    facs_clm_place(facs_clm_model_pdm(model), found->global, found->local, found->landmarks);
}

static void begin_part(facs_clm_workspace *workspace, facs_clm_part part,
                       const facs_clm_models *models, const facs_grey *picture,
                       const facs_clm_face *face)
{
    facs_clm_part_fit *found = &workspace->part[part];
    found->task = (facs_task){.run = find_part, .self = found, .level = FACS_CLM_LEVEL_FIT};
    found->part = part;
    found->models = models;
    found->picture = picture;
    found->face = face;
    found->members = workspace->members;
    found->wants_free = workspace->wants_free && part == FACS_CLM_INNER;
    found->has_free = 0;
    facs_crew_begin(workspace->members->crew, &found->task);
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

static void keep_eye(const facs_clm_part_fit *found, struct facs_clm_eye *eye)
{
    memcpy(eye->global, found->global, sizeof(eye->global));
    memcpy(eye->local, found->local, sizeof(eye->local));
    memcpy(eye->landmarks, found->landmarks, sizeof(eye->landmarks));
}

/* 1: the part is looked for; and its points become the face's. */
static int is_looked_for(const facs_clm_models *models, const facs_clm_workspace *workspace,
                         int part)
{
    return part != FACS_CLM_INNER || models->kind->takes_inner || workspace->wants_free;
}

static int is_taken(const facs_clm_models *models, int part)
{
    return part != FACS_CLM_INNER || models->kind->takes_inner;
}

static void find_parts(const facs_clm_models *models, const facs_grey *picture,
                       const facs_clm_face *face, facs_clm_workspace *workspace)
{
    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++)
        if (is_looked_for(models, workspace, part))
            begin_part(workspace, (facs_clm_part)part, models, picture, face);
    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++)
        if (is_looked_for(models, workspace, part))
            facs_crew_await_as(workspace->members->crew, &workspace->part[part].task,
                               workspace->member);
}

/* Fits all parts, starting from the face's own fit, then the face to what they found. */
static void refine(const facs_clm_models *models, const facs_grey *picture, facs_clm_face *face,
                   facs_clm_workspace *workspace)
{
    float landmarks[2 * FACS_LANDMARKS];
    facs_shape shape;
    int fitted = 0;

    find_parts(models, picture, face, workspace);
    memcpy(landmarks, face->landmarks, sizeof(landmarks));
    memset(face->eye, 0, sizeof(face->eye));
    for (int part = FACS_CLM_INNER; part < FACS_CLM_PARTS; part++) {
        const facs_clm_part_fit *found = &workspace->part[part];
        if (!is_taken(models, part) || !found->found)
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
    const facs_clm_part_fit *inner = &workspace->part[FACS_CLM_INNER];
    memcpy(face->free_landmarks, face->landmarks, sizeof(face->landmarks));
    if (inner->has_free)
        take_points(models, FACS_CLM_INNER, inner->free, face->free_landmarks);
}

void facs_clm_finish(const facs_clm_models *models, const facs_grey *picture, int status,
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
    face->confidence =
        facs_validator_check(models->validator, picture, &face->global[1], face->landmarks,
                             workspace->members->validator[workspace->member]);
    face->success = face->confidence > MIN_CONFIDENCE;
}

/* ---- What fits say --------------------------------------------------------------------------- */

unsigned facs_clm_wanted(const facs_clm_models *models)
{
    /* The scale that tells new and followed faces apart from others must be the same for both. */
    return 1u << (models->kind->followed.end - 1) | (models->ends_early ? 1u : 0);
}

double facs_clm_early_score(const facs_clm_models *models, const facs_clm_verdict *verdict)
{
    const facs_clm_early *early = &models->early;
    const int view = verdict->view[0];
    return isfinite(verdict->log_likelihood[0])
               ? verdict->log_likelihood[0] * early->weight[view] + early->bias[view]
               : -INFINITY;
}

int facs_clm_is_good(const facs_clm_models *models, const facs_clm_verdict *verdict)
{
    const double score = facs_clm_early_score(models, verdict);
    return isfinite(score) && score > models->early.cutoff[verdict->view[0]];
}

void facs_clm_note(const facs_clm_models *models, const facs_clm_verdict *verdict,
                   facs_clm_face *face)
{
    const double *likelihood = verdict->log_likelihood;
    const int scale = models->kind->followed.end - 1;

    face->log_likelihood = -INFINITY;
    if (verdict->last >= 0)
        face->log_likelihood =
            isfinite(likelihood[scale]) ? likelihood[scale] : likelihood[verdict->last];
    /* Where the experts come with a boundary for good fits, it serves here too; near fits do not
     * reach its scale. */
    if (!models->ends_early)
        face->is_sure = face->log_likelihood > UPRIGHT_LIKELIHOOD;
    else if (isfinite(likelihood[0]))
        face->is_sure = facs_clm_is_good(models, verdict);
}

void facs_clm_find(const facs_clm_models *models, const facs_grey *picture, facs_clm_reach reach,
                   facs_clm_face *face, facs_clm_workspace *workspace)
{
    const facs_clm_model *model = models->part[FACS_CLM_FACE];
    const facs_clm_range all = {0, facs_clm_model_scales(model)};
    facs_clm_verdict verdict = {.wanted = facs_clm_wanted(models)};
    const int status =
        facs_clm_fit(model, picture, reach == FACS_CLM_NEAR ? models->kind->followed : all,
                     &(facs_clm_parameters){face->global, face->local},
                     workspace->members->scratch[workspace->member], &verdict);
    facs_clm_note(models, &verdict, face);
    facs_clm_finish(models, picture, status, face, workspace);
}
