/*
 * The sound of a video file, taken over into another one packet by packet, as it is: nothing is
 * decoded.
 */
#ifndef FACS_MEDIA_SOUND_H
#define FACS_MEDIA_SOUND_H

#include "media/input_bytes.h"

#include <libavformat/avformat.h>

typedef struct facs_sound facs_sound;

/*
 * Open what of the sound of path, or of from if it is not NULL, the container of out can hold, and
 * make a stream of out for each part. out stays the caller's, and outlives it; its header is not
 * written yet. *sound is NULL with 0 where there is none to be had; why, if it is not for want of
 * sound in path, is noted in log. INPUT errors of facs_source_open.
 */
int facs_sound_open(facs_sound **sound, const char *path, facs_input_bytes *from,
                    AVFormatContext *out, const facs_log *log, facs_error *error);
void facs_sound_close(facs_sound **sound);

/* How long after the beginning of the new file the picture is shown that path's container puts at
 * start, seconds from 0: path's own beginning is the new file's. */
double facs_sound_delay(const facs_sound *sound, double start);

/*
 * Write all packets up to that time of the new file, INFINITY for all that are left. Returns
 * FFmpeg's status of writing; where reading path fails, its sound ends.
 */
int facs_sound_copy(facs_sound *sound, double until);

#endif
