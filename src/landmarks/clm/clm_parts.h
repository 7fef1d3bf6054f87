/* facs_clm_models from the inside: the parts of the landmark model, and what they share. */
#ifndef FACS_LANDMARKS_CLM_CLM_PARTS_H
#define FACS_LANDMARKS_CLM_CLM_PARTS_H

#include "landmarks/clm/clm.h"
#include "landmarks/validator.h"

/* Which points a part shares with the face: main_clnf_general.txt. */
typedef struct facs_part_map {
    int count;
    int face, face_step; /* point numbers in the face: face + k * face_step */
    int part, part_step; /* in the part: likewise */
} facs_part_map;

extern const facs_part_map facs_clm_map_of[FACS_CLM_PARTS];

struct facs_clm_models {
    const facs_clm_kind *kind;
    facs_clm_model *part[FACS_CLM_PARTS];
    facs_pdm
        *shared[FACS_CLM_PARTS]; /* models of a part's shared points alone; none for the face */
    facs_validator *validator;
    int ends_early; /* 1: as early says */
    facs_clm_early early;
};

#endif
