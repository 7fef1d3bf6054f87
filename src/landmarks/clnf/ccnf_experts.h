/* Patch experts from a file of CCNF experts: patch_experts/ccnf_patches_*_general.txt, and similar
 * ones for the inner and eye models. */
#ifndef FACS_LANDMARKS_CLNF_CCNF_EXPERTS_H
#define FACS_LANDMARKS_CLNF_CCNF_EXPERTS_H

#include "landmarks/clm/patch_experts.h"

facs_patch_opener facs_ccnf_experts_open;

#endif
