#include "base/grey.h"

#include <immintrin.h>

#define STEP 32 /* pixels at a time */
#define OVER 2  /* pixels behind them that are read as well, at most */

/* Eight pixels as 32-bit numbers; 28 bytes are read. */
static inline __m256i grey_of_8(const uint8_t *pixels)
{
    const __m256i blue_green = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, -1, 1, -1, 3, -1, 4, -1, 6, -1, 7, -1, 9, -1, 10, -1));
    const __m256i red_only = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
    const __m256i of_blue_green = _mm256_set1_epi32(FACS_GREY_GREEN << 16 | FACS_GREY_BLUE);
    /* The half that rounds comes in as red's partner: 1 times it. */
    const __m256i one = _mm256_set1_epi32(1 << 16);
    const __m256i of_red = _mm256_set1_epi32(1 << (FACS_GREY_BITS - 1) << 16 | FACS_GREY_RED);

    __m256i bytes = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)pixels)),
        _mm_loadu_si128((const __m128i *)(const void *)(pixels + 12)), 1);
    __m256i first = _mm256_madd_epi16(_mm256_shuffle_epi8(bytes, blue_green), of_blue_green);
    __m256i second =
        _mm256_madd_epi16(_mm256_or_si256(_mm256_shuffle_epi8(bytes, red_only), one), of_red);
    return _mm256_srli_epi32(_mm256_add_epi32(first, second), FACS_GREY_BITS);
}

void facs_grey_row_avx2(const uint8_t *pixels, int count, uint8_t *grey)
{
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    int x = 0;

    for (; x + STEP + OVER <= count; x += STEP, pixels += 3 * STEP) {
        __m256i words = _mm256_packus_epi32(grey_of_8(pixels), grey_of_8(pixels + 24));
        __m256i more = _mm256_packus_epi32(grey_of_8(pixels + 48), grey_of_8(pixels + 72));
        __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_packus_epi16(words, more), order);
        _mm256_storeu_si256((__m256i *)(void *)(grey + x), bytes);
    }
    facs_grey_row_portable(pixels, count - x, grey + x);
}
