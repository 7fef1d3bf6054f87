#include "base/sha256.h"

#include "base/bytes.h"
#include "base/cpu.h"

#include <string.h>

/* clang-format off */
const uint32_t facs_sha256_rounds[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};
/* clang-format on */

/* ---- Blocks --------------------------------------------------------------------------------- */

static uint32_t turned(uint32_t value, int bits)
{
    return value >> bits | value << (32 - bits);
}

/* Letter n of a to h before the k-th round of eight: they change their names instead of moving. */
#define LETTER(n) s[((n)-k) & 7]

static inline void one_round(uint32_t s[8], int k, uint32_t word)
{
    const uint32_t a = LETTER(0), b = LETTER(1), c = LETTER(2);
    const uint32_t e = LETTER(4), f = LETTER(5), g = LETTER(6);
    word += LETTER(7) + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + (g ^ (e & (f ^ g)));
    LETTER(3) += word;
    LETTER(7) = word + (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) | (c & (a | b)));
}

static void take_block(uint32_t state[8], const unsigned char *data)
{
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)facs_big_endian(data + 4 * i, 4);
    for (int i = 16; i < 64; i++) {
        const uint32_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ x >> 3) + w[i - 7] +
               (turned(y, 17) ^ turned(y, 19) ^ y >> 10);
    }
    memcpy(s, state, sizeof(s));
    for (int i = 0; i < 64; i += 8) {
        one_round(s, 0, facs_sha256_rounds[i] + w[i]);
        one_round(s, 1, facs_sha256_rounds[i + 1] + w[i + 1]);
        one_round(s, 2, facs_sha256_rounds[i + 2] + w[i + 2]);
        one_round(s, 3, facs_sha256_rounds[i + 3] + w[i + 3]);
        one_round(s, 4, facs_sha256_rounds[i + 4] + w[i + 4]);
        one_round(s, 5, facs_sha256_rounds[i + 5] + w[i + 5]);
        one_round(s, 6, facs_sha256_rounds[i + 6] + w[i + 6]);
        one_round(s, 7, facs_sha256_rounds[i + 7] + w[i + 7]);
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

void facs_sha256_blocks_portable(uint32_t state[8], const unsigned char *data, size_t blocks)
{
    for (; blocks > 0; blocks--, data += FACS_SHA256_BLOCK)
        take_block(state, data);
}

facs_sha256_blocks *facs_sha256_fastest(void)
{
    if (!facs_cpu_has_sha256())
        return facs_sha256_blocks_portable;
#if defined(__x86_64__)
    return facs_sha256_blocks_x86;
#elif defined(__aarch64__)
    return facs_sha256_blocks_arm;
#else
    return facs_sha256_blocks_portable;
#endif
}

/* ---- Messages ------------------------------------------------------------------------------- */

void facs_hash_begin(facs_hash *hash, facs_sha256_blocks *take)
{
    /* Square roots' fractions of the first 8 primes. */
    *hash = (facs_hash){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                  0x9b05688c, 0x1f83d9ab, 0x5be0cd19},
                        .take = take};
}

void facs_hash_add(facs_hash *hash, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    const size_t waiting = hash->bytes % FACS_SHA256_BLOCK;
    size_t missing = waiting ? FACS_SHA256_BLOCK - waiting : 0;

    hash->bytes += size;
    missing = missing < size ? missing : size;
    memcpy(hash->block + waiting, bytes, missing);
    if (waiting && waiting + missing == FACS_SHA256_BLOCK)
        hash->take(hash->state, hash->block, 1);
    bytes += missing;
    size -= missing;
    hash->take(hash->state, bytes, size / FACS_SHA256_BLOCK);
    if (size % FACS_SHA256_BLOCK)
        memcpy(hash->block, bytes + size / FACS_SHA256_BLOCK * FACS_SHA256_BLOCK,
               size % FACS_SHA256_BLOCK);
}

void facs_hash_end(facs_hash *hash, unsigned char digest[32])
{
    /* A bit, zeros up to 8 bytes before a block's end, and the number of bits. */
    unsigned char padding[FACS_SHA256_BLOCK + 8] = {0x80};
    const uint64_t bits = hash->bytes * 8;
    const size_t waiting = hash->bytes % FACS_SHA256_BLOCK;
    const size_t zeros = (waiting < 56 ? 56 : 56 + FACS_SHA256_BLOCK) - waiting;
    for (int i = 0; i < 8; i++)
        padding[zeros + (size_t)i] = (unsigned char)(bits >> (56 - 8 * i));
    facs_hash_add(hash, padding, zeros + 8);
    for (int i = 0; i < 32; i++)
        digest[i] = (unsigned char)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void facs_hash_end_hex(facs_hash *hash, char hex[65])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32];
    facs_hash_end(hash, digest);
    for (int i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}

void facs_sha256(const void *data, size_t size, char hex[65])
{
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    facs_hash_add(&hash, data, size);
    facs_hash_end_hex(&hash, hex);
}
