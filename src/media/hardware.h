/*
 * Decoding by a graphics processor, through FFmpeg. Its pictures are copied to memory, in the
 * layout that the software decoder would have given them, so that nothing else knows of it. Only
 * codecs whose standards fix every pixel are decoded by it.
 */
#ifndef FACS_MEDIA_HARDWARE_H
#define FACS_MEDIA_HARDWARE_H

#include "media/ffmpeg.h"

#include <facs/facs.h>

/* How devices are used; for tests, other functions than FFmpeg's. */
typedef struct facs_hardware_driver {
    /* Opens a device. 0 or FFmpeg's status. */
    int (*open)(AVBufferRef **device, enum AVHWDeviceType type);
    /* The format of the decoder's pictures on such a device; AV_PIX_FMT_NONE: it has none. */
    enum AVPixelFormat (*format)(const AVCodec *decoder, enum AVHWDeviceType type);
    /* Copies a picture to memory. 0 or FFmpeg's status. */
    int (*download)(AVFrame *to, const AVFrame *from);
} facs_hardware_driver;

/* All zero: none. */
typedef struct facs_hardware {
    const facs_hardware_driver *driver;
    AVBufferRef *device; /* NULL: software decodes */
    enum AVHWDeviceType type;
    enum AVPixelFormat format; /* of pictures that are on the device */
} facs_hardware;

#define FACS_HARDWARE_WHY 200

/* The i-th kind of device that this FFmpeg was built for, from 0; NULL: there are no more. */
const char *facs_hardware_name(int i);

/* Returns 0 for NULL and "none". */
int facs_hardware_is_wanted(const char *wanted);

/* USAGE -EINVAL: wanted is neither NULL, "none", "auto" nor such a name. ENVIRONMENT -ENODEV:
 * FFmpeg knows the name, but was built without it; -ENOENT: FFmpeg is missing. */
int facs_hardware_check(const char *wanted, facs_error *error);

/* Writes the names of the devices that work and decode H.264 here, or why none does. Returns how
 * many do. */
int facs_hardware_describe(char *text, size_t size);

/* Opens the device that is wanted for a decoder, "auto": the first that works. driver NULL:
 * FFmpeg's. If there is none, or the codec is not for hardware, device stays NULL and why says why.
 * ENVIRONMENT -ENODEV: the one that was named does not work. */
int facs_hardware_open(facs_hardware *hardware, const char *wanted,
                       const facs_hardware_driver *driver, const AVCodec *decoder,
                       char why[FACS_HARDWARE_WHY], facs_error *error);
void facs_hardware_close(facs_hardware *hardware);

/* Has the device decode for codec, which is not open yet. Its opaque stays the caller's; choose is
 * its get_format and calls facs_hardware_choose. Returns 0 or AVERROR(ENOMEM). */
int facs_hardware_use(const facs_hardware *hardware, AVCodecContext *codec,
                      enum AVPixelFormat (*choose)(AVCodecContext *, const enum AVPixelFormat *));

/* The device's format if it is among those offered, otherwise one of software. */
enum AVPixelFormat facs_hardware_choose(const facs_hardware *hardware,
                                        const enum AVPixelFormat *offered);

/* Replaces a picture on the device by one in memory, of the format of software, and cuts off its
 * borders, as FFmpeg does without a device. Returns 1 if it was on the device, 0 if not, or
 * FFmpeg's status. */
int facs_hardware_download(const facs_hardware *hardware, AVFrame *frame,
                           enum AVPixelFormat software);

#endif
