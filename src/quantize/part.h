/* Whether this build makes networks in bytes. */
#ifndef FACS_QUANTIZE_PART_H
#define FACS_QUANTIZE_PART_H

#include <facs/facs.h>

/* 0, or an ENVIRONMENT error (-ENOSYS): it was left out. */
int facs_quantize_check(facs_error *error);

#endif
