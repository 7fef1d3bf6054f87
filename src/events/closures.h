/* Eyes that stay closed for longer than a blink. */
#ifndef FACS_EVENTS_CLOSURES_H
#define FACS_EVENTS_CLOSURES_H

#include "events/lids.h"
#include "events/list.h"

/* Adds them to the list. usual: of FACS_LIDS_USUAL; full: what the signs show in a complete blink
 * of this person; blinks: what a closure may be instead. 0 or -ENOMEM. */
int facs_closures_find(facs_event_list *list, const facs_event_search *search,
                       const facs_lids *usual, double full, const facs_event_list *blinks);

#endif
