#include "appearance/warp_steps.h"

#include <immintrin.h>
#include <string.h>

/* The four taps of a pixel and two bytes beside them: those above, then those below. */
static inline __m128i load_taps(const uint8_t *above, ptrdiff_t stride)
{
    __m128i upper = _mm_loadl_epi64((const __m128i *)(const void *)above);
    __m128i lower = _mm_loadl_epi64((const __m128i *)(const void *)(above + stride));
    return _mm_unpacklo_epi64(upper, lower);
}

/*
 * Two pixels, one in each half, as three 32-bit numbers of 0..255 and a 0. across, down: their
 * weights (left, right) as bytes and (upper, lower) as words, the same for each channel.
 */
static inline __m256i blend(const uint8_t *first, const uint8_t *second, ptrdiff_t stride,
                            __m256i across, __m256i down)
{
    /* Of each channel: upper left, upper right, lower left, lower right. */
    const __m256i by_channel = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 3, 8, 11, 1, 4, 9, 12, 2, 5, 10, 13, -1, -1, -1, -1));
    const __m256i half = _mm256_set1_epi32(1 << (2 * FACS_WARP_FRACTION - 1));

    __m256i taps = _mm256_inserti128_si256(_mm256_castsi128_si256(load_taps(first, stride)),
                                           load_taps(second, stride), 1);
    __m256i rows = _mm256_maddubs_epi16(_mm256_shuffle_epi8(taps, by_channel), across);
    __m256i sums = _mm256_add_epi32(_mm256_madd_epi16(rows, down), half);
    return _mm256_srli_epi32(sums, 2 * FACS_WARP_FRACTION);
}

static inline void store(uint8_t *pixels, __m256i bytes)
{
    const __m256i packed =
        _mm256_shuffle_epi8(bytes, _mm256_broadcastsi128_si256(_mm_setr_epi8(
                                       0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1)));
    const __m128i last = _mm256_extracti128_si256(packed, 1);

    _mm_storeu_si128((__m128i *)(void *)pixels, _mm256_castsi256_si128(packed));
    _mm_storel_epi64((__m128i *)(void *)(pixels + 12), last);
    const int32_t end = _mm_extract_epi32(last, 2);
    memcpy(pixels + 20, &end, sizeof(end));
}

static inline void warp_step(const facs_image *frame, const facs_warp_row *row, int x,
                             uint8_t *pixels)
{
    const __m256i fraction = _mm256_set1_epi32(FACS_WARP_STEPS - 1);
    const __m256i steps = _mm256_set1_epi32(FACS_WARP_STEPS);
    int32_t offset[STEP]; /* bytes from the frame's first */

    __m256i across_x = _mm256_loadu_si256((const __m256i *)(const void *)(row->across_x + x));
    __m256i across_y = _mm256_loadu_si256((const __m256i *)(const void *)(row->across_y + x));
    /* The sums fit, whatever their parts do. */
    __m256i at_x = _mm256_srai_epi32(
        _mm256_add_epi32(across_x, _mm256_set1_epi32((int32_t)row->down_x)), SHIFT);
    __m256i at_y = _mm256_srai_epi32(
        _mm256_add_epi32(across_y, _mm256_set1_epi32((int32_t)row->down_y)), SHIFT);
    __m256i left = _mm256_srai_epi32(at_x, FACS_WARP_FRACTION);
    __m256i top = _mm256_srai_epi32(at_y, FACS_WARP_FRACTION);
    __m256i bytes =
        _mm256_add_epi32(_mm256_mullo_epi32(top, _mm256_set1_epi32((int32_t)frame->stride)),
                         _mm256_add_epi32(left, _mm256_slli_epi32(left, 1)));
    _mm256_storeu_si256((__m256i *)(void *)offset, bytes);

    __m256i right = _mm256_and_si256(at_x, fraction), lower = _mm256_and_si256(at_y, fraction);
    __m256i across = _mm256_or_si256(_mm256_sub_epi32(steps, right), _mm256_slli_epi32(right, 8));
    across = _mm256_or_si256(across, _mm256_slli_epi32(across, 16));
    __m256i down = _mm256_or_si256(_mm256_sub_epi32(steps, lower), _mm256_slli_epi32(lower, 16));

    /* Pixels k and k + 4: the halves of a register, so that packing puts them in order. */
#define BLEND(k)                                                                                   \
    blend(frame->pixels + offset[k], frame->pixels + offset[(k) + 4], frame->stride,               \
          _mm256_shuffle_epi32(across, 0x55 * (k)), _mm256_shuffle_epi32(down, 0x55 * (k)))
    __m256i front = _mm256_packus_epi32(BLEND(0), BLEND(1));
    __m256i back = _mm256_packus_epi32(BLEND(2), BLEND(3));
#undef BLEND
    store(pixels + 3 * (ptrdiff_t)x, _mm256_packus_epi16(front, back));
}

void facs_warp_inside_avx2(const facs_image *frame, const facs_warp_row *row, int from, int to,
                           uint8_t *row_pixels)
{
    warp_inside(frame, row, from, to, warp_step, row_pixels);
}
