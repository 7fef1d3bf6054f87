/* What a report says of events and segments. */
#ifndef FACS_REPORT_ANSWERS_H
#define FACS_REPORT_ANSWERS_H

#include "events/series.h"

#include <jansson.h>

#define FACS_MAX_REPORT_EVENTS 20000 /* in a page: about 2 MB */

/*
 * Sets in facts: events, a list of [face id, kind, onset, apex, offset (the recording's times), the
 * same as frames, peak, flags, count] with null for what is not known; event_kinds, for every
 * kind its unit and meaning; event_flags, the flags' names in the order of their bits; and
 * events_found, their number, of which the first FACS_MAX_REPORT_EVENTS are listed. A recording
 * without times has none. -ENOMEM.
 */
int facs_report_events(json_t **facts, const facs_recording *recording);

/* Sets segments in facts: a list of [label, start, end] of those in the file at path that are of
 * this recording: input is the name of what was measured or NULL. Errors: as facs_segments_read. */
int facs_report_segments(json_t **facts, const char *path, const char *input, const char *csv,
                         facs_error *error);

#endif
