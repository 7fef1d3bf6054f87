#include "media/webp_animation.h"

#include "base/bytes.h"
#include "media/ffmpeg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_HEAD 16 /* bytes before a frame's picture */

/* Browsers show frames of at most 10 ms for 100 ms. */
#define SHORTEST_MS 10
#define SHORT_MS    100

typedef struct animation_frame {
    size_t at, count;        /* its chunks in the file */
    int x, y, width, height; /* pixels of the canvas */
    int64_t start;           /* milliseconds */
    int blend;               /* 1: blend with what is there; 0: replace it */
    int dispose;             /* 1: clear its place before the next one */
} animation_frame;

struct facs_webp_animation {
    uint8_t *bytes;
    size_t count;
    facs_webp_info info;
    animation_frame *frames;
    AVFrame *canvas; /* blue, green, red, alpha */
    int64_t shown;   /* the frame drawn last, or -1 */
    struct SwsContext *scaler;
};

int facs_webp_next_chunk(const uint8_t *bytes, size_t end, size_t *at, size_t *data, size_t *length)
{
    if (*at > end || end - *at < 8)
        return 0;
    *data = *at + 8;
    *length = (size_t)facs_little_endian(bytes + *at + 4, 4);
    *at = *data + *length + *length % 2;
    return 1;
}

static int add_frame(facs_webp_animation *a, size_t data, size_t length)
{
    const uint8_t *head = a->bytes + data;
    if (length <= FRAME_HEAD)
        return 0;
    animation_frame frame = {.at = data + FRAME_HEAD,
                             .count = length - FRAME_HEAD,
                             .x = 2 * (int)facs_little_endian(head, 3),
                             .y = 2 * (int)facs_little_endian(head + 3, 3),
                             .width = 1 + (int)facs_little_endian(head + 6, 3),
                             .height = 1 + (int)facs_little_endian(head + 9, 3),
                             .start = a->info.duration,
                             .blend = !(head[15] & 2),
                             .dispose = head[15] & 1};
    if (frame.width > a->info.width - frame.x || frame.height > a->info.height - frame.y)
        return 0;
    const uint32_t duration = (uint32_t)facs_little_endian(head + 12, 3);
    a->info.duration += duration > SHORTEST_MS ? duration : SHORT_MS;
    animation_frame *frames = realloc(a->frames, (size_t)(a->info.frames + 1) * sizeof(*frames));
    if (!frames)
        return -ENOMEM;
    frames[a->info.frames++] = frame;
    a->frames = frames;
    return 0;
}

static int list_frames(facs_webp_animation *a)
{
    size_t at = 12, data, length;
    int status = 0;
    while (status == 0 && facs_webp_next_chunk(a->bytes, a->count, &at, &data, &length) &&
           length <= a->count - data) {
        const uint8_t *chunk = a->bytes + data - 8;
        /* Another one further on must not shrink the canvas under frames that were checked. */
        if (a->info.width == 0 && memcmp(chunk, "VP8X", 4) == 0 && length >= 10) {
            a->info.width = 1 + (int)facs_little_endian(a->bytes + data + 4, 3);
            a->info.height = 1 + (int)facs_little_endian(a->bytes + data + 7, 3);
        }
        if (memcmp(chunk, "ANMF", 4) == 0 && a->info.width > 0)
            status = add_frame(a, data, length);
    }
    if (status == 0 && a->info.frames == 0)
        status = -EINVAL;
    return status;
}

int facs_webp_animation_open(facs_webp_animation **out, const uint8_t *bytes, size_t count)
{
    facs_webp_animation *a = calloc(1, sizeof(*a));
    *out = NULL;
    if (!a)
        return -ENOMEM;
    a->shown = -1;
    a->count = count;
    a->bytes = av_memdup(bytes, count);
    const int status = a->bytes ? list_frames(a) : -ENOMEM;
    if (status) {
        facs_webp_animation_close(&a);
        return status;
    }
    *out = a;
    return 0;
}

void facs_webp_animation_close(facs_webp_animation **animation)
{
    facs_webp_animation *a = *animation;
    if (!a)
        return;
    av_frame_free(&a->canvas);
    sws_freeContext(a->scaler);
    free(a->frames);
    av_free(a->bytes);
    free(a);
    *animation = NULL;
}

void facs_webp_animation_rewind(facs_webp_animation *animation)
{
    const AVFrame *canvas = animation->canvas;
    if (canvas)
        memset(canvas->data[0], 0, (size_t)canvas->linesize[0] * (size_t)canvas->height);
    animation->shown = -1;
}

const facs_webp_info *facs_webp_animation_info(const facs_webp_animation *animation)
{
    return &animation->info;
}

/* Wraps the frame's chunks in an extended WebP, which transparency needs. */
int facs_webp_animation_read(const facs_webp_animation *animation, int64_t n,
                             struct AVPacket *packet)
{
    enum { HEAD = 30, TRANSPARENT = 0x10 };
    const animation_frame *frame = &animation->frames[n];
    const uint8_t *chunks = animation->bytes + frame->at;
    const int has_alpha = frame->count >= 4 && memcmp(chunks, "ALPH", 4) == 0;
    int status = av_new_packet(packet, (int)(HEAD + frame->count));
    if (status < 0)
        return status;
    uint8_t *to = packet->data;
    memset(to, 0, HEAD);
    memcpy(to, "RIFF", 4);
    AV_WL32(to + 4, (uint32_t)(HEAD + frame->count - 8));
    memcpy(to + 8, "WEBPVP8X\x0A", 9);
    to[20] = has_alpha ? TRANSPARENT : 0;
    AV_WL24(to + 24, frame->width - 1);
    AV_WL24(to + 27, frame->height - 1);
    memcpy(to + HEAD, chunks, frame->count);
    packet->pts = frame->start;
    return 0;
}

