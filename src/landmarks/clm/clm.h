/* OpenFace's landmarks in one picture, CLNF or CE-CLM: main model, inner and eye models, second
 * fit, validator (CLNF::DetectLandmarks). See docs/algorithm.md, 2b. */
#ifndef FACS_LANDMARKS_CLM_CLM_H
#define FACS_LANDMARKS_CLM_CLM_H

#include "base/crew.h"
#include "landmarks/clm/clm_model.h"
#include "shape/pdm.h"

#define FACS_EYE_LANDMARKS     28 /* points per eye */
#define FACS_CLM_MAX_STARTS    16
#define FACS_CLM_LIKELY_STARTS 5

/* What a landmark method of this kind consists of. */
typedef struct facs_clm_kind {
    const facs_clm_settings *part[FACS_CLM_PARTS];
    const char *validator;   /* file, below the models folder */
    facs_clm_range followed; /* the face's scales if it was found in the last frame */
    int takes_inner;         /* 0: the inner part serves free landmarks only */
    const char *early; /* file of early termination, likewise; NULL: every hypothesis is fitted */
} facs_clm_kind;

/* By view: a hypothesis about a new face that was fitted at the coarsest scale is good if
 * log likelihood * weight + bias is above cutoff. */
typedef struct facs_clm_early {
    double weight[FACS_PATCH_MAX_VIEWS], bias[FACS_PATCH_MAX_VIEWS], cutoff[FACS_PATCH_MAX_VIEWS];
} facs_clm_early;

/* Weights: read-only once open; shareable between threads. */
typedef struct facs_clm_models facs_clm_models;

/* folder: the models folder (with openface/model). Keeps kind. crew: reads the parts in parallel;
 * may be NULL. ENVIRONMENT errors. */
int facs_clm_models_open(facs_clm_models **out, const facs_clm_kind *kind, const char *folder,
                         facs_crew *crew, facs_error *error);
void facs_clm_models_close(facs_clm_models **models);

/* Keeps the weights of experts that can do so in 16 bits. Call before models are shared. */
void facs_clm_models_halve(facs_clm_models *models);

/* From now on, the first good hypothesis is taken. Copies early, which is for as many views as
 * the face's coarsest experts have. Call before models are shared. */
void facs_clm_models_end_early(facs_clm_models *models, const facs_clm_early *early);

/* 1: the first good hypothesis is taken. */
int facs_clm_models_ends_early(const facs_clm_models *models);

/* Returns the i-th of a kind's files, below the models folder; NULL past the last. */
const char *facs_clm_kind_file(const facs_clm_kind *kind, int i);

/* Returns the shape model of a part, which lives as long as models. */
const facs_pdm *facs_clm_models_pdm(const facs_clm_models *models, facs_clm_part part);

/* One face: where it is, and how certain that is. */
typedef struct facs_clm_face {
    double global[6];
    double local[FACS_MODES];
    float landmarks[2 * FACS_LANDMARKS]; /* of the shape (global, local), pixels */
    /* The same, but those of the inner model's points where its experts see them, apart from any
     * shape (facs_clm_free), if the workspace wants that and the face is large enough. */
    float free_landmarks[2 * FACS_LANDMARKS];
    float confidence; /* the validator's, 0..1 */
    int success;      /* confidence above 0.725, and the fit succeeded */
    /* Of the main model's fit at the finest scale at which a followed face is fitted; -INFINITY: it
     * failed. */
    double log_likelihood;
    int is_sure; /* 1: the fit is so likely that it is no other thing, nor a face on its side */
    struct facs_clm_eye {
        double global[6]; /* scale 0: no fit */
        double local[FACS_PDM_MAX_MODES];
        float landmarks[2 * FACS_EYE_LANDMARKS]; /* x0..x27, y0..y27, pixels */
    } eye[2];                                    /* left (OpenFace's gaze_0), right */
} facs_clm_face;

/* Projects a shape (global, local): landmarks[2n], x0.. then y0.., pixels. */
void facs_clm_place(const facs_pdm *pdm, const double global[6], const double *local,
                    float *landmarks);

/* Memory for finding one face at a time, and the crew (kept; may be NULL) that shares the work. 0
 * or -ENOMEM. */
typedef struct facs_clm_workspace facs_clm_workspace;
int facs_clm_workspace_open(facs_clm_workspace **out, const facs_clm_models *models,
                            facs_crew *crew);

/* Opens another one, with which tasks of the crew may find another face at the same time. It shares
 * what the members of the crew need, and so must be closed before the first one. -ENOMEM. */
int facs_clm_workspace_open_beside(facs_clm_workspace **out, const facs_clm_workspace *first);
void facs_clm_workspace_close(facs_clm_workspace **workspace);

/* The member of the crew (at first 0) that uses the workspace from now on. */
void facs_clm_workspace_enter(facs_clm_workspace *workspace, int member);

/* From now on, find out free_landmarks. Call before another is opened beside it. */
void facs_clm_workspace_want_free(facs_clm_workspace *workspace);

/* 0, or why some experts could not be used, so that faces were not found: an ENVIRONMENT error.
 * Speaks for all workspaces beside it, none of which is in use. */
int facs_clm_workspace_failure(const facs_clm_workspace *workspace, facs_error *error);

/* How far from its parameters a face may be. */
typedef enum facs_clm_reach {
    FACS_CLM_FAR, /* all scales: a new face, or one that was lost in the last frame */
    FACS_CLM_NEAR /* kind.followed */
} facs_clm_reach;

/* Fits face from its own global and local parameters. A failed fit is no error: success and
 * confidence are 0, and if the parameters were not finite, or became so, everything else is
 * unchanged. No allocation. */
void facs_clm_find(const facs_clm_models *models, const facs_grey *picture, facs_clm_reach reach,
                   facs_clm_face *face, facs_clm_workspace *workspace);

/* Fits the face that a detector saw, from several guesses at its rotation (OpenFace's
 * DetectLandmarksInImage): count starts, which are global parameters with local ones of 0;
 * 1..FACS_CLM_MAX_STARTS. See clm_starts.c. */
void facs_clm_find_best(const facs_clm_models *models, const facs_grey *picture,
                        const double (*starts)[6], int count, facs_clm_face *face,
                        facs_clm_workspace *workspace);

#endif
