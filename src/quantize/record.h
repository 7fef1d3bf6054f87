/* Writes a network that was made, and what it was made from (nn/quantized.h). */
#ifndef FACS_QUANTIZE_RECORD_H
#define FACS_QUANTIZE_RECORD_H

#include <facs/facs.h>

typedef struct facs_quantized_clip {
    const char *name;
    char sha256[65];
} facs_quantized_clip;

typedef struct facs_quantized_record {
    const char *source; /* the network's file */
    const facs_quantized_clip *clips;
    int clip_count;
    int64_t inputs; /* the number that the ranges come from */
    const char *runtime;
    double fp32_ms, int8_ms; /* a run on this machine, one thread */
} facs_quantized_record;

/*
 * Write the network and its record, replacing what was made from the same source before. *path:
 * where, to be freed. OUTPUT errors.
 */
int facs_quantized_write(char **path, const facs_quantized_record *record, const void *data,
                         size_t size, facs_error *error);

#endif
