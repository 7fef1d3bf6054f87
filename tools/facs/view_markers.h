/*
 * Markers that someone sets on the page of facs live: moments, and the starts and ends of segments,
 * with a label. They are kept in the order in which they were set, and each is in the file, if
 * there is one, before it is on the page or in the lines. For any thread.
 */
#ifndef FACS_TOOLS_VIEW_MARKERS_H
#define FACS_TOOLS_VIEW_MARKERS_H

#include <stdint.h>

#define FACS_VIEW_LABEL_BYTES 64    /* of a label, at most */
#define FACS_VIEW_MAX_MARKERS 10000 /* of a run */

typedef struct facs_view_markers facs_view_markers;

int facs_view_markers_open(facs_view_markers **out);
void facs_view_markers_close(facs_view_markers **markers);

/*
 * Keeps them in a table as well, with the columns start, end, label and frame, which is replaced as
 * a whole with each marker. Call before the first one. Without any marker, closing removes the
 * file. -EEXIST: it is already there.
 */
int facs_view_markers_keep(facs_view_markers *markers, const char *path);

/* Says which frame, from 1, was the last to be analyzed, and its time in ms. Returns the number of
 * markers. */
int64_t facs_view_markers_reach(facs_view_markers *markers, int64_t frame, int64_t ms);

/*
 * Sets a marker at a frame and its time in ms. segment 1: ends the segment with this label if one
 * is open, otherwise starts it. -EINVAL: no such frame yet, or the label is empty, too long, not
 * UTF-8 or has control characters; -EAGAIN: too many in a short time; -ENOSPC: too many in all.
 * Otherwise the file cannot be written. Then there is no new marker.
 */
int facs_view_markers_set(facs_view_markers *markers, const char *label, int64_t frame, int64_t ms,
                          int segment);

/* Returns all of them as a JSON array of lines' objects, allocated; NULL without memory. */
char *facs_view_markers_list(facs_view_markers *markers);

/* Returns the line of JSON (docs/json-lines.md) of the next marker, or NULL if each was returned
 * before. It is valid until the next call. For one thread. */
const char *facs_view_markers_line(facs_view_markers *markers);

#endif
