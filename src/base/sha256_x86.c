/* SHA-256 with x86-64's SHA instructions, which do two rounds at a time on the state as ABEF, CDGH.
 */
#include "base/sha256.h"

#include <immintrin.h>

/* Four rounds, the i-th of sixteen; w: the last sixteen words of the schedule. */
static inline void four_rounds(__m128i *abef, __m128i *cdgh, __m128i w[4], int i)
{
    const __m128i constants = _mm_loadu_si128((const __m128i *)&facs_sha256_rounds[4 * i]);
    const __m128i sum = _mm_add_epi32(w[i % 4], constants);
    *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sum);
    *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (i >= 12)
        return;
    const __m128i behind = _mm_alignr_epi8(w[(i + 3) % 4], w[(i + 2) % 4], 4); /* words 9 to 12 */
    w[i % 4] = _mm_sha256msg2_epu32(
        _mm_add_epi32(_mm_sha256msg1_epu32(w[i % 4], w[(i + 1) % 4]), behind), w[(i + 3) % 4]);
}

static inline void take_block(__m128i *abef, __m128i *cdgh, const unsigned char *data)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i abef_before = *abef, cdgh_before = *cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
    for (int i = 0; i < 16; i++)
        four_rounds(abef, cdgh, w, i);
    *abef = _mm_add_epi32(*abef, abef_before);
    *cdgh = _mm_add_epi32(*cdgh, cdgh_before);
}

void facs_sha256_blocks_x86(uint32_t state[8], const unsigned char *data, size_t blocks)
{
    const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);

    for (; blocks > 0; blocks--, data += FACS_SHA256_BLOCK)
        take_block(&abef, &cdgh, data);

    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
