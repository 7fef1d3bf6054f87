/*
 * Int8 networks made by "facs quantize", in the user's cache folder. A file's name has the SHA-256
 * of the original network, the version of the method, the kind of processor and a digest of the
 * calibration data. A .json file beside it records what it was made from and how fast it ran here.
 */
#ifndef FACS_NN_QUANTIZED_H
#define FACS_NN_QUANTIZED_H

#include <facs/facs.h>

/* Increases whenever facs quantize makes something else of the same network and clips. */
#define FACS_QUANTIZED_VERSION 1

#define FACS_QUANTIZED_PREFIX 200 /* bytes, with the NUL */

/* The instructions that this processor multiplies bytes with, for file names: "avx512vnni",
 * "avxvnni", "avx2", "x86", or "other" on other architectures. The runtime checks the processor
 * itself, so $FACS_SIMD has no effect here. */
const char *facs_byte_products(void);

/* 1: the sum of two products of an unsigned and a signed byte has 16 bits and saturates unless one
 * factor has 7 bits (x86 without VNNI). */
int facs_byte_products_saturate(void);

/* 1: int8 is at least 5 % faster, which is more than the error of timing. */
int facs_quantized_is_faster(double fp32_ms, double int8_ms);

/*
 * Find the network made from source for this kind of processor: *path, to be freed, and the two
 * times. ENVIRONMENT errors: -ENOENT (none; the sentence names the command), -EINVAL (its record is
 * damaged).
 */
int facs_quantized_find(char **path, double *fp32_ms, double *int8_ms, const char *source,
                        facs_error *error);

/* The folder of these networks, allocated; NULL if the user has no home folder. */
int facs_quantized_folder(char **folder, facs_error *error);

/* The beginning of the names of all files made from source for this kind of processor. */
int facs_quantized_prefix(char prefix[FACS_QUANTIZED_PREFIX], const char *source,
                          facs_error *error);

/* The path of a network's record, with .json for .onnx, allocated; NULL: out of memory. */
char *facs_quantized_record_path(const char *path);

#endif
