#include "events/list.h"

#include "base/error.h"
#include "base/sized.h"
#include "events/units.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALL_ACTION_UNITS "AU"

typedef struct row {
    const char *name, *unit, *meaning;
    int (*find)(const facs_event_search *search, facs_kind kind);
} row;

static const row table[FACS_KIND_AU] = {
    [FACS_KIND_BLINK] = {"blink", "share of a complete blink",
                         "both eyes close and open again; peak: how far they close",
                         facs_find_blinks},
    [FACS_KIND_WINK] = {"wink", "share of a complete blink",
                        "one eye closes and opens again; peak: as for a blink", facs_find_blinks},
    [FACS_KIND_EYES_CLOSED] = {"eyes_closed", "share of a complete blink",
                               "both eyes stay closed for longer than a blink; peak: as for a "
                               "blink",
                               facs_find_blinks},
    [FACS_KIND_SMILE] = {"smile", "0 to 5",
                         "AU12, with AU06 a Duchenne smile; peak: intensity of AU12",
                         facs_find_expressions},
    [FACS_KIND_FROWN] = {"frown", "0 to 5", "AU04; peak: its intensity", facs_find_expressions},
    [FACS_KIND_NOD] = {"nod", "degrees", "the head goes up and down; peak: the widest swing",
                       facs_find_head},
    [FACS_KIND_SHAKE] = {"shake", "degrees",
                         "the head turns from side to side; peak: the widest swing",
                         facs_find_head},
    [FACS_KIND_GAZE_AWAY] = {"gaze_away", "degrees",
                             "the gaze leaves its usual direction; peak: how far",
                             facs_find_gaze_away},
    [FACS_KIND_TALKING] = {"talking", "1/s",
                           "the mouth opens in the rhythm of syllables; peak: openings per second",
                           facs_find_talking},
};

const char *facs_kind_name(facs_kind kind)
{
    return kind < FACS_KIND_AU ? table[kind].name
                               : facs_presence_name((int)kind - (int)FACS_KIND_AU);
}

int facs_event_kind_get(int i, facs_event_kind *kind)
{
    int status = facs_sized_check(kind, &FACS_SIZED(facs_event_kind), NULL);
    if (status < 0)
        return status;
    if (i < 0 || i >= FACS_KINDS)
        return -ERANGE;
    facs_event_kind own = {.size = sizeof(own), .name = facs_kind_name((facs_kind)i)};
    own.unit = i < FACS_KIND_AU ? table[i].unit : "0 to 5";
    own.meaning = i < FACS_KIND_AU ? table[i].meaning : facs_au_description(own.name);
    facs_sized_write(kind, &own, &FACS_SIZED(facs_event_kind));
    return 0;
}

const char *facs_event_flag_name(unsigned flag)
{
    static const char *const names[] = {"partial", "duchenne", "during_talking", "cut_start",
                                        "cut_end"};
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (flag == 1u << i)
            return names[i];
    return NULL;
}

/* ---- The list -------------------------------------------------------------------------------- */

facs_event facs_event_of(const facs_recorded_face *face, facs_kind kind, size_t onset, size_t apex,
                         size_t offset)
{
    return (facs_event){
        .size = sizeof(facs_event),
        .kind = facs_kind_name(kind),
        .face = face->id,
        .onset = face->times[onset],
        .apex = face->times[apex],
        .offset = face->times[offset],
        .closed_from = NAN,
        .closed_to = NAN,
        .onset_frame = face->frames[onset],
        .apex_frame = face->frames[apex],
        .offset_frame = face->frames[offset],
        .closed_from_frame = -1,
        .closed_to_frame = -1,
        .peak = NAN,
        .left = NAN,
        .right = NAN,
        .count = 1,
    };
}

int facs_event_list_add(facs_event_list *list, const facs_event *event)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 64;
        facs_event *grown = realloc(list->events, room * sizeof(*grown));
        if (!grown)
            return -ENOMEM;
        list->events = grown;
        list->room = room;
    }
    list->events[list->count++] = *event;
    return 0;
}

/* 0: there is no such kind. */
static int want(facs_event_list *list, const char *name, size_t length)
{
    const int all_units =
        strlen(ALL_ACTION_UNITS) == length && memcmp(name, ALL_ACTION_UNITS, length) == 0;
    int found = 0;
    for (int i = 0; i < FACS_KINDS; i++) {
        const char *own = facs_kind_name((facs_kind)i);
        if ((all_units && i >= FACS_KIND_AU) ||
            (strlen(own) == length && memcmp(own, name, length) == 0))
            list->wanted[i] = 1, found = 1;
    }
    return found;
}

