#include "base/yuv_steps.h"

#include <immintrin.h>

#define STEP 16 /* pixels at a time: three vectors of bytes */

/* To which byte of each third of the pixels which byte of each channel goes; -1: none, 0. */
static const int8_t places[3][3][STEP] = {
    {
        {0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1, 5},
        {-1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1, -1},
        {-1, -1, 0, -1, -1, 1, -1, -1, 2, -1, -1, 3, -1, -1, 4, -1},
    },
    {
        {-1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10, -1},
        {5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1, 10},
        {-1, 5, -1, -1, 6, -1, -1, 7, -1, -1, 8, -1, -1, 9, -1, -1},
    },
    {
        {-1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1, -1},
        {-1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15, -1},
        {10, -1, -1, 11, -1, -1, 12, -1, -1, 13, -1, -1, 14, -1, -1, 15},
    },
};

static inline __m128i place(__m128i bytes, const int8_t to[STEP])
{
    return _mm_shuffle_epi8(bytes, _mm_loadu_si128((const __m128i *)(const void *)to));
}

static inline void weave_fast(const yuv_piece *piece, uint8_t *pixels)
{
    for (int x = 0; x < PIECE; x += STEP) {
        __m128i bytes[3];
        for (int c = 0; c < 3; c++)
            bytes[c] = _mm_loadu_si128((const __m128i *)(const void *)(piece->channel[c] + x));
        for (int third = 0; third < 3; third++)
            _mm_storeu_si128((__m128i *)(void *)(pixels + 3 * x) + third,
                             _mm_or_si128(_mm_or_si128(place(bytes[0], places[third][0]),
                                                       place(bytes[1], places[third][1])),
                                          place(bytes[2], places[third][2])));
    }
}

void facs_yuv_convert_avx2(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    convert_row(row, width, weave_fast, pixels);
}
