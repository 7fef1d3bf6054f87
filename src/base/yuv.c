#include "base/yuv.h"

#include "base/grey.h"
#include "base/simd.h"

#include <stddef.h>

#define PIECE 128 /* pixels read at a time */
#define PAIRS (PIECE / 2)
#define BLOCK 32 /* pixels converted at a time */

/* Half a level of samples times 8; swscale adds it when it stretches chroma. */
#define ROUNDING 4

_Static_assert(FACS_GREY_BITS == SIMD_WEIGHT_BITS && FACS_GREY_BLUE == SIMD_BLUE &&
                   FACS_GREY_GREEN == SIMD_GREEN && FACS_GREY_RED == SIMD_RED,
               "u8x32_weigh makes grey");

/*
 * BT.601 in 1/8192, for samples times 8. swscale rounds them from values in 1/65536: 104597 (red of
 * Cr), 132201 (blue of Cb), -25675 and -53279 (green), times 224/255 for the full range; 65536
 * (luma), times 255/219 for the limited range.
 */
typedef struct yuv_factors {
    int16_t luma_zero, luma, blue_of_blue, green_of_blue, green_of_red, red_of_red;
} yuv_factors;

static const yuv_factors limited_range = {128, 9539, 16525, -3209, -6660, 13075};
static const yuv_factors full_range = {0, 8192, 14516, -2819, -5850, 11485};

/* ---- Reading --------------------------------------------------------------------------------- */

/* A sample of so many bits in two bytes, as 11 bits. */
static inline int sample_of(const uint8_t *bytes, int bits)
{
    const int value = (bytes[0] | bytes[1] << 8) & ((1 << bits) - 1);
    return bits < 11 ? value << (11 - bits) : value >> (bits - 11);
}

/* Reads samples[count]: 8 times the sample (as 8 bits), less zero. */
static inline void read_samples(const uint8_t *from, int step, int bits, int count, int zero,
                                int16_t *restrict samples)
{
    if (bits > 8)
        for (int i = 0; i < count; i++)
            samples[i] = (int16_t)(sample_of(from + (ptrdiff_t)step * i, bits) - zero);
    else if (step == 1)
        for (int i = 0; i < count; i++)
            samples[i] = (int16_t)(8 * from[i] - zero);
    else if (step == 2)
        for (int i = 0; i < count; i++)
            samples[i] = (int16_t)(8 * from[2 * i] - zero);
    else
        for (int i = 0; i < count; i++)
            samples[i] = (int16_t)(8 * from[step * i] - zero);
}

/* Blends count samples of four rows from offset on, with swscale's products of 15 and 12 bits and
 * its rounding. */
static inline void blend_samples(const facs_yuv_row *row, const uint8_t *const rows[4],
                                 ptrdiff_t offset, int count, int16_t *restrict samples)
{
    int16_t wide[PAIRS];

    for (int i = 0; i < count; i++)
        samples[i] = ROUNDING - 8 * 128;
    for (int k = 0; k < 4; k++) {
        read_samples(rows[k] + offset, row->chroma_step, row->bits, count, 0, wide);
        for (int i = 0; i < count; i++)
            samples[i] = (int16_t)(samples[i] + ((16 * wide[i] * row->blend->factors[k]) >> 16));
    }
}

/* Reads the chroma of count pairs of pixels from offset on. */
static inline void read_chroma(const facs_yuv_row *row, ptrdiff_t offset, int count,
                               int16_t *restrict blue, int16_t *restrict red)
{
    const facs_yuv_blend *blend = row->blend;

    if (blend) {
        blend_samples(row, blend->blue, offset, count, blue);
        blend_samples(row, blend->red, offset, count, red);
    } else {
        read_samples(row->blue + offset, row->chroma_step, row->bits, count, 8 * 128, blue);
        read_samples(row->red + offset, row->chroma_step, row->bits, count, 8 * 128, red);
    }
}

/* ---- Conversion ------------------------------------------------------------------------------ */

/* Converts the samples of BLOCK pixels. depth: bytes of a pixel, 3 for blue-green-red or 1 for
 * grey; here and below a compile-time constant. */
