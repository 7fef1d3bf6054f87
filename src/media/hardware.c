#include "media/hardware.h"

#include "base/error.h"
#include "os/desktop.h"
#include "os/format.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Codecs of which a decoder that conforms to the standard gives the same pictures, bit by bit. (Not
 * MPEG-2, MPEG-4 and JPEG, whose inverse transforms may differ by one.) */
static const enum AVCodecID exact[] = {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_VP8,
                                       AV_CODEC_ID_VP9};

/* ---- FFmpeg's devices ------------------------------------------------------------------------ */

static int open_device(AVBufferRef **device, enum AVHWDeviceType type)
{
    facs_desktop_connect();
    return av_hwdevice_ctx_create(device, type, NULL, NULL, 0);
}

static enum AVPixelFormat format_of(const AVCodec *decoder, enum AVHWDeviceType type)
{
    const AVCodecHWConfig *config;
    for (int i = 0; (config = avcodec_get_hw_config(decoder, i)) != NULL; i++)
        if (config->methods & AV_CODEC_HW_CONFIG_METHOD_HW_DEVICE_CTX &&
            config->device_type == type)
            return config->pix_fmt;
    return AV_PIX_FMT_NONE;
}

static int download(AVFrame *to, const AVFrame *from)
{
    return av_hwframe_transfer_data(to, from, 0);
}

static const facs_hardware_driver ffmpeg = {open_device, format_of, download};

const char *facs_hardware_name(int i)
{
    enum AVHWDeviceType type = AV_HWDEVICE_TYPE_NONE;
    while ((type = av_hwdevice_iterate_types(type)) != AV_HWDEVICE_TYPE_NONE)
        if (i-- == 0)
            return av_hwdevice_get_type_name(type);
    return NULL;
}

/* ---- Which one ------------------------------------------------------------------------------- */

int facs_hardware_is_wanted(const char *wanted)
{
    return wanted && strcmp(wanted, "none") != 0;
}

static int is_auto(const char *wanted)
{
    return strcmp(wanted, "auto") == 0;
}

/* Appends to a text, as far as there is room. */
FACS_FORMAT(3, 4) static void append(char *text, size_t size, const char *format, ...)
{
    va_list arguments;
    const size_t at = strlen(text);
    va_start(arguments, format);
    if (vsnprintf(text + at, size - at, format, arguments) < 0)
        text[at] = '\0';
    va_end(arguments);
}

/* "vdpau, cuda, vaapi". */
static void list_names(char *text, size_t size)
{
    const char *name;
    snprintf(text, size, "%s", facs_hardware_name(0) ? "" : "none");
    for (int i = 0; (name = facs_hardware_name(i)) != NULL; i++)
        append(text, size, "%s%s", i > 0 ? ", " : "", name);
}

int facs_hardware_check(const char *wanted, facs_error *error)
{
    char names[256];
    if (!facs_hardware_is_wanted(wanted) || is_auto(wanted))
        return 0;
    const int opened = facs_ffmpeg_open(error);
    if (opened < 0)
        return opened;
    for (int i = 0; facs_hardware_name(i); i++)
        if (strcmp(wanted, facs_hardware_name(i)) == 0)
            return 0;
    list_names(names, sizeof(names));
    if (av_hwdevice_find_type_by_name(wanted) == AV_HWDEVICE_TYPE_NONE)
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "hwaccel: expected auto, none or a device of FFmpeg (here: %s), not "
                         "\"%s\"",
                         names, wanted);
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENODEV,
                     "hwaccel: this FFmpeg was built without %s (it has %s)", wanted, names);
}

static int refuse_device(const char *name, int status, facs_error *error)
{
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENODEV,
                     "hwaccel: %s does not work here (%s): choose another, or auto, which uses "
                     "software where no device works",
                     name, av_err2str(status));
}

/* FFmpeg's text of a failure, unless it says nothing. */
static const char *reason_of(int status, char text[AV_ERROR_MAX_STRING_SIZE])
{
    if (status == AVERROR_UNKNOWN || status == AVERROR_EXTERNAL)
        return "no such device, or its driver does not work";
    return av_make_error_string(text, AV_ERROR_MAX_STRING_SIZE, status);
}

