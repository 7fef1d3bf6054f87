/* Frames with face data, as the worker passes them to the sinks. */
#ifndef FACS_TESTS_MADE_FRAME_H
#define FACS_TESTS_MADE_FRAME_H

#include "pipeline/face_data.h"

/* Frame n of grey level 100, a camera of 500, 510, 320.5, 240 pixels, aligned faces of side pixels.
 */
facs_pool_frame made_frame(int64_t n, int width, int height, int side);
void made_frame_free(facs_pool_frame *frame);

/* Its data, which a test may change. */
facs_face_data *made_frame_data(const facs_pool_frame *frame);

#endif
