/* Events that were found, and their kinds. */
#ifndef FACS_EVENTS_LIST_H
#define FACS_EVENTS_LIST_H

#include "events/parameters.h"
#include "events/series.h"

#include <facs/answers.h>

#define FACS_NOMINAL_RATE 30.0 /* frames/s, of a result without times */

/* Places in the table of kinds; then one for each of the presences. */
typedef enum facs_kind {
    FACS_KIND_BLINK,
    FACS_KIND_WINK,
    FACS_KIND_EYES_CLOSED,
    FACS_KIND_SMILE,
    FACS_KIND_FROWN,
    FACS_KIND_NOD,
    FACS_KIND_SHAKE,
    FACS_KIND_GAZE_AWAY,
    FACS_KIND_TALKING,
    FACS_KIND_AU,
    FACS_KINDS = FACS_KIND_AU + FACS_PRESENCES
} facs_kind;

typedef struct facs_event_list {
    facs_event *events;
    size_t count, room;
    unsigned char wanted[FACS_KINDS]; /* 1: such events are looked for */
} facs_event_list;

/* What a finder of events has to work with. */
typedef struct facs_event_search {
    const facs_recorded_face *face;
    const facs_parameters *parameters;
    facs_event_list *list;
    const facs_event_list *talking; /* of this face; NULL: not known yet */
} facs_event_search;

/* 1: the event overlaps talking. */
int facs_is_during_talking(const facs_event_search *search, const facs_event *event);

/* The name of a place in the table. */
const char *facs_kind_name(facs_kind kind);

/* An event of this kind, with the rows' times and frames; the rest is for the finder to fill in. */
facs_event facs_event_of(const facs_recorded_face *face, facs_kind kind, size_t onset, size_t apex,
                         size_t offset);

/* 0 or -ENOMEM. */
int facs_event_list_add(facs_event_list *list, const facs_event *event);

/* Sets wanted: names separated by commas, NULL: all. USAGE errors. */
int facs_event_list_want(facs_event_list *list, const char *kinds, facs_error *error);

/* Order of faces as they are, then onsets, then kinds; from: the first event that is not sorted. */
void facs_event_list_sort(facs_event_list *list, size_t from);

void facs_event_list_free(facs_event_list *list);

/* The finders of a kind, each in a file of its name. 0 or -ENOMEM. */
int facs_find_blinks(const facs_event_search *search, facs_kind kind); /* wink, eyes_closed too */
int facs_find_expressions(const facs_event_search *search, facs_kind kind); /* smile, frown */
int facs_find_head(const facs_event_search *search, facs_kind kind);        /* nod, shake */
int facs_find_gaze_away(const facs_event_search *search, facs_kind kind);
int facs_find_talking(const facs_event_search *search, facs_kind kind);

/* All events of a recording. */
int facs_events_find(facs_event_list *list, const facs_recording *recording,
                     const facs_parameters *parameters);

#endif
