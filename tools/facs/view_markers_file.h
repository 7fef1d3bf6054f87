/* The table of the markers of facs live, as facs summary --segments reads it. */
#ifndef FACS_TOOLS_VIEW_MARKERS_FILE_H
#define FACS_TOOLS_VIEW_MARKERS_FILE_H

#include "view_markers.h"

typedef enum facs_view_marker_kind {
    FACS_VIEW_MOMENT,
    FACS_VIEW_START,
    FACS_VIEW_END
} facs_view_marker_kind;

typedef struct facs_view_marker {
    char label[FACS_VIEW_LABEL_BYTES + 1];
    facs_view_marker_kind kind;
    int64_t frame, ms;
    int64_t partner; /* index of a segment's other end; -1: none */
} facs_view_marker;

/* Creates the table without markers. -EEXIST: something is there. */
int facs_view_markers_file_create(const char *path);

/* Replaces the table as a whole, and waits for the disk: it is the old or the new one, whatever
 * happens. Returns 0 or a negative errno. */
int facs_view_markers_file_write(const char *path, const facs_view_marker *list, int64_t count);

#endif
