/*
 * Networks in bytes that "facs quantize" made, in the user's cache folder. A file's name holds the
 * SHA-256 of the network that it was made from, the version of the method, the kind of processor
 * and a digest of what it was calibrated on. Beside it, as .json, what is known of it: from what,
 * on what, and how fast it was here.
 */
#ifndef FACS_NN_QUANTIZED_H
#define FACS_NN_QUANTIZED_H

#include <facs/facs.h>

/* Goes up with every change of what facs quantize makes of the same network and clips. */
#define FACS_QUANTIZED_VERSION 1

typedef struct facs_quantized_clip {
    const char *name;
    char sha256[65];
} facs_quantized_clip;

typedef struct facs_quantized_record {
    const char *source; /* the network's file */
    const facs_quantized_clip *clips;
    int clip_count;
    int64_t inputs; /* that the ranges were gathered from */
    const char *runtime;
    double fp32_ms, int8_ms; /* a run on this machine, one thread */
} facs_quantized_record;

/* Whether bytes are worth it: at least a twentieth faster, which is more than timing errs by. */
int facs_quantized_is_faster(double fp32_ms, double int8_ms);

/*
 * Write the network and its record, in the place of what was made of the same source before. *path:
 * its place, to be freed. OUTPUT errors.
 */
int facs_quantized_write(char **path, const facs_quantized_record *record, const void *data,
                         size_t size, facs_error *error);

/*
 * Find what was made of source for this kind of processor: *path, to be freed, and the two times.
 * ENVIRONMENT errors: -ENOENT (there is none: the sentence names the command), -EINVAL (its record
 * is damaged).
 */
int facs_quantized_find(char **path, double *fp32_ms, double *int8_ms, const char *source,
                        facs_error *error);

#endif
