/* Patch experts from a file of CEN experts: patch_experts/cen_patches_*_of.dat. In the frontal view
 * a unit is a landmark and its mirror image, which share an expert. */
#ifndef FACS_LANDMARKS_CECLM_CEN_EXPERTS_H
#define FACS_LANDMARKS_CECLM_CEN_EXPERTS_H

#include "landmarks/clm/patch_experts.h"

/* half: with weights of 16 bits. */
facs_patch_opener facs_cen_experts_open;

#endif
