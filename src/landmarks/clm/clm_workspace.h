/* facs_clm_workspace from the inside, and what clm_starts.c takes from clm.c. */
#ifndef FACS_LANDMARKS_CLM_CLM_WORKSPACE_H
#define FACS_LANDMARKS_CLM_CLM_WORKSPACE_H

#include "landmarks/clm/clm.h"
#include "landmarks/validator.h"

/* Levels of the crew's tasks. A task's memory is its member's, and a fit keeps its own across the
 * await of units. */
#define FACS_CLM_LEVEL_FACE 1 /* a face followed from the last frame */
#define FACS_CLM_LEVEL_FIT  2 /* a part of a face, or a start */
#define FACS_CLM_LEVEL_UNIT 3 /* a fit's maps (clm_model.h) */

/* The crew, and the memory of its members, which all workspaces of a stream share. */
typedef struct facs_clm_members {
    facs_crew *crew;
    int count;
    facs_validator_scratch **validator; /* by member, like: */
    facs_clm_scratch *scratch[];
} facs_clm_members;

/* The fit of one part: a task of the crew. */
typedef struct facs_clm_part_fit {
    facs_task task;
    facs_clm_part part;
    const facs_clm_models *models;
    const facs_grey *picture;
    const facs_clm_face *face;
    const facs_clm_members *members;
    int wants_free; /* 1: find out free, too */
    int found;      /* 0: no shape explains the face's points */
    int has_free;   /* 1: free is set: the part has been fitted */
    double global[6];
    double local[FACS_PDM_MAX_MODES];
    float landmarks[2 * FACS_LANDMARKS];
    float free[2 * FACS_LANDMARKS]; /* facs_clm_free's */
} facs_clm_part_fit;

/* A fit of the main model from one of several starts: a task of the crew. */
typedef struct facs_clm_start_fit {
    facs_task task;
    const facs_clm_models *models;
    const facs_grey *picture;
    const facs_clm_members *members;
    facs_clm_range scales;
    int status; /* facs_clm_fit's */
    double global[6], local[FACS_MODES];
    facs_clm_verdict verdict;
} facs_clm_start_fit;

struct facs_clm_workspace {
    int wants_free;
    int member; /* of the crew: the one that is using the workspace */
    facs_clm_members *members;
    int is_beside; /* 1: members are another workspace's */
    facs_clm_part_fit part[FACS_CLM_PARTS];
    facs_clm_start_fit start[FACS_CLM_MAX_STARTS];
};

/* Returns which log likelihoods a fit of the main model must say, besides the last. */
unsigned facs_clm_wanted(const facs_clm_models *models);

/* If hypotheses end early: returns how good a fit is by its coarsest scale; -INFINITY: it failed
 * there. And whether that is good enough. */
double facs_clm_early_score(const facs_clm_models *models, const facs_clm_verdict *verdict);
int facs_clm_is_good(const facs_clm_models *models, const facs_clm_verdict *verdict);

/* Notes what a fit of the main model says of the face. */
void facs_clm_note(const facs_clm_models *models, const facs_clm_verdict *verdict,
                   facs_clm_face *face);

/* Completes the face after the main model's fit, which ended with status. */
void facs_clm_finish(const facs_clm_models *models, const facs_grey *picture, int status,
                     facs_clm_face *face, facs_clm_workspace *workspace);

#endif
