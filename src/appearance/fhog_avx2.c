#include "appearance/fhog_steps.h"

#include <immintrin.h>

#define STEP 16 /* pixels at a time: three vectors of bytes */

_Static_assert(SIDE % STEP == 0, "rows are whole steps");

/* Of three vectors, the bytes at 3 k + channel. */
static inline __m128i every_third(const __m128i vectors[3], int channel)
{
    __m128i bytes = _mm_setzero_si128();

    for (int v = 0; v < 3; v++) {
        int8_t from[16]; /* -1: 0 */
        for (int k = 0; k < 16; k++)
            from[k] = (int8_t)((3 * k + channel) / 16 == v ? (3 * k + channel) % 16 : -1);
        const __m128i order = _mm_loadu_si128((const __m128i *)(const void *)from);
        bytes = _mm_or_si128(bytes, _mm_shuffle_epi8(vectors[v], order));
    }
    return bytes;
}

static inline void split_fast(const uint8_t *pixels, uint8_t bytes[3][SIDE])
{
    for (int x = 0; x < SIDE; x += STEP) {
        __m128i vectors[3];
        for (int v = 0; v < 3; v++)
            vectors[v] = _mm_loadu_si128((const __m128i *)(const void *)(pixels + 3 * x) + v);
        for (int c = 0; c < 3; c++)
            _mm_storeu_si128((__m128i *)(void *)(bytes[c] + x), every_third(vectors, c));
    }
}

void facs_fhog_fill_avx2(const uint8_t *face, facs_fhog_cells histograms)
{
    fill_histograms(face, split_fast, histograms);
}
