/* What the header of an H.264 stream says. FFmpeg would decode the first picture to learn it, only
 * to throw it away: a twentieth of the time that a video of one second takes. */
#ifndef FACS_MEDIA_H264_HEADER_H
#define FACS_MEDIA_H264_HEADER_H

#include "media/ffmpeg.h"

/* Fills in pixel format, delay and aspect ratio, as decoding would, from the header of an MP4 or
 * MOV (extradata). Returns 1, or 0 for all but the most usual streams: 8 bits, 4:2:0, whole frames,
 * square pixels, a size like the container's, and a number of reordered frames. */
int facs_h264_header_apply(AVCodecParameters *parameters);

#endif