/* ---- The canvas ------------------------------------------------------------------------------ */

/* Allocates a BGRA picture. Returns FFmpeg's status. */
static int make_picture(AVFrame **out, int width, int height)
{
    AVFrame *picture = *out = av_frame_alloc();
    if (!picture)
        return AVERROR(ENOMEM);
    picture->format = AV_PIX_FMT_BGRA;
    picture->width = width;
    picture->height = height;
    const int status = av_frame_get_buffer(picture, 0);
    if (status < 0)
        av_frame_free(out);
    return status;
}

/* Allocated with the first picture, so that an excessive size can be refused before. */
static int make_canvas(facs_webp_animation *a)
{
    if (a->canvas)
        return 0;
    const int status = make_picture(&a->canvas, a->info.width, a->info.height);
    if (status >= 0)
        facs_webp_animation_rewind(a);
    return status;
}

static uint8_t *place_of(const facs_webp_animation *a, const animation_frame *frame, int row)
{
    return a->canvas->data[0] + (ptrdiff_t)(frame->y + row) * a->canvas->linesize[0] +
           (ptrdiff_t)4 * frame->x;
}

static void dispose_of_last(const facs_webp_animation *a)
{
    if (a->shown < 0 || !a->frames[a->shown].dispose)
        return;
    const animation_frame *frame = &a->frames[a->shown];
    for (int y = 0; y < frame->height; y++)
        memset(place_of(a, frame, y), 0, (size_t)4 * (size_t)frame->width);
}

/* Blends above over below by the alpha of both; neither is premultiplied. */
static void blend_pixel(uint8_t *below, const uint8_t *above)
{
    const unsigned over = above[3], under = below[3] * (255 - over) / 255, all = over + under;
    for (int c = 0; c < 3 && all > 0; c++)
        below[c] = (uint8_t)((above[c] * over + below[c] * under + all / 2) / all);
    below[3] = (uint8_t)all;
}

static void lay_down(const facs_webp_animation *a, const animation_frame *frame,
                     const AVFrame *picture)
{
    for (int y = 0; y < frame->height; y++) {
        uint8_t *below = place_of(a, frame, y);
        const uint8_t *above = picture->data[0] + (ptrdiff_t)y * picture->linesize[0];
        if (!frame->blend)
            memcpy(below, above, (size_t)4 * (size_t)frame->width);
        for (int x = 0; frame->blend && x < frame->width; x++)
            blend_pixel(below + (ptrdiff_t)4 * x, above + (ptrdiff_t)4 * x);
    }
}

/* Converts a decoded frame to BGRA. Returns FFmpeg's status. */
static int to_bgra(facs_webp_animation *a, const AVFrame *frame, AVFrame **bgra)
{
    int status = make_picture(bgra, frame->width, frame->height);
    if (status < 0)
        return status;
    a->scaler = sws_getCachedContext(
        a->scaler, frame->width, frame->height, frame->format, frame->width, frame->height,
        AV_PIX_FMT_BGRA, SWS_BICUBIC | SWS_ACCURATE_RND | SWS_BITEXACT, NULL, NULL, NULL);
    if (!a->scaler)
        return AVERROR(ENOMEM);
    status = sws_scale(a->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                       frame->height, (*bgra)->data, (*bgra)->linesize);
    return status == frame->height ? 0 : AVERROR_INVALIDDATA;
}

/* Returns 1 if the frame is the whole picture, which then needs no conversion. */
static int covers(const facs_webp_animation *a, const animation_frame *frame,
                  const AVFrame *picture)
{
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(picture->format);
    return frame->width == a->info.width && frame->height == a->info.height && format &&
           (!frame->blend || !(format->flags & AV_PIX_FMT_FLAG_ALPHA));
}

/* Puts a copy of the canvas into frame, which keeps everything except its pixels. */
static int replace(const facs_webp_animation *a, AVFrame *frame)
{
    AVFrame *whole;
    int status = make_picture(&whole, a->info.width, a->info.height);
    if (status >= 0)
        status = av_frame_copy(whole, a->canvas);
    if (status >= 0)
        status = av_frame_copy_props(whole, frame);
    if (status >= 0) {
        whole->color_range = AVCOL_RANGE_UNSPECIFIED;
        av_frame_unref(frame);
        av_frame_move_ref(frame, whole);
    }
    av_frame_free(&whole);
    return status;
}

int facs_webp_animation_compose(facs_webp_animation *animation, int64_t n, AVFrame *frame)
{
    const animation_frame *place = &animation->frames[n];
    AVFrame *bgra = NULL;
    int status = AVERROR_INVALIDDATA;

    if (frame->width == place->width && frame->height == place->height)
        status = make_canvas(animation);
    if (status >= 0)
        status = to_bgra(animation, frame, &bgra);
    if (status >= 0) {
        dispose_of_last(animation);
        lay_down(animation, place, bgra);
        animation->shown = n;
        if (!covers(animation, place, frame))
            status = replace(animation, frame);
    }
    av_frame_free(&bgra);
    return status < 0 ? status : 0;
}
