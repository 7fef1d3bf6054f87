/* A decoded frame with one chroma sample for two pixels, converted to blue-green-red by our own
 * kernel, row by row, all at once or where somebody reads it. */
#ifndef FACS_MEDIA_YUV_FRAME_H
#define FACS_MEDIA_YUV_FRAME_H

#include "base/pixels.h"
#include "media/chroma_rows.h"
#include "media/ffmpeg.h"

typedef struct facs_yuv_frame {
    const AVFrame *frame;
    const AVPixFmtDescriptor *format;
    const facs_chroma_rows *chroma_rows; /* [height], or NULL where rows of pixels share one */
    int full_range;
    facs_yuv_convert *convert;
    facs_yuv_grey *convert_grey;
} facs_yuv_frame;

/* Returns 1 if our kernel handles the format: chroma for two pixels, of one row or two. */
int facs_yuv_frame_is_plain(const AVPixFmtDescriptor *format);

/* A view of frame, which must have a plain format. chroma_rows: kept. */
facs_yuv_frame facs_yuv_frame_of(const AVFrame *frame, const facs_chroma_rows *chroma_rows,
                                 int full_range);

/* Converts count pixels of row y from x, which is even, to blue-green-red. */
void facs_yuv_frame_row(const facs_yuv_frame *yuv, int x, int y, int count, uint8_t *bgr);

/* Memory that the frame's planes take; 0: they are not its own, so it cannot be held. */
size_t facs_yuv_frame_bytes(const AVFrame *frame);

/* Keeps a reference to frame, whose rows of pixels share chroma, until held is released. -ENOMEM.
 */
int facs_yuv_frame_hold(const AVFrame *frame, int full_range, facs_held *held);

#endif
