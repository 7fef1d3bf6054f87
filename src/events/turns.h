/* A series as swings up and down, and events that are made of them. */
#ifndef FACS_EVENTS_TURNS_H
#define FACS_EVENTS_TURNS_H

#include "events/list.h"

/* From a row to another, between which the series goes one way by at least the amplitude, except
 * for smaller swings back. */
typedef struct facs_swing {
    size_t from, to; /* rows; from: the last one near the turn, to: the turn */
    double by;       /* negative: downwards */
} facs_swing;

typedef struct facs_swing_rule {
    double amplitude;         /* in the units of the values */
    double shortest, longest; /* s */
    double pause;             /* s: the longest between two that follow each other */
} facs_swing_rule;

/* Adds an event to search->list if count swings that follow each other are one. 0 or -ENOMEM. */
typedef int facs_swing_judge(const facs_event_search *search, facs_kind kind,
                             const facs_swing *swings, size_t count);

/*
 * Has all swings of a series, [rows], judged, as many at a time as follow each other by the rule.
 * Two without rest in between share a row and go opposite ways. Rows without a value (NaN) end a
 * swing. values may be NULL: there are none. 0 or -ENOMEM.
 */
int facs_judge_swings(const facs_event_search *search, facs_kind kind, const float *values,
                      const facs_swing_rule *rule, facs_swing_judge *judge);

#endif
