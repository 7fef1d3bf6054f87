/* The JSON that the page receives. */
#ifndef FACS_TOOLS_VIEW_MESSAGE_H
#define FACS_TOOLS_VIEW_MESSAGE_H

#include "view_frames.h"

/*
 * Returns a frame as JSON: its results as in facs live (docs/json-lines.md), and the frame's own
 * figures. Sets *bytes to its length. Release with free(); NULL without memory.
 */
char *facs_view_message_frame(const facs_view_frame *frame, size_t *bytes);

/* The same for what holds for the whole run: input, the recording (NULL: none), version,
 * camera, Action Unit names. */
char *facs_view_message_about(const char *input, const char *record, const facs_options *analysis);

#endif
