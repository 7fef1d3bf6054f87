/* The response map of a CCNF expert; the same bits on every processor. */
#ifndef FACS_LANDMARKS_CLNF_RESPONSE_H
#define FACS_LANDMARKS_CLNF_RESPONSE_H

#include "landmarks/clnf/ccnf.h"

/* sigma: the expert's; may be NULL. area, response: see facs_patch_experts_respond. */
typedef void facs_ccnf_respond(const facs_ccnf_expert *expert, const facs_sigma_form *form,
                               const facs_sigma *sigma, const facs_area *area, float *response);
facs_ccnf_respond facs_ccnf_respond_portable, facs_ccnf_respond_fast; /* base/cpu.h */

#endif