int facs_hardware_describe(char *text, size_t size)
{
    enum AVHWDeviceType type = AV_HWDEVICE_TYPE_NONE;
    char works[128] = "", fails[512] = "", why[AV_ERROR_MAX_STRING_SIZE];
    facs_error error;
    int count = 0;

    if (facs_ffmpeg_open(&error) < 0) {
        snprintf(text, size, "%s", error.text);
        return 0;
    }
    const AVCodec *decoder = avcodec_find_decoder(AV_CODEC_ID_H264);
    if (av_log_get_level() == AV_LOG_INFO) /* as facs_source_open */
        av_log_set_level(AV_LOG_QUIET);
    while ((type = av_hwdevice_iterate_types(type)) != AV_HWDEVICE_TYPE_NONE) {
        AVBufferRef *device = NULL;
        const char *name = av_hwdevice_get_type_name(type);
        if (!decoder || format_of(decoder, type) == AV_PIX_FMT_NONE)
            continue;
        const int status = open_device(&device, type);
        av_buffer_unref(&device);
        if (status == 0)
            append(works, sizeof(works), "%s%s", count++ > 0 ? ", " : "", name);
        else
            append(fails, sizeof(fails), "%s%s: %s", fails[0] ? "; " : "", name,
                   reason_of(status, why));
    }
    snprintf(text, size, "%s", count > 0 ? works : fails[0] ? fails : "FFmpeg was built without");
    return count;
}

static int is_exact(enum AVCodecID codec)
{
    for (size_t i = 0; i < sizeof(exact) / sizeof(exact[0]); i++)
        if (codec == exact[i])
            return 1;
    return 0;
}

/* Opens a device of one kind. 0, FFmpeg's status, or AVERROR_DECODER_NOT_FOUND: it is not for this
 * codec. */
static int open_type(facs_hardware *hardware, const AVCodec *decoder, enum AVHWDeviceType type)
{
    const enum AVPixelFormat format = hardware->driver->format(decoder, type);
    if (format == AV_PIX_FMT_NONE)
        return AVERROR_DECODER_NOT_FOUND;
    const int status = hardware->driver->open(&hardware->device, type);
    if (status < 0) {
        hardware->device = NULL;
        return status;
    }
    hardware->type = type;
    hardware->format = format;
    return 0;
}

static void open_any(facs_hardware *hardware, const AVCodec *decoder, char why[FACS_HARDWARE_WHY])
{
    enum AVHWDeviceType type = AV_HWDEVICE_TYPE_NONE;
    append(why, FACS_HARDWARE_WHY, "no device works");
    while ((type = av_hwdevice_iterate_types(type)) != AV_HWDEVICE_TYPE_NONE) {
        const int status = open_type(hardware, decoder, type);
        if (status == 0)
            return;
        if (status != AVERROR_DECODER_NOT_FOUND)
            append(why, FACS_HARDWARE_WHY, "; %s: %s", av_hwdevice_get_type_name(type),
                   av_err2str(status));
    }
}

int facs_hardware_open(facs_hardware *hardware, const char *wanted,
                       const facs_hardware_driver *driver, const AVCodec *decoder,
                       char why[FACS_HARDWARE_WHY], facs_error *error)
{
    *hardware = (facs_hardware){.driver = driver ? driver : &ffmpeg};
    why[0] = '\0';
    if (!facs_hardware_is_wanted(wanted))
        return 0;
    int status = facs_hardware_check(wanted, error);
    if (status < 0)
        return status;
    if (!is_exact(decoder->id)) {
        snprintf(why, FACS_HARDWARE_WHY, "of %s, each decoder may give other pixels",
                 avcodec_get_name(decoder->id));
        return 0;
    }
    if (is_auto(wanted)) {
        open_any(hardware, decoder, why);
    } else {
        status = open_type(hardware, decoder, av_hwdevice_find_type_by_name(wanted));
        if (status == AVERROR_DECODER_NOT_FOUND)
            snprintf(why, FACS_HARDWARE_WHY, "%s does not decode %s", wanted,
                     avcodec_get_name(decoder->id));
        else if (status < 0)
            return refuse_device(wanted, status, error);
    }
    if (hardware->device)
        why[0] = '\0';
    return 0;
}

void facs_hardware_close(facs_hardware *hardware)
{
    av_buffer_unref(&hardware->device);
}

/* ---- Its pictures ---------------------------------------------------------------------------- */

int facs_hardware_use(const facs_hardware *hardware, AVCodecContext *codec,
                      enum AVPixelFormat (*choose)(AVCodecContext *, const enum AVPixelFormat *))
{
    codec->hw_device_ctx = av_buffer_ref(hardware->device);
    codec->get_format = choose;
    codec->apply_cropping = 0; /* on a device, FFmpeg cuts off only what is right and below */
    return codec->hw_device_ctx ? 0 : AVERROR(ENOMEM);
}

