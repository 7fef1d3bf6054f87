/* Action Units that come and go. */
#ifndef FACS_EVENTS_UNITS_H
#define FACS_EVENTS_UNITS_H

#include "events/list.h"

/* Adds the events of one of the presences to any list. 0 or -ENOMEM. */
int facs_unit_find(facs_event_list *list, const facs_event_search *search, int presence);

#endif
