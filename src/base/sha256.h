/*
 * SHA-256 (FIPS 180-4). Most processors have instructions for it (sha256_x86.c, sha256_arm.c), four
 * times as fast as plain code; not all with AVX2 do, so they are checked for separately. Without
 * them, the models' digests took a quarter of the time of a run over one frame.
 */
#ifndef FACS_BASE_SHA256_H
#define FACS_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define FACS_SHA256_BLOCK 64 /* bytes */

/* Take whole blocks into the state. */
typedef void facs_sha256_blocks(uint32_t state[8], const unsigned char *data, size_t blocks);

facs_sha256_blocks facs_sha256_blocks_portable, facs_sha256_blocks_x86, facs_sha256_blocks_arm;

/* The fastest on this processor; the plain code if $FACS_SIMD is "portable". */
facs_sha256_blocks *facs_sha256_fastest(void);

/* The round constants: fractions of the cube roots of the first 64 primes. */
extern const uint32_t facs_sha256_rounds[64];

typedef struct facs_hash {
    uint32_t state[8];
    uint64_t bytes; /* so far; those after the last whole block wait in block */
    unsigned char block[FACS_SHA256_BLOCK];
    facs_sha256_blocks *take;
} facs_hash;

/* take: one of the above. */
void facs_hash_begin(facs_hash *hash, facs_sha256_blocks *take);
void facs_hash_add(facs_hash *hash, const void *data, size_t size);
void facs_hash_end(facs_hash *hash, unsigned char digest[32]);
void facs_hash_end_hex(facs_hash *hash, char hex[65]); /* 64 lower-case digits and a NUL */

/* The digest of bytes in memory; base/file.h has that of files. */
void facs_sha256(const void *data, size_t size, char hex[65]);

#endif
