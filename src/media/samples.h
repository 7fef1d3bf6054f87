/*
 * Pictures whose 16-bit samples hold fewer bits: 10 or 12 of a scientific camera, written as they
 * are, look black. How many there are is declared at best; else it is a guess:
 *
 * the largest sample of the picture, alpha left out, needs 8, 10 or 12 bits (14 are not guessed: a
 * dark picture of 16 bits looks the same), and the samples are not those of a dark 8-bit picture,
 * which are multiples of 257. Of a picture of 16 bits so dark nothing could be measured: 12 bits
 * are 1/16 of its range.
 */
#ifndef FACS_MEDIA_SAMPLES_H
#define FACS_MEDIA_SAMPLES_H

#include <libavutil/frame.h>

/* Bits of the samples of a frame: 8, 10, 12, what is declared (0: nothing), or 16, all. 0: its
 * format has no samples of 16 bits, or the picture is all black. */
int facs_samples_bits(const AVFrame *frame, int declared);

/* Stretch samples of that many bits to 16; larger ones become white. FFmpeg's status. */
int facs_samples_widen(AVFrame *frame, int bits);

#endif
