#include "media/image_writer.h"

#include "base/error.h"
#include "media/encoder.h"
#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct picture_format {
    const char *ending;
    enum AVCodecID codec;
    enum AVPixelFormat colour, grey;
} picture_format;

static const picture_format formats[] = {
    {".bmp", AV_CODEC_ID_BMP, AV_PIX_FMT_BGR24, AV_PIX_FMT_GRAY8},
    {".jpg", AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ420P},
    {".jpeg", AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ420P},
    {".png", AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24, AV_PIX_FMT_GRAY8},
};

static const picture_format *find(const char *name)
{
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcasecmp(ending, formats[i].ending) == 0)
            return &formats[i];
    return NULL;
}

int facs_image_writer_knows(const char *name)
{
    return find(name) != NULL;
}

int facs_image_writer_open(facs_image_writer **out, const char *name, int width, int height,
                           int grey, facs_error *error)
{
    const picture_format *format = find(name);
    *out = NULL;
    if (!format)
        return facs_fail(error, FACS_ERROR_OUTPUT, -EINVAL,
                         "%s: expected a name that ends in .bmp, .jpg or .png", name);
    facs_image_writer *writer = calloc(1, sizeof(*writer));
    if (!writer)
        return facs_fail_memory(error, "the pictures' writer");
    const facs_encoder_options options = {.codec = format->codec,
                                          .width = width,
                                          .height = height,
                                          .from = grey ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_BGR24,
                                          .to = grey ? format->grey : format->colour,
                                          .time_base = {1, 25}}; /* some value is required */
    int status = facs_encoder_open(writer, &options, error);
    if (status < 0)
        free(writer);
    else
        *out = writer;
    return status;
}

void facs_image_writer_close(facs_image_writer **writer)
{
    if (!*writer)
        return;
    facs_encoder_close(*writer);
    free(*writer);
    *writer = NULL;
}

static int write_bytes(const char *path, const uint8_t *bytes, size_t count)
{
    const int handle = facs_handle_open(path, FACS_OPEN_NEW);
    if (handle < 0)
        return handle;
    const int status = facs_handle_write_at(handle, bytes, count, 0);
    const int closed = facs_handle_close(handle);
    return status < 0 ? status : closed;
}

/* Encodes into the encoder's packet. Returns 0 or -errno. */
static int encode(facs_encoder *encoder, const facs_image *picture)
{
    av_packet_unref(encoder->packet);
    int status = facs_encoder_send(encoder, picture, encoder->frame->pts + 1);
    if (status == 0)
        status = avcodec_receive_packet(encoder->codec, encoder->packet);
    return facs_encoder_errno(status);
}

int facs_image_writer_encode(facs_image_writer *writer, const facs_image *picture,
                             const uint8_t **bytes, size_t *count, facs_error *error)
{
    int status = encode(writer, picture);
    if (status < 0)
        return facs_fail(error, FACS_ERROR_OUTPUT, status, "a picture cannot be encoded (%s)",
                         facs_strerror(status));
    *bytes = writer->packet->data;
    *count = (size_t)writer->packet->size;
    return 0;
}

int facs_image_writer_write(facs_image_writer *writer, const facs_image *picture, const char *path,
                            facs_error *error)
{
    const AVPacket *packet = writer->packet;
    int status = encode(writer, picture);
    if (status == 0)
        status = write_bytes(path, packet->data, (size_t)packet->size);
    return facs_encoder_check_write(path, status, error);
}
