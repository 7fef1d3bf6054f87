/* ITU-T H.264, 7.3.2.1.1 and E.1.1 (the sequence parameter set), ISO/IEC 14496-15, 5.3.3 (avcC). */
#include "media/h264_header.h"

#include <stdint.h>

#define MAX_BYTES   256 /* of a set without its escapes; most have 30 */
#define SET_TYPE    7
#define SET_AT      8 /* in avcC, if there is one */
#define BASELINE    66
#define MAIN        77
#define HIGH        100
#define SQUARE      1 /* aspect_ratio_idc */
#define MAX_REORDER 16

/* The bits of a set. A read past the end gives zeros and sets failed. */
typedef struct bits {
    uint8_t bytes[MAX_BYTES];
    int count, at; /* bits */
    int failed;
} bits;

static unsigned take(bits *b, int count)
{
    unsigned value = 0;
    for (; count > 0; count--, b->at++) {
        b->failed |= b->at >= b->count;
        const unsigned byte = b->failed ? 0 : b->bytes[b->at / 8];
        value = value << 1 | (byte >> (7 - b->at % 8) & 1);
    }
    return value;
}

/* An Exp-Golomb code. */
static unsigned take_number(bits *b)
{
    int zeros = 0;
    while (zeros < 31 && !b->failed && take(b, 1) == 0)
        zeros++;
    b->failed |= zeros == 31;
    return (1u << zeros) - 1 + take(b, zeros);
}

/* Makes the rest fail unless the next bits or number have this value. */
static void expect(bits *b, int is_as_expected)
{
    b->failed |= !is_as_expected;
}

/* Finds the only set of avcC, without the escape bytes. */
static int find_set(bits *b, const uint8_t *bytes, int size)
{
    if (size < SET_AT + 4 || bytes[0] != 1 || (bytes[5] & 31) != 1 ||
        (bytes[SET_AT] & 31) != SET_TYPE)
        return 0;
    const int length = bytes[6] << 8 | bytes[7];
    int zeros = 0, count = 0;
    if (length > size - SET_AT || length > MAX_BYTES)
        return 0;
    for (int i = SET_AT + 1; i < SET_AT + length; i++) {
        const int is_escape = zeros >= 2 && bytes[i] == 3;
        zeros = bytes[i] == 0 ? zeros + 1 : 0;
        if (!is_escape)
            b->bytes[count++] = bytes[i];
    }
    b->count = 8 * count;
    return 1;
}

static void take_profile(bits *b)
{
    const unsigned profile = take(b, 8);
    expect(b, profile == BASELINE || profile == MAIN || profile == HIGH);
    take(b, 16);    /* constraints, level */
    take_number(b); /* seq_parameter_set_id */
    if (profile != HIGH)
        return;
    expect(b, take_number(b) == 1); /* chroma_format_idc: 4:2:0 */
    expect(b, take_number(b) == 0); /* bits - 8, luma and chroma */
    expect(b, take_number(b) == 0);
    take(b, 1);
    expect(b, take(b, 1) == 0); /* seq_scaling_matrix_present_flag */
}

static void take_frames(bits *b, int64_t *width, int64_t *height)
{
    int64_t across = 0, down = 0; /* cropped, in units of chroma */
    take_number(b);               /* log2_max_frame_num_minus4 */
    const unsigned order = take_number(b);
    expect(b, order == 0 || order == 2);
    if (order == 0)
        take_number(b);
    take_number(b); /* max_num_ref_frames */
    take(b, 1);
    *width = 16 * ((int64_t)take_number(b) + 1);
    *height = 16 * ((int64_t)take_number(b) + 1);
    expect(b, take(b, 1) == 1); /* frame_mbs_only_flag */
    take(b, 1);
    if (take(b, 1)) {
        across = (int64_t)take_number(b) + take_number(b);
        down = (int64_t)take_number(b) + take_number(b);
    }
    *width -= 2 * across;
    *height -= 2 * down;
}

/* Returns num_reorder_frames. */
static unsigned take_usability(bits *b, int *is_square)
{
    expect(b, take(b, 1) == 1); /* vui_parameters_present_flag */
    *is_square = (int)take(b, 1);
    if (*is_square)
        expect(b, take(b, 8) == SQUARE);
    if (take(b, 1)) /* overscan */
        take(b, 1);
    if (take(b, 1)) { /* video_signal_type_present_flag */
        take(b, 3);
        expect(b, take(b, 1) == 0); /* video_full_range_flag */
        if (take(b, 1))
            take(b, 24);
    }
    if (take(b, 1)) { /* chroma_loc_info_present_flag */
        take_number(b);
        take_number(b);
    }
    if (take(b, 1)) /* timing_info_present_flag */
        take(b, 65);
    expect(b, take(b, 2) == 0); /* nal_hrd, vcl_hrd */
    take(b, 1);
    expect(b, take(b, 1) == 1); /* bitstream_restriction_flag */
    take(b, 1);
    for (int i = 0; i < 4; i++)
        take_number(b);
    return take_number(b);
}

int facs_h264_header_apply(AVCodecParameters *parameters)
{
    bits b = {.count = 0};
    int64_t width, height;
    int is_square;
    if (parameters->codec_id != AV_CODEC_ID_H264 || parameters->extradata_size <= 0 ||
        !find_set(&b, parameters->extradata, parameters->extradata_size))
        return 0;
    take_profile(&b);
    take_frames(&b, &width, &height);
    const unsigned reordered = take_usability(&b, &is_square);
    const unsigned held = take_number(&b); /* max_dec_frame_buffering */
    /* FFmpeg decodes anyway to find out whether there are really none. */
    if (b.failed || reordered < 1 || reordered > held || held > MAX_REORDER ||
        width != parameters->width || height != parameters->height)
        return 0;
    parameters->format = AV_PIX_FMT_YUV420P;
    parameters->video_delay = (int)reordered;
    if (is_square)
        parameters->sample_aspect_ratio = (AVRational){1, 1};
    return 1;
}
