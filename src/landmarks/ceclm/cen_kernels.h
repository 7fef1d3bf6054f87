/* The maps of a CEN network; the same bits on every processor. */
#ifndef FACS_LANDMARKS_CECLM_CEN_KERNELS_H
#define FACS_LANDMARKS_CECLM_CEN_KERNELS_H

#include "landmarks/ceclm/cen_network.h"

#define FACS_CEN_LANES      16  /* places are padded to a multiple of at most this */
#define FACS_CEN_ALIGNMENT  64  /* of a cache line */
#define FACS_CEN_MAX_PLACES 120 /* of two maps */

/* How many units a layer makes at a time, with weights that stay in the first cache meanwhile. */
#define FACS_CEN_CACHED        4096 /* weights, at least */
#define FACS_CEN_UNITS         24   /* whole blocks of any kernel */
#define FACS_CEN_GROUP(inputs) ((FACS_CEN_CACHED / (inputs) / FACS_CEN_UNITS + 1) * FACS_CEN_UNITS)

/* wide: with AVX-512. */
facs_cen_respond facs_cen_respond_portable, facs_cen_respond_fast, facs_cen_respond_wide;

#endif
