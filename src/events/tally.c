#include "events/tally.h"

#include <string.h>

/* ---- What is known --------------------------------------------------------------------------- */

static int has(const facs_recorded_face *face, int column)
{
    return face->values[column] != NULL;
}

static int has_one_of(const facs_recorded_face *face, const int *columns, int count)
{
    int found = 0;
    for (int i = 0; i < count; i++)
        found |= has(face, columns[i]);
    return found;
}

/* The number of an Action Unit among names, or -1. */
static int place_of(const char *name, const char *(*name_of)(int))
{
    for (int i = 0; name_of(i); i++)
        if (strcmp(name_of(i), name) == 0)
            return i;
    return -1;
}

static int has_unit(const facs_recorded_face *face, const char *name)
{
    const int intensity = place_of(name, facs_intensity_name);
    const int presence = place_of(name, facs_presence_name);
    return (intensity >= 0 && has(face, FACS_MEASURE_INTENSITY + intensity)) ||
           (presence >= 0 && has(face, FACS_MEASURE_PRESENCE + presence));
}

/* What the opening of an eye is taken from (events/openings.h), and a column alone. */
#define EYES                                                                                       \
    {                                                                                              \
        FACS_MEASURE_SIDES + 2 * FACS_SIDE_EYE, FACS_MEASURE_LIDS, FACS_MEASURE_OWN + FACS_OWN_LID \
    }
#define ONLY(column)                                                                               \
    {                                                                                              \
        column, column, column                                                                     \
    }

int facs_tally_is_known(const facs_recorded_face *face, const char *kind)
{
    static const struct {
        const char *kind, *unit; /* which it is made from; NULL: one of the columns */
        int columns[3];
    } needs[] = {
        {"blink", NULL, EYES},
        {"wink", NULL, EYES},
        {"smile", "AU12", {0}},
        {"frown", "AU04", {0}},
        {"nod", NULL, ONLY(FACS_MEASURE_POSE + 3)},
        {"shake", NULL, ONLY(FACS_MEASURE_POSE + 4)},
        {"gaze_away", NULL, ONLY(FACS_MEASURE_GAZE)},
        {"talking", NULL, ONLY(FACS_MEASURE_LIPS)},
    };
    for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
        if (strcmp(kind, needs[i].kind) == 0)
            return needs[i].unit ? has_unit(face, needs[i].unit)
                                 : has_one_of(face, needs[i].columns, 3);
    return has_unit(face, kind);
}

/* ---- Counting -------------------------------------------------------------------------------- */

/* In a usable row, since rates are per usable minute. */
static int begins_here(const facs_selection *s, const facs_event *event)
{
    const size_t row = facs_row_at(s->face, event->onset);
    return row >= s->from && row < s->to && s->rows[row] == FACS_ROW_USABLE;
}

/* Usable time within an event, from row *next on, which moves: events may overlap. */
static double seconds_within(const facs_selection *s, const facs_event *event, size_t *next)
{
    double seconds = 0;
    size_t row = facs_row_at(s->face, event->onset);
    row = row > *next ? row : *next;
    for (; row < s->to && s->face->times[row] <= event->offset; row++)
        if (s->rows[row] == FACS_ROW_USABLE)
            seconds += facs_selection_seconds(s, row);
    *next = row > *next ? row : *next;
    return seconds;
}

facs_tally facs_tally_of(const facs_selection *selection, const facs_event *events, size_t count,
                         const char *kind)
{
    facs_tally t = {.count = 0};
    size_t next = selection->from;
    for (size_t i = 0; i < count; i++) {
        const facs_event *event = &events[i];
        if (strcmp(event->kind, kind) != 0)
            continue;
        t.seconds += seconds_within(selection, event, &next);
        if (!begins_here(selection, event))
            continue;
        t.count++;
        t.partial += (event->flags & FACS_EVENT_PARTIAL) != 0;
        t.duchenne += (event->flags & FACS_EVENT_DUCHENNE) != 0;
        if (event->flags & (FACS_EVENT_CUT_START | FACS_EVENT_CUT_END))
            continue;
        t.timed++;
        t.durations += event->offset - event->onset;
    }
    return t;
}
