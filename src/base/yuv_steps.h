/*
 * The conversion of a row, in pieces that loops over vectors can take: compiled for every processor
 * (yuv.c) and for those with a fast path (yuv_avx2.c, yuv_neon.c), which weave the three channels
 * together in their own way.
 */
#ifndef FACS_BASE_YUV_STEPS_H
#define FACS_BASE_YUV_STEPS_H

#include "base/yuv.h"

#include <stddef.h>
#include <string.h>

#define PIECE 128 /* pixels at a time */
#define PAIRS (PIECE / 2)

/* Half a level of samples times 8; swscale adds it where it stretches chroma. */
#define ROUNDING 4

/* The channels of so many pixels. */
typedef struct yuv_piece {
    uint8_t channel[3][PIECE]; /* blue, green, red */
} yuv_piece;

/* pixels[3 * PIECE] */
typedef void weave_channels(const yuv_piece *piece, uint8_t *pixels);

/*
 * BT.601 in 1/8192, for samples times 8. swscale comes to these from 1/65536: 104597 (red of Cr),
 * 132201 (blue of Cb), -25675 and -53279 (green), for the full range times 224/255; 65536 (luma),
 * for the limited range times 255/219; then rounded.
 */
typedef struct yuv_factors {
    int16_t luma_zero, luma, blue_of_blue, green_of_blue, green_of_red, red_of_red;
} yuv_factors;

static const yuv_factors limited_range = {128, 9539, 16525, -3209, -6660, 13075};
static const yuv_factors full_range = {0, 8192, 14516, -2819, -5850, 11485};

/* The upper half of a product of 16 bits, rounded down. */
static inline int16_t upper_half(int16_t value, int16_t factor)
{
    return (int16_t)((value * factor) >> 16);
}

static inline uint8_t within_byte(int16_t value)
{
    const int16_t min = value > 0 ? value : 0;
    return (uint8_t)(min < 255 ? min : 255);
}

/* As 11 bits: a sample of so many bits, of two bytes. */
static inline int sample_of(const uint8_t *bytes, int bits)
{
    const int value = (bytes[0] | bytes[1] << 8) & ((1 << bits) - 1);
    return bits < 11 ? value << (11 - bits) : value >> (bits - 11);
}

/* samples[count], 8 times what is read (as 8 bits) less zero. */
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

/* As many of four rows, from offset on; swscale's products of 15 and 12 bits and its rounding. */
static inline void blend_samples(const facs_yuv_row *row, const uint8_t *const rows[4],
                                 ptrdiff_t offset, int count, int16_t *restrict samples)
{
    int16_t wide[PAIRS];

    for (int i = 0; i < count; i++)
        samples[i] = ROUNDING - 8 * 128;
    for (int k = 0; k < 4; k++) {
        read_samples(rows[k] + offset, row->chroma_step, row->bits, count, 0, wide);
        for (int i = 0; i < count; i++)
            samples[i] =
                (int16_t)(samples[i] + upper_half((int16_t)(16 * wide[i]), row->blend->factors[k]));
    }
}

/* The chroma of count pairs of pixels from offset on. */
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

/* A value for each pair of pixels to each of its pixels. */
static inline void double_up(const int16_t pairs[PAIRS], int16_t pixels[PIECE])
{
    for (int i = 0; i < PAIRS; i++)
        pixels[2 * i] = pixels[2 * i + 1] = pairs[i];
}

static inline void add_up(const int16_t luma[PIECE], const int16_t pairs[PAIRS],
                          uint8_t channel[PIECE])
{
    int16_t chroma[PIECE];

    double_up(pairs, chroma);
    for (int x = 0; x < PIECE; x++)
        channel[x] = within_byte((int16_t)(luma[x] + chroma[x]));
}

/* luma[PIECE], blue[PAIRS], red[PAIRS]: samples, which are replaced. */
static inline void convert_piece(const yuv_factors *factors, int16_t *restrict luma,
                                 int16_t *restrict blue, int16_t *restrict red, yuv_piece *piece)
{
    int16_t green[PAIRS];

    for (int x = 0; x < PIECE; x++)
        luma[x] = upper_half(luma[x], factors->luma);
    for (int i = 0; i < PAIRS; i++) {
        green[i] = (int16_t)(upper_half(blue[i], factors->green_of_blue) +
                             upper_half(red[i], factors->green_of_red));
        blue[i] = upper_half(blue[i], factors->blue_of_blue);
        red[i] = upper_half(red[i], factors->red_of_red);
    }
    add_up(luma, blue, piece->channel[0]);
    add_up(luma, green, piece->channel[1]);
    add_up(luma, red, piece->channel[2]);
}

static inline void convert_row(const facs_yuv_row *row, int width, weave_channels *weave,
                               uint8_t *pixels)
{
    const yuv_factors *factors = row->full_range ? &full_range : &limited_range;
    const int luma_zero = factors->luma_zero - (row->blend ? ROUNDING : 0);
    int16_t luma[PIECE] = {0}, blue[PAIRS] = {0}, red[PAIRS] = {0};
    uint8_t last[3 * PIECE];
    yuv_piece piece;

    for (int x = 0; x < width; x += PIECE, pixels += 3 * PIECE) {
        const int count = width - x < PIECE ? width - x : PIECE;
        const ptrdiff_t chroma = (ptrdiff_t)(x / 2) * row->chroma_step;
        read_samples(row->luma + (ptrdiff_t)x * row->luma_step, row->luma_step, row->bits, count,
                     luma_zero, luma);
        read_chroma(row, chroma, (count + 1) / 2, blue, red);
        convert_piece(factors, luma, blue, red, &piece);
        weave(&piece, count == PIECE ? pixels : last);
        if (count < PIECE)
            memcpy(pixels, last, 3 * (size_t)count);
    }
}

#endif
