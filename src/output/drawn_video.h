/*
 * The input with the results drawn over it: a video, or a picture for a still image. Either
 * OpenFace's tracked video, or the overlay with its panel of Action Units.
 *
 * Calibrated values are known only at the end. The overlay is therefore drawn then: the input is
 * read again and combined with rows saved along the way. If the input can be read only once, the
 * overlay is drawn as the frames come, with uncalibrated values, and says so.
 */
#ifndef FACS_OUTPUT_DRAWN_VIDEO_H
#define FACS_OUTPUT_DRAWN_VIDEO_H

#include "output/outputs.h"

/* The tracked video and the overlay. The extension of path selects the format. Frames must carry
 * facs_face_data. OUTPUT errors; for the overlay also INPUT errors if the input cannot be read
 * again. */
int facs_tracked_open(facs_sink *sink, const char *path, const facs_output_run *run,
                      facs_error *error);
int facs_overlay_video_open(facs_sink *sink, const char *path, const facs_output_run *run,
                            facs_error *error);

#endif
