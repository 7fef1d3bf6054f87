/* CE-CLM (convolutional experts constrained local model, Zadeh et al. 2017): OpenFace's
 * main_ceclm_general.txt. */
#ifndef FACS_LANDMARKS_CECLM_CECLM_METHOD_H
#define FACS_LANDMARKS_CECLM_CECLM_METHOD_H

#include "landmarks/clm/clm.h"

extern const facs_clm_settings facs_ceclm_face;
extern const facs_clm_kind facs_ceclm_kind;

#endif
