/* facs_clnf_models from the inside: the parts of the landmark model, and what they share. */
#ifndef FACS_LANDMARKS_CLNF_CLNF_PARTS_H
#define FACS_LANDMARKS_CLNF_CLNF_PARTS_H

#include "landmarks/clnf/clnf.h"
#include "landmarks/validator.h"

/* Which points a part shares with the face: main_clnf_general.txt. */
typedef struct facs_part_map {
    int count;
    int face, face_step; /* point numbers in the face: face + k * face_step */
    int part, part_step; /* in the part: likewise */
} facs_part_map;

extern const facs_part_map facs_clnf_map_of[FACS_CLNF_PARTS];

struct facs_clnf_models {
    facs_clnf_model *part[FACS_CLNF_PARTS];
    facs_pdm
        *shared[FACS_CLNF_PARTS]; /* models of a part's shared points alone; none for the face */
    facs_validator *validator;
};

#endif
