/* Events in tiers: one for each face and kind, as programs for annotation show them. */
#ifndef FACS_EVENTS_TIERS_H
#define FACS_EVENTS_TIERS_H

#include "events/list.h"

#define FACS_LABEL_SIZE 128

typedef struct facs_event_tier {
    char name[64];            /* "blink"; with several faces "blink, face 1" */
    char participant[32];     /* "face 0" */
    const facs_event *sample; /* one of them, for the kind */
    /* Spans, s, in order; none overlaps the one before, and each is a millisecond long at least. */
    struct facs_event_span {
        double from, to;
        const facs_event *event;
    } * spans;
    size_t count;
} facs_event_tier;

/* Allocates the tiers. 0 or -ENOMEM. */
int facs_event_tiers_make(facs_event_tier **tiers, size_t *count, const facs_event_list *list);
void facs_event_tiers_free(facs_event_tier *tiers, size_t count);

/* What is to be said of an event besides its kind: "0.93 partial". Letters, digits and "._ ". */
void facs_event_label(char label[FACS_LABEL_SIZE], const facs_event *event);

#endif
