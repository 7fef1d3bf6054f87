/* SHA-256 with AArch64's SHA2 instructions, which do four rounds at a time. */
#include "base/sha256.h"

#include <arm_neon.h>

#ifdef __clang__ /* GCC is told so by the build */
#pragma clang attribute push(__attribute__((target("sha2"))), apply_to = function)
#endif

/* Four rounds, the i-th of sixteen; w: the last sixteen words of the schedule. */
static inline void four_rounds(uint32x4_t *abcd, uint32x4_t *efgh, uint32x4_t w[4], int i)
{
    const uint32x4_t sum = vaddq_u32(w[i % 4], vld1q_u32(&facs_sha256_rounds[4 * i]));
    const uint32x4_t before = *abcd;
    *abcd = vsha256hq_u32(*abcd, *efgh, sum);
    *efgh = vsha256h2q_u32(*efgh, before, sum);
    if (i < 12)
        w[i % 4] = vsha256su1q_u32(vsha256su0q_u32(w[i % 4], w[(i + 1) % 4]), w[(i + 2) % 4],
                                   w[(i + 3) % 4]);
}

void facs_sha256_blocks_arm(uint32_t state[8], const unsigned char *data, size_t blocks)
{
    uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4), w[4];

    for (; blocks > 0; blocks--, data += FACS_SHA256_BLOCK) {
        const uint32x4_t abcd_before = abcd, efgh_before = efgh;
        for (int i = 0; i < 4; i++)
            w[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * i)));
        for (int i = 0; i < 16; i++)
            four_rounds(&abcd, &efgh, w, i);
        abcd = vaddq_u32(abcd, abcd_before);
        efgh = vaddq_u32(efgh, efgh_before);
    }
    vst1q_u32(state, abcd);
    vst1q_u32(state + 4, efgh);
}

#ifdef __clang__
#pragma clang attribute pop
#endif
