/* Interlaced pictures: odd and even rows show different moments, so anything that moves looks like
 * a comb. Integers only: the same bytes on every processor. */
#ifndef FACS_MEDIA_DEINTERLACE_H
#define FACS_MEDIA_DEINTERLACE_H

#include "base/image.h"

/* Returns 1 if somewhere in the picture so many rows stand out from their neighbours, like the
 * teeth of a comb, that it is interlaced and not just finely striped; 0 if it is progressive.
 * Measure and limits are those of TIVTC's TFM, on green alone. -ENOMEM. */
int facs_deinterlace_is_comb(const facs_image *picture);

/* Makes a whole picture from the rows keep, keep + 2 .. (keep is 0 or 1): the others are
 * interpolated (cubic). For a moving face, all 17 intensities came closer to those of progressive
 * pictures (mean difference .074) than with edges followed as in yadif (.13 here, .11 with FFmpeg's
 * yadif) or with rows kept where there is no comb (.084). FFmpeg's bwdif, which also looks at the
 * pictures before and after, reached .064; the comb itself .40. */
void facs_deinterlace(uint8_t *pixels, int width, int height, ptrdiff_t stride, int keep);

#endif
