/* How this processor multiplies bytes. The runtime looks at the processor itself: $FACS_SIMD
 * changes nothing here. */
#ifndef FACS_NN_BYTE_PRODUCTS_H
#define FACS_NN_BYTE_PRODUCTS_H

/* What decides how fast it is, as a word for file names: "avx512vnni", "avxvnni", "avx2", "x86", or
 * "other" for other architectures. */
const char *facs_byte_products(void);

/* 1: the sum of two products of an unsigned and a signed byte is kept in 16 bits, so that it
 * saturates unless one factor has 7 bits (x86 without VNNI). */
int facs_byte_products_saturate(void);

#endif
