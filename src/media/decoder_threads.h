/* How many threads decode. */
#ifndef FACS_MEDIA_DECODER_THREADS_H
#define FACS_MEDIA_DECODER_THREADS_H

#include "media/ffmpeg.h"

/* No more than this many, and no more than hold FACS_DECODER_BYTES of pictures beyond those that
 * one thread needs. */
#define FACS_DECODER_THREADS 16
#define FACS_DECODER_BYTES   (256 << 20)

/* Returns 1 if several threads may decode this codec. */
int facs_decoder_is_threaded(enum AVCodecID codec);

/*
 * As many as let decoding keep up with the analysis, but not more than cores: 1 for small pictures
 * and for codecs whose pictures cannot be decoded side by side. Each thread but the first holds one
 * picture more and returns frames one packet later, so nothing live should have several.
 */
int facs_decoder_threads(const AVCodecParameters *parameters, int cores);

#endif
