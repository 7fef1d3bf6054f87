/* Copies the sound of a video file into another one, packet by packet, without decoding. */
#ifndef FACS_MEDIA_SOUND_H
#define FACS_MEDIA_SOUND_H

#include "media/ffmpeg.h"
#include "media/input_bytes.h"

typedef struct facs_sound facs_sound;

/* Opens path, or `from` if it is not NULL, and adds a stream to out for each sound track that out's
 * container can hold. out stays the caller's, outlives the sound and has no header yet. Returns 0
 * with *sound NULL if there is none; log says why, unless path has no sound at all. INPUT errors of
 * facs_source_open. */
int facs_sound_open(facs_sound **sound, const char *path, facs_input_bytes *from,
                    AVFormatContext *out, const facs_log *log, facs_error *error);
void facs_sound_close(facs_sound **sound);

/* How long after the start of the new file to show the picture that path's container puts at start,
 * seconds from 0: path's own beginning is that of the new file. */
double facs_sound_delay(const facs_sound *sound, double start);

/* Leaves out the sound before the time that path's container calls start: that is the beginning of
 * the new file. Before the first copy. */
void facs_sound_cut(facs_sound *sound, double start);

/* Writes all packets up to that time of the new file, INFINITY for the rest. Returns FFmpeg's
 * status of writing; if reading path fails, its sound ends. */
int facs_sound_copy(facs_sound *sound, double until);

#endif