int facs_event_list_want(facs_event_list *list, const char *kinds, facs_error *error)
{
    memset(list->wanted, !kinds, sizeof(list->wanted));
    for (const char *name = kinds; name && *name;) {
        const size_t length = strcspn(name, ",");
        if (!want(list, name, length))
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "kinds: there are no events called %.*s",
                             (int)(length < 64 ? length : 64), name);
        name += length + (name[length] == ',');
    }
    return 0;
}

static int compare(const void *a, const void *b)
{
    const facs_event *x = a, *y = b;
    if (x->onset_frame != y->onset_frame)
        return x->onset_frame < y->onset_frame ? -1 : 1;
    const int by_kind = strcmp(x->kind, y->kind);
    if (by_kind)
        return by_kind;
    return (x->offset_frame > y->offset_frame) - (x->offset_frame < y->offset_frame);
}

void facs_event_list_sort(facs_event_list *list, size_t from)
{
    if (list->count > from + 1)
        qsort(list->events + from, list->count - from, sizeof(*list->events), compare);
}

void facs_event_list_free(facs_event_list *list)
{
    free(list->events);
    list->events = NULL;
    list->count = list->room = 0;
}

/* ---- Finding --------------------------------------------------------------------------------- */

/* 1: the Action Unit moves the mouth, so talking does, too. */
static int is_of_mouth(const char *kind)
{
    static const int presences[] = {FACS_AU10_C, FACS_AU12_C, FACS_AU14_C, FACS_AU15_C,
                                    FACS_AU17_C, FACS_AU20_C, FACS_AU23_C, FACS_AU25_C,
                                    FACS_AU26_C, FACS_AU28_C};
    for (size_t i = 0; i < sizeof(presences) / sizeof(presences[0]); i++)
        if (strcmp(kind, facs_presence_name(presences[i])) == 0)
            return 1;
    return strcmp(kind, table[FACS_KIND_SMILE].name) == 0;
}

int facs_is_during_talking(const facs_event_search *search, const facs_event *event)
{
    const facs_event_list *talking = search->talking;
    for (size_t k = 0; talking && k < talking->count; k++)
        if (talking->events[k].onset <= event->offset && talking->events[k].offset >= event->onset)
            return 1;
    return 0;
}

/* Marks events of the mouth, of one face, that overlap talking. */
static void mark_talking(const facs_event_search *search, size_t from)
{
    for (size_t i = from; i < search->list->count; i++) {
        facs_event *event = &search->list->events[i];
        if (is_of_mouth(event->kind) && facs_is_during_talking(search, event))
            event->flags |= FACS_EVENT_DURING_TALKING;
    }
}

static int find_of_face(facs_event_list *list, const facs_recorded_face *face,
                        const facs_parameters *parameters)
{
    const size_t from = list->count;
    facs_event_list talking = {.count = 0};
    const facs_event_search search = {face, parameters, list, &talking};
    int status = facs_find_talking(&(facs_event_search){face, parameters, &talking, NULL},
                                   FACS_KIND_TALKING);
    for (int k = 0; k < FACS_KINDS && status == 0; k++)
        if (list->wanted[k])
            status = k < FACS_KIND_AU ? table[k].find(&search, (facs_kind)k)
                                      : facs_unit_find(list, &search, k - FACS_KIND_AU);
    mark_talking(&search, from);
    facs_event_list_free(&talking);
    facs_event_list_sort(list, from);
    return status;
}

/* A face's times at a nominal rate; allocated. NULL: no memory. */
static double *nominal_times(const facs_recorded_face *face)
{
    double *times = malloc((face->rows + 1) * sizeof(*times));
    for (size_t i = 0; times && i < face->rows; i++)
        times[i] = face->frames[i] / FACS_NOMINAL_RATE;
    return times;
}

int facs_events_find(facs_event_list *list, const facs_recording *recording,
                     const facs_parameters *parameters)
{
    int status = 0;
    for (int i = 0; i < recording->count && status == 0; i++) {
        facs_recorded_face face = recording->faces[i];
        double *times = recording->has_times ? NULL : nominal_times(&face);
        if (!recording->has_times)
            face.times = times;
        status = face.times ? find_of_face(list, &face, parameters) : -ENOMEM;
        free(times);
    }
    return status;
}
