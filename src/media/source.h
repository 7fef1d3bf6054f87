/*
 * Where frames come from: one struct of callbacks for each kind of input. A source is opened, read
 * and closed on one thread (macOS: a camera wants the main thread).
 *
 * FFmpeg writes to standard error unless told otherwise, and its log level belongs to the whole
 * process: opening a source sets it to AV_LOG_QUIET if the program has left it at the default.
 */
#ifndef FACS_MEDIA_SOURCE_H
#define FACS_MEDIA_SOURCE_H

#include "base/frame_pool.h"
#include "base/warnings.h"
#include "media/input_bytes.h"

typedef struct facs_source facs_source;

typedef struct facs_source_options {
    facs_input_bytes *from; /* what is read in place of what has the name; NULL: that */
    double fps;             /* of a folder of images; 0: 30 */
    int stream;             /* of several video streams the n-th, from 1; 0: the best */
    int deinterlace;        /* 1: make whole pictures of interlaced ones */
    int64_t max_pixels;     /* refuse pictures of more pixels; 0: the default budget */
    int live; /* 1: a frame of a URL or pipe must not wait for others to prove its time */
    /* Asked while the source blocks; not 0: give up, read returns -ECANCELED. May be NULL. */
    int (*cancelled)(void *opaque);
    void *opaque;
    facs_log log;
    int still;               /* 1: of a file with several pictures only the first is wanted */
    int sample_bits;         /* that mean something in pictures of 16-bit samples; 0: find out */
    facs_warnings *warnings; /* what is wrong with the input goes there; NULL: nowhere */
} facs_source_options;

/* What is known of the input; valid after open, and after each read (sizes, failed). */
typedef struct facs_source_info {
    const char *kind; /* "video", "image", "images", "camera", "url", "pipe" */
    char format[64];  /* container, as FFmpeg names it */
    char codec[64];
    int stream, streams; /* the n-th was taken, from 1; how many of pictures there are */
    int width, height;   /* of the pictures handed out; 0 until known */
    int stored_width, stored_height; /* of the first one, before it was made square and upright */
    int aspect[2];                   /* width : height of its pixels; 1, 1: they are square */
    int rotation;                    /* clockwise degrees that were applied: 0, 90, 180, 270 */
    double frame_rate;               /* frames per second, nominal; 0: unknown */
    int64_t frames_expected;         /* 0: unknown */
    double duration;                 /* seconds; 0: unknown */
    double start;       /* what the container calls the time of the first frame, seconds */
    double sound_start; /* seconds from the first frame on; NAN: no sound, or unknown */
    int64_t failed;     /* frames that could not be decoded so far */
    int64_t decoded;    /* frames handed out so far */
    int64_t damaged;    /* frames that were handed out although parts of them are guessed */
    int64_t lost;       /* frames that are missing from the input so far */
    int is_incomplete;  /* 1: the input ended before its end, or reading failed */
    int more_pictures;  /* 1: the file holds several, of which the first alone is read */
    int sample_bits; /* that mean something in pictures of 16-bit samples; 0: not such, or black */
    int variable_frame_rate;            /* 1: the times seen so far are not evenly spaced */
    double shortest_step, longest_step; /* seconds between frames so far; 0 before the second */
} facs_source_info;

/*
 * Open what name says: "camera:N" or "camera:NAME"; a URL with "://"; "-", standard input; a
 * folder; else a video or image file. INPUT errors: -ENOENT, -EINVAL (not a video: empty, text,
 * audio only ...), -EACCES, -EIO; always with one clear sentence that begins with name.
 */
int facs_source_open(facs_source **out, const char *name, const facs_source_options *options,
                     facs_error *error);
void facs_source_close(facs_source **source);

/*
 * Decode the next frame into a frame of pool: pixels, size, index, time, decode_ms, damaged are
 * set. Returns 0 with *frame NULL at the end of the input. What is missing or damaged (the input is
 * cut short, reading fails, frames fail to decode ...) is passed over, counted in info and put into
 * options.warnings. INPUT errors: no frame could be decoded at all, or it is too large.
 * -ECANCELED when asked to give up.
 */
int facs_source_read(facs_source *source, facs_frame_pool *pool, facs_pool_frame **frame,
                     facs_error *error);

/*
 * Go on with a key frame a second or more before time (seconds from the first frame; with the
 * first, where there is none), so that what lies between need not be decoded. The frames read from
 * then on have their true times; their indices and info's variable_frame_rate say nothing any more.
 * A frame must have been read before. -ENOSYS: this input can only be read on, and nothing has
 * changed.
 */
int facs_source_seek(facs_source *source, double time);

const facs_source_info *facs_source_get_info(const facs_source *source);

/* 1: a file of that name in a folder of images is one of them. */
int facs_source_is_image_name(const char *name);

#endif