static inline void convert_block(const yuv_factors *factors, i16x16 first, i16x16 second,
                                 i16x16 blue, i16x16 red, int depth, uint8_t *pixels)
{
    const i16x16 luma[2] = {i16x16_upper_half(first, factors->luma),
                            i16x16_upper_half(second, factors->luma)};
    const i16x16 green = i16x16_add(i16x16_upper_half(blue, factors->green_of_blue),
                                    i16x16_upper_half(red, factors->green_of_red));

    const u8x32 b = u8x32_add_doubled(luma, i16x16_upper_half(blue, factors->blue_of_blue));
    const u8x32 g = u8x32_add_doubled(luma, green);
    const u8x32 r = u8x32_add_doubled(luma, i16x16_upper_half(red, factors->red_of_red));

    if (depth == 3)
        u8x32_weave(b, g, r, pixels);
    else
        u8x32_weigh(b, g, r, pixels);
}

/* Sixteen bytes as samples: 8 times each, less zero. */
static inline i16x16 samples_of(const uint8_t *from, int16_t zero)
{
    return i16x16_subtract(i16x16_shift_left(i16x16_of_bytes(from), 3), i16x16_of(zero));
}

/* Converts whole blocks of adjacent bytes without a detour through memory. Returns how many pixels.
 */
static inline int convert_bytes(const facs_yuv_row *row, const yuv_factors *factors, int width,
                                int depth, uint8_t *pixels)
{
    int x = 0;

    if (row->blend || row->bits > 8 || row->luma_step != 1 || row->chroma_step != 1)
        return 0;
    for (; x + BLOCK <= width; x += BLOCK)
        convert_block(factors, samples_of(row->luma + x, factors->luma_zero),
                      samples_of(row->luma + x + BLOCK / 2, factors->luma_zero),
                      samples_of(row->blue + x / 2, 8 * 128), samples_of(row->red + x / 2, 8 * 128),
                      depth, pixels + (ptrdiff_t)depth * x);
    return x;
}

/* Converts count pixels of any kind from x on. */
static inline void convert_piece(const facs_yuv_row *row, const yuv_factors *factors, int x,
                                 int count, int depth, uint8_t *pixels)
{
    const int zero = factors->luma_zero - (row->blend ? ROUNDING : 0);
    int16_t luma[PIECE] = {0}, blue[PAIRS] = {0}, red[PAIRS] = {0};
    uint8_t last[3 * BLOCK];

    read_samples(row->luma + (ptrdiff_t)x * row->luma_step, row->luma_step, row->bits, count, zero,
                 luma);
    read_chroma(row, (ptrdiff_t)(x / 2) * row->chroma_step, (count + 1) / 2, blue, red);
    for (int at = 0; at < count; at += BLOCK) {
        const int left = count - at;
        convert_block(factors, i16x16_load(luma + at), i16x16_load(luma + at + BLOCK / 2),
                      i16x16_load(blue + at / 2), i16x16_load(red + at / 2), depth,
                      left < BLOCK ? last : pixels + (ptrdiff_t)depth * at);
        if (left < BLOCK)
            memcpy(pixels + (ptrdiff_t)depth * at, last, (size_t)depth * (size_t)left);
    }
}

static inline void convert(const facs_yuv_row *row, int width, int depth, uint8_t *pixels)
{
    const yuv_factors *factors = row->full_range ? &full_range : &limited_range;

    for (int x = convert_bytes(row, factors, width, depth, pixels); x < width; x += PIECE)
        convert_piece(row, factors, x, width - x < PIECE ? width - x : PIECE, depth,
                      pixels + (ptrdiff_t)depth * x);
}

void FACS_KERNEL(facs_yuv_convert)(const facs_yuv_row *row, int width, uint8_t *pixels)
{
    convert(row, width, 3, pixels);
}

void FACS_KERNEL(facs_yuv_grey)(const facs_yuv_row *row, int width, uint8_t *grey)
{
    convert(row, width, 1, grey);
}
