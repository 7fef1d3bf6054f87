/* Which rows of a face count. */
#ifndef FACS_EVENTS_USABLE_H
#define FACS_EVENTS_USABLE_H

#include "events/series.h"

/* Sets usable, [face->rows], to 1 or 0, and returns the rule's name; docs/summary.md has the rules.
 * Static storage. */
const char *facs_usable_rows(const facs_recorded_face *face, uint8_t *usable);

#endif
