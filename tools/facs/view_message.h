/* What the page is told, as JSON. */
#ifndef FACS_TOOLS_VIEW_MESSAGE_H
#define FACS_TOOLS_VIEW_MESSAGE_H

#include "view_frames.h"

/*
 * A frame: its results as facs live writes them (docs/json-lines.md), and what is told of it beside
 * these. To be free()d; NULL without memory. Its length goes to *bytes.
 */
char *facs_view_message_frame(const facs_view_frame *frame, size_t *bytes);

/* What holds for the whole run: input, version, camera, names of the Action Units. Likewise. */
char *facs_view_message_about(const char *input, const facs_options *analysis, size_t *bytes);

#endif
