/* Whether this build can make int8 networks. */
#ifndef FACS_QUANTIZE_PART_H
#define FACS_QUANTIZE_PART_H

#include <facs/facs.h>

/* 0, or ENVIRONMENT -ENOSYS if it was left out. */
int facs_quantize_check(facs_error *error);

#endif
