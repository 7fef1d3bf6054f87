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

#define FACS_QUANTIZED_PREFIX 200 /* bytes, with the NUL */

/* Whether bytes are worth it: at least a twentieth faster, which is more than timing errs by. */
int facs_quantized_is_faster(double fp32_ms, double int8_ms);

/*
 * Find what was made of source for this kind of processor: *path, to be freed, and the two times.
 * ENVIRONMENT errors: -ENOENT (there is none: the sentence names the command), -EINVAL (its record
 * is damaged).
 */
int facs_quantized_find(char **path, double *fp32_ms, double *int8_ms, const char *source,
                        facs_error *error);

/* Their folder, allocated; NULL where no home is known. */
int facs_quantized_folder(char **folder, facs_error *error);

/* What the names of all files made of source for this kind of processor begin with. */
int facs_quantized_prefix(char prefix[FACS_QUANTIZED_PREFIX], const char *source,
                          facs_error *error);

/* Where the record of a network lies: its path with .json for .onnx, allocated; NULL without
 * memory. */
char *facs_quantized_record_path(const char *path);

#endif
