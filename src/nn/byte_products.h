/* How this processor multiplies bytes. The runtime checks the processor itself, so $FACS_SIMD has
 * no effect here. */
#ifndef FACS_NN_BYTE_PRODUCTS_H
#define FACS_NN_BYTE_PRODUCTS_H

/* The instructions it does that with, for file names: "avx512vnni", "avxvnni", "avx2", "x86", or
 * "other" on other architectures. */
const char *facs_byte_products(void);

/* 1: the sum of two products of an unsigned and a signed byte has 16 bits and saturates unless one
 * factor has 7 bits (x86 without VNNI). */
int facs_byte_products_saturate(void);

#endif
