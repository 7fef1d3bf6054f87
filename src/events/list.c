#include "events/list.h"

#include "base/error.h"
#include "base/sized.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALL_ACTION_UNITS "AU"

typedef struct row {
    const char *name, *unit, *meaning;
} row;

static const row table[FACS_KIND_AU] = {
    [FACS_KIND_BLINK] = {"blink", "share of the open eye",
                         "both eyes close and open again; peak: how far they close"},
};

static const char *name_of(int kind)
{
    return kind < FACS_KIND_AU ? table[kind].name : facs_presence_name(kind - FACS_KIND_AU);
}

int facs_event_kind_get(int i, facs_event_kind *kind)
{
    int status = facs_sized_check(kind, &FACS_SIZED(facs_event_kind), NULL);
    if (status < 0)
        return status;
    if (i < 0 || i >= FACS_KINDS)
        return -ERANGE;
    facs_event_kind own = {.size = sizeof(own), .name = name_of(i)};
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
        .kind = name_of((int)kind),
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
        const char *own = name_of(i);
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

int facs_events_find(facs_event_list *list, const facs_recording *recording,
                     const facs_parameters *parameters)
{
    int status = 0;
    for (int i = 0; i < recording->count && status == 0; i++) {
        const size_t from = list->count;
        const facs_event_search search = {&recording->faces[i], parameters, list};
        if (list->wanted[FACS_KIND_BLINK])
            status = facs_find_blinks(&search);
        facs_event_list_sort(list, from);
    }
    return status;
}
