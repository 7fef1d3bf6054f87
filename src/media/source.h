/*
 * Where frames come from: one struct of callbacks per kind of input. A source is opened, read and
 * closed on one thread (on macOS the main thread, if it is a camera).
 *
 * FFmpeg writes to standard error by default, and its log level belongs to the whole process:
 * opening a source sets it to AV_LOG_QUIET unless the program has changed it.
 */
#ifndef FACS_MEDIA_SOURCE_H
#define FACS_MEDIA_SOURCE_H

#include "base/frame_pool.h"
#include "base/warnings.h"
#include "media/input_bytes.h"

typedef struct facs_source facs_source;

typedef struct facs_source_options {
    facs_input_bytes *from; /* read instead of what name says, unless NULL */
    double fps;             /* for a folder of images; 0: 30 */
    int stream;             /* number of the video stream, from 1; 0: the best */
    int deinterlace;        /* 1: deinterlace interlaced pictures */
    int rotate;             /* degrees clockwise, beyond what the input says: 0, 90, 180, 270 */
    double begin, end;      /* read only frames of these times, begin <= t < end, seconds from the
                             * first frame of the input; end 0: to the last frame */
    int64_t max_pixels;     /* refuse larger pictures; 0: the default limit */
    int cores;              /* which threads that decode a file may use; 0, 1: one thread */
    const char *hwaccel;    /* "auto", "none" or a device of FFmpeg; NULL: "none" */
    int decoder_threads;    /* 0: chosen by cores and pictures; for tests: that many, if the codec
                               allows it */
    int live;               /* 1: no frame of a URL or pipe waits for others to confirm its time */
    /* Asked while the source blocks; if it returns nonzero, read fails with -ECANCELED. May be
     * NULL. */
    int (*cancelled)(void *opaque);
    void *opaque;
    facs_log log;
    int still;       /* 1: read only the first picture of a file with several */
    int sample_bits; /* bits in use in 16-bit samples; 0: find out */
    const struct facs_hardware_driver *hardware; /* for tests; NULL: FFmpeg's devices */
    facs_warnings *warnings; /* receives what is wrong with the input; may be NULL */
} facs_source_options;

/* What is known about the input; valid after open, and after each read (sizes, failed). With begin
 * or end, numbers of frames are those of that part, and so is is_incomplete; duration and start are
 * the whole input's. */
typedef struct facs_source_info {
    const char *kind; /* "video", "image", "images", "camera", "url", "pipe" */
    char format[64];  /* container, as FFmpeg names it */
    char codec[64];
    int stream, streams; /* the chosen stream, from 1; number of streams with pictures */
    int width, height;   /* of the returned frames; 0 until known */
    int stored_width, stored_height; /* of the first picture, as stored */
    int aspect[2];                   /* width : height of its pixels; 1, 1: square */
    int rotation;                    /* clockwise degrees applied: 0, 90, 180, 270 */
    double frame_rate;               /* nominal, frames per second; 0: unknown */
    int64_t frames_expected;         /* 0: unknown */
    double duration;                 /* seconds; 0: unknown */
    double start;                    /* the container's time of the first frame, seconds */
    double sound_start;              /* seconds after the first frame; NAN: no sound, or unknown */
    int64_t failed;                  /* frames that could not be decoded so far */
    int64_t decoded;                 /* frames returned so far */
    int64_t damaged;                 /* returned frames that are partly guessed */
    int64_t lost;                    /* frames missing from the input so far */
    int is_incomplete;               /* 1: the input is truncated, or reading failed */
    int more_pictures;               /* 1: only the first of several pictures in the file is read */
    int sample_bits;                 /* bits in use in 16-bit samples; 0: other samples, or black */
    int variable_frame_rate;         /* 1: frames so far are not evenly spaced */
    char hwaccel[16];                /* the device that decodes; "": software */
    char no_hwaccel[200];            /* why none of those that were wanted does */
    double shortest_step, longest_step; /* seconds between frames so far; 0 before the second */
    /* Of a folder of images: the file's name of each frame so far, by its index, as long as the
     * source is open. Otherwise NULL. */
    const char *const *pictures;
    int64_t picture_count;
} facs_source_info;

/* Opens name: "camera:N" or "camera:NAME"; a URL with "://"; "-", standard input; a folder;
 * otherwise a video or image file. INPUT errors: -ENOENT, -EINVAL (not a video: empty, text, sound
 * only ...), -EACCES, -EIO, with one sentence that begins with name. */
int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error);
void facs_source_close(facs_source **source);

/* Decodes the next frame into a frame of pool and sets its pixels, size, index, time, decode_ms and
 * damaged. Returns 0 with *frame NULL at the end of the input, or of the part of it that was asked
 * for. Anything missing or damaged (truncated input, failed reads, frames that do not decode ...)
 * is skipped, counted in info and added to options.warnings. INPUT errors: no frame at all could be
 * decoded, it is too large, or the input ends before options.begin. -ECANCELED on request.
 *
 * Index and time of a frame do not depend on begin and end, except that images of a folder before
 * begin are not opened, and all count as readable. */
int facs_source_read(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error);

/* Continues from a key frame at least a second before time (seconds from the first frame), or from
 * the first frame, so that the frames before need not be decoded. Later frames have their true
 * times, but their indices and info's variable_frame_rate are no longer meaningful. At least one
 * frame must have been read. -ENOSYS: this input cannot seek, or not just one thread decodes it;
 * nothing has changed. */
int facs_source_seek(facs_source *source, double time);

const facs_source_info *facs_source_get_info(const facs_source *source);

/* Returns 1 if a folder of images includes files of that name. */
int facs_source_is_image_name(const char *name);

/* Returns 1 if a file in a folder is taken for a video, by its ending. */
int facs_source_is_video_name(const char *name);

typedef enum facs_source_name_kind {
    FACS_NAME_OF_FILE, /* or of a folder */
    FACS_NAME_OF_STANDARD_INPUT,
    FACS_NAME_OF_CAMERA,
    FACS_NAME_OF_URL
} facs_source_name_kind;

facs_source_name_kind facs_source_kind_of_name(const char *name);

#endif
