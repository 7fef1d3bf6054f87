/* The input with what was found drawn over it: a video, or of a still image a picture. */
#ifndef FACS_OUTPUT_TRACKED_VIDEO_H
#define FACS_OUTPUT_TRACKED_VIDEO_H

#include "pipeline/sink.h"

/*
 * Written to path.part, then renamed; the format goes by path's ending. frame_rate: of the rows,
 * nominal; 0: unknown. Frames must bring facs_face_data. OUTPUT errors.
 */
int facs_tracked_video_open(facs_sink *sink, const char *path, double frame_rate,
                            facs_error *error);
void facs_tracked_video_close(facs_sink *sink);

#endif