enum AVPixelFormat facs_hardware_choose(const facs_hardware *hardware,
                                        const enum AVPixelFormat *offered)
{
    for (int i = 0; offered[i] != AV_PIX_FMT_NONE; i++)
        if (offered[i] == hardware->format)
            return offered[i];
    for (int i = 0; offered[i] != AV_PIX_FMT_NONE; i++) {
        const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(offered[i]);
        if (format && !(format->flags & AV_PIX_FMT_FLAG_HWACCEL))
            return offered[i];
    }
    return AV_PIX_FMT_NONE;
}

/* Copies a row of samples that are from_step apart, shifted to the right. */
static void copy_row_8(const uint8_t *from, int from_step, uint8_t *to, int count)
{
    for (int x = 0; x < count; x++)
        to[x] = from[x * from_step];
}

static void copy_row_16(const uint8_t *from, int from_step, uint8_t *to, int count, int shift)
{
    for (int x = 0; x < count; x++) {
        uint16_t sample;
        memcpy(&sample, from + x * from_step, sizeof(sample));
        sample = (uint16_t)(sample >> shift);
        memcpy(to + 2 * x, &sample, sizeof(sample));
    }
}

/* Returns 1 if both formats have the same samples, in other places. */
static int is_alike(const AVPixFmtDescriptor *from, const AVPixFmtDescriptor *to)
{
    const uint64_t others = AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_RGB |
                            AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_BE |
                            AV_PIX_FMT_FLAG_ALPHA;
    return from && to && !((from->flags | to->flags) & others) &&
           from->nb_components == to->nb_components && from->log2_chroma_w == to->log2_chroma_w &&
           from->log2_chroma_h == to->log2_chroma_h && from->comp[0].depth == to->comp[0].depth &&
           to->comp[0].shift == 0;
}

/* Puts the samples of from where to's format has them: NV12 as YUV420P, P010 as YUV420P10. */
static int set_apart(AVFrame *to, const AVFrame *from)
{
    const AVPixFmtDescriptor *old = av_pix_fmt_desc_get(from->format);
    const AVPixFmtDescriptor *new = av_pix_fmt_desc_get(to->format);
    if (!is_alike(old, new) || from->width < to->width || from->height < to->height)
        return AVERROR(ENOSYS);
    for (int c = 0; c < new->nb_components; c++) {
        const AVComponentDescriptor *a = &old->comp[c], *b = &new->comp[c];
        const int chroma = c == 1 || c == 2;
        const int width = AV_CEIL_RSHIFT(to->width, chroma ? new->log2_chroma_w : 0);
        const int height = AV_CEIL_RSHIFT(to->height, chroma ? new->log2_chroma_h : 0);
        const int bytes = b->depth > 8 ? 2 : 1;
        if (b->step != bytes)
            return AVERROR(ENOSYS);
        for (int y = 0; y < height; y++) {
            const uint8_t *row =
                from->data[a->plane] + y * (ptrdiff_t)from->linesize[a->plane] + a->offset;
            uint8_t *target =
                to->data[b->plane] + y * (ptrdiff_t)to->linesize[b->plane] + b->offset;
            if (bytes == 1)
                copy_row_8(row, a->step, target, width);
            else
                copy_row_16(row, a->step, target, width, a->shift);
        }
    }
    return 0;
}

/* to: empty. */
static int take(const facs_hardware *hardware, AVFrame *raw, AVFrame *to, const AVFrame *from,
                enum AVPixelFormat software)
{
    int status = hardware->driver->download(raw, from);
    if (status < 0)
        return status;
    to->format = software;
    to->width = from->width;
    to->height = from->height;
    status = av_frame_get_buffer(to, 0);
    if (status == 0)
        status = set_apart(to, raw);
    if (status == 0)
        status = av_frame_copy_props(to, from);
    return status < 0 ? status : av_frame_apply_cropping(to, 0);
}

int facs_hardware_download(const facs_hardware *hardware, AVFrame *frame,
                           enum AVPixelFormat software)
{
    if (!hardware->device)
        return 0;
    if (frame->format != hardware->format)
        return FFMIN(av_frame_apply_cropping(frame, 0), 0);
    AVFrame *raw = av_frame_alloc(), *taken = av_frame_alloc();
    int status = raw && taken ? take(hardware, raw, taken, frame, software) : AVERROR(ENOMEM);
    if (status >= 0) {
        av_frame_unref(frame);
        av_frame_move_ref(frame, taken);
    }
    av_frame_free(&raw);
    av_frame_free(&taken);
    return status < 0 ? status : 1;
}
