/*
 * Finds pictures that a decoder did not write completely. It may not notice such damage, and what
 * shows in the gap, and in pictures predicted from it, depends on the number of its threads: parts
 * of an older picture.
 */
#ifndef FACS_MEDIA_UNWRITTEN_H
#define FACS_MEDIA_UNWRITTEN_H

#include "media/ffmpeg.h"

#include <stdint.h>

typedef struct facs_unwritten facs_unwritten;

/* NULL: out of memory. */
facs_unwritten *facs_unwritten_open(void);
void facs_unwritten_close(facs_unwritten **unwritten);

/* Marks a picture that is about to be decoded, in every block of 16x16 pixels, and keeps a
 * reference to it. number: of its packet. Called by the decoder's threads. */
void facs_unwritten_watch(facs_unwritten *unwritten, const AVFrame *frame, int64_t number);

/* Returns 1 if a mark is left in a picture up to that number. Call it for each decoded picture:
 * those that it may be predicted from have lower numbers, and are complete. Lets go of them. */
int facs_unwritten_find(facs_unwritten *unwritten, int64_t number);

/* Lets go of all pictures. */
void facs_unwritten_forget(facs_unwritten *unwritten);

#endif
