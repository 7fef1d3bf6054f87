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

static inline void weave_sixteen(const __m128i bytes[3], uint8_t *pixels)
{
    for (int third = 0; third < 3; third++)
        _mm_storeu_si128((__m128i *)(void *)pixels + third,
                         _mm_or_si128(_mm_or_si128(place(bytes[0], places[third][0]),
                                                   place(bytes[1], places[third][1])),
                                      place(bytes[2], places[third][2])));
}

static inline void weave_fast(const yuv_piece *piece, uint8_t *pixels)
{
    for (int x = 0; x < PIECE; x += STEP) {
        __m128i bytes[3];
        for (int c = 0; c < 3; c++)
            bytes[c] = _mm_loadu_si128((const __m128i *)(const void *)(piece->channel[c] + x));
        weave_sixteen(bytes, pixels + 3 * x);
    }
}

/* ---- Planes, without a detour over memory ---------------------------------------------------- */

#define BLOCK 32 /* pixels at a time */

/* Sixteen bytes as samples: 8 times what is read less zero. */
static inline __m256i samples(const uint8_t *from, __m256i zero)
{
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)from);
    return _mm256_sub_epi16(_mm256_slli_epi16(_mm256_cvtepu8_epi16(bytes), 3), zero);
}

static inline __m256i product(__m256i values, int16_t factor)
{
    return _mm256_mulhi_epi16(values, _mm256_set1_epi16(factor));
}

/* luma: of pixels 0..7 and 16..23, and of the others; pairs: for each two pixels. 32 bytes. */
static inline __m256i channel_of(const __m256i luma[2], __m256i pairs)
{
    return _mm256_packus_epi16(_mm256_add_epi16(luma[0], _mm256_unpacklo_epi16(pairs, pairs)),
                               _mm256_add_epi16(luma[1], _mm256_unpackhi_epi16(pairs, pairs)));
}

/* BLOCK pixels from x on. */
static inline void convert_block(const facs_yuv_row *row, const yuv_factors *factors, int x,
                                 uint8_t *pixels)
{
    const __m256i grey = _mm256_set1_epi16(8 * 128);
    const __m256i black = _mm256_set1_epi16(factors->luma_zero);
    const __m256i blue = samples(row->blue + x / 2, grey), red = samples(row->red + x / 2, grey);
    const __m256i first = product(samples(row->luma + x, black), factors->luma);
    const __m256i second = product(samples(row->luma + x + 16, black), factors->luma);
    const __m256i luma[2] = {_mm256_permute2x128_si256(first, second, 0x20),
                             _mm256_permute2x128_si256(first, second, 0x31)};
    const __m256i channel[3] = {
        channel_of(luma, product(blue, factors->blue_of_blue)),
        channel_of(luma, _mm256_add_epi16(product(blue, factors->green_of_blue),
                                          product(red, factors->green_of_red))),
        channel_of(luma, product(red, factors->red_of_red)),
    };
    const __m128i low[3] = {_mm256_castsi256_si128(channel[0]), _mm256_castsi256_si128(channel[1]),
                            _mm256_castsi256_si128(channel[2])};
    const __m128i high[3] = {_mm256_extracti128_si256(channel[0], 1),
                             _mm256_extracti128_si256(channel[1], 1),
                             _mm256_extracti128_si256(channel[2], 1)};
    weave_sixteen(low, pixels + 3 * x);
    weave_sixteen(high, pixels + 3 * (x + 16));
}

void facs_yuv_convert_avx2(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    const yuv_factors *factors = row->full_range ? &full_range : &limited_range;
    facs_yuv_row rest = *row;
    int x = 0;

    if (!row->blend && row->bits == 8 && row->luma_step == 1 && row->chroma_step == 1)
        for (; x + BLOCK <= width; x += BLOCK)
            convert_block(row, factors, x, pixels);
    if (x > 0 && x < width && width % 2 == 0) { /* the last pixels, some of them again */
        convert_block(row, factors, width - BLOCK, pixels);
        x = width;
    }
    rest.luma += (ptrdiff_t)x * row->luma_step;
    rest.blue += (ptrdiff_t)(x / 2) * row->chroma_step;
    rest.red += (ptrdiff_t)(x / 2) * row->chroma_step;
    if (x < width)
        convert_row(&rest, width - x, weave_fast, pixels + 3 * (ptrdiff_t)x);
}
