/*
 * Pictures as a video file, with sound if it is given. The container goes by the ending of a name;
 * AVI holds Motion JPEG, which every FFmpeg has and which shows each frame by itself; others hold
 * what FFmpeg prefers there, and the frames' times as they are.
 */
#ifndef FACS_MEDIA_VIDEO_ENCODER_H
#define FACS_MEDIA_VIDEO_ENCODER_H

#include "base/image.h"

#include "media/input_bytes.h"

typedef struct facs_video_encoder facs_video_encoder;

typedef struct facs_video_encoder_options {
    const char *name;  /* whose ending tells the container: .avi, .mp4, .mkv ... */
    int width, height; /* pixels of every picture */
    double frame_rate; /* nominal, frames per second; 0: 30. AVI's times are its multiples */
    int threads;       /* of the codec; 0: one */
    const char *sound; /* a video file whose sound is taken over as it is; NULL: none */
    facs_input_bytes *sound_from; /* it is read in place of sound; NULL: sound is */
    double start;        /* what sound's container calls the time of the first picture, seconds */
    const facs_log *log; /* is told why there is no sound; may be NULL */
} facs_video_encoder_options;

/* OUTPUT error -EINVAL: name has an ending that names no container. */
int facs_video_encoder_check(const char *name, facs_error *error);

/*
 * Into handle, an empty file that is open to read and write and stays the caller's; path is its
 * name in sentences. OUTPUT errors: -EINVAL, an ending that names no container; -ENOSYS, no
 * encoder; or why it cannot be written.
 */
int facs_video_encoder_open(facs_video_encoder **out, const char *path, int handle,
                            const facs_video_encoder_options *options, facs_error *error);

/*
 * Append a picture. time: seconds from the first; one that is not after the last picture's becomes
 * the next possible, so that no picture is lost. OUTPUT errors.
 */
int facs_video_encoder_write(facs_video_encoder *encoder, const facs_image *picture, double time,
                             facs_error *error);

/* Write what ends the file, once. all_sound: also what of the sound follows the last picture.
 * OUTPUT errors. */
int facs_video_encoder_finish(facs_video_encoder *encoder, int all_sound, facs_error *error);

/* Release; the file of one that was not finished may not be readable. */
void facs_video_encoder_close(facs_video_encoder **encoder);

#endif
