/* Pictures whose 16-bit samples hold fewer bits: a scientific camera's 10 or 12 bits look black
 * when written as they are. The number of bits may be declared; otherwise it is a guess: 8, 10 or
 * 12, if the largest sample of the picture (without alpha) fits. 14 is not guessed, because a dark
 * 16-bit picture looks the same; nor is a dark 8-bit picture, whose samples are multiples of 257. A
 * 16-bit picture dark enough for a wrong guess could not be measured: 12 bits are 1/16 of its
 * range. */
#ifndef FACS_MEDIA_SAMPLES_H
#define FACS_MEDIA_SAMPLES_H

#include "media/ffmpeg.h"

/* Where a row of a frame has its first sample of a component. */
static inline uint8_t *facs_samples_row(const AVFrame *frame,
                                        const AVComponentDescriptor *component, int row)
{
    return frame->data[component->plane] + (ptrdiff_t)row * frame->linesize[component->plane] +
           component->offset;
}

/* Bits in use in the samples of a frame: 8, 10, 12, declared (0: none), or 16 for all. 0: the
 * format has no 16-bit samples, or the picture is all black. */
int facs_samples_bits(const AVFrame *frame, int declared);

/* Stretches samples of that many bits to 16; larger ones become white. Returns FFmpeg's status. */
int facs_samples_widen(AVFrame *frame, int bits);

#endif
