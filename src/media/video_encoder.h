/* Writes pictures as a video file, with sound on request. The extension of a name decides the
 * container: AVI holds Motion JPEG, which every FFmpeg has and in which each frame stands alone;
 * others hold FFmpeg's preferred codec and keep the frames' times. */
#ifndef FACS_MEDIA_VIDEO_ENCODER_H
#define FACS_MEDIA_VIDEO_ENCODER_H

#include "base/image.h"

#include "media/input_bytes.h"

typedef struct facs_video_encoder facs_video_encoder;

typedef struct facs_video_encoder_options {
    const char *name;             /* its extension decides the container: .avi, .mp4, .mkv ... */
    int width, height;            /* pixels of every picture */
    double frame_rate;            /* nominal, frames per second; 0: 30. AVI's times are multiples */
    int threads;                  /* of the codec; 0: one */
    int lossless;                 /* 1: with FFV1, which keeps every pixel; for .mkv and .avi */
    const char *sound;            /* a video file whose sound is copied; NULL: none */
    facs_input_bytes *sound_from; /* read instead of sound, unless NULL */
    double start;                 /* time of the first picture in sound's container, seconds */
    int cut;                      /* 1: leave out the sound before the first picture */
    const facs_log *log;          /* receives the reason if there is no sound; may be NULL */
} facs_video_encoder_options;

/* OUTPUT error -EINVAL: the extension of name means no container. */
int facs_video_encoder_check(const char *name, facs_error *error);

/* Writes to handle, an empty file open for reading and writing, which stays the caller's; messages
 * call it path. OUTPUT errors: -EINVAL, unknown extension; -ENOSYS, no encoder; or why it cannot be
 * written. */
int facs_video_encoder_open(facs_video_encoder **out, const char *path, int handle,
                            const facs_video_encoder_options *options, facs_error *error);

/* Appends a picture. time: seconds from the first; if it is not after the last picture's, the next
 * possible time is used, so that no picture is lost. OUTPUT errors. */
int facs_video_encoder_write(facs_video_encoder *encoder, const facs_image *picture, double time,
                             facs_error *error);

/* Completes the file, once. all_sound: includes the sound after the last picture. OUTPUT errors. */
int facs_video_encoder_finish(facs_video_encoder *encoder, int all_sound, facs_error *error);

/* Releases the encoder; without finish, the file may be unreadable. */
void facs_video_encoder_close(facs_video_encoder **encoder);

#endif
