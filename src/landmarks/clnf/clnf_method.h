/* CLNF: OpenFace's main_clnf_general.txt. */
#ifndef FACS_LANDMARKS_CLNF_CLNF_METHOD_H
#define FACS_LANDMARKS_CLNF_CLNF_METHOD_H

#include "landmarks/clm/clm.h"

/* Its face is CLNF's own; the shape model and the other parts are CE-CLM's, too. */
extern const facs_clm_settings facs_clnf_face, facs_clnf_inner, facs_clnf_left_eye,
    facs_clnf_right_eye;

extern const facs_clm_kind facs_clnf_kind;

#endif
