#include "report/answers.h"

#include "base/error.h"
#include "events/list.h"
#include "events/segments.h"
#include "output/json.h"

#include <errno.h>

/* ---- Events ---------------------------------------------------------------------------------- */

static json_t *row_of(const facs_event *event)
{
    return json_pack("[I, s, o, o, o, I, I, I, o, i, i]", (json_int_t)event->face, event->kind,
                     facs_json_real(event->onset), facs_json_real(event->apex),
                     facs_json_real(event->offset), (json_int_t)event->onset_frame,
                     (json_int_t)event->apex_frame, (json_int_t)event->offset_frame,
                     facs_json_real(event->peak), (int)event->flags, event->count);
}

/* Unit and meaning of every kind: two dozen short texts. */
static json_t *kinds(void)
{
    json_t *object = json_object();
    facs_event_kind kind = {.size = sizeof(kind)};
    for (int i = 0; facs_event_kind_get(i, &kind) == 0; i++)
        facs_json_set(&object, kind.name, json_pack("[s, s]", kind.unit, kind.meaning));
    return object;
}

static json_t *flags(void)
{
    json_t *list = json_array();
    for (unsigned i = 0; facs_event_flag_name(1u << i); i++)
        facs_json_append(&list, json_string(facs_event_flag_name(1u << i)));
    return list;
}

static json_t *rows_of(const facs_event_list *list)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < list->count && i < FACS_MAX_REPORT_EVENTS; i++)
        facs_json_append(&rows, row_of(&list->events[i]));
    return rows;
}

int facs_report_events(json_t **facts, const facs_recording *recording)
{
    facs_parameters parameters;
    facs_event_list list = {.count = 0};
    int status = facs_parameters_set(&parameters, NULL, NULL);
    if (status == 0)
        status = facs_event_list_want(&list, NULL, NULL);
    if (status == 0 && recording->has_times)
        status = facs_events_find(&list, recording, &parameters);
    if (status == 0) {
        facs_json_set(facts, "events", rows_of(&list));
        facs_json_set(facts, "events_found", json_integer((json_int_t)list.count));
        facs_json_set(facts, "event_kinds", kinds());
        facs_json_set(facts, "event_flags", flags());
    }
    facs_event_list_free(&list);
    return status;
}

/* ---- Segments -------------------------------------------------------------------------------- */

int facs_report_segments(json_t **facts, const char *path, const char *input, const char *csv,
                         facs_error *error)
{
    facs_segments segments = {.count = 0};
    json_t *list = json_array();
    const int status = facs_segments_read(&segments, path, error);
    for (size_t i = 0; i < segments.count; i++) {
        const facs_segment *segment = &segments.list[i];
        if (facs_segment_matches(segment, input, csv))
            facs_json_append(&list, json_pack("[o, f, f]", facs_json_text(segment->label),
                                              segment->start, segment->end));
    }
    facs_segments_free(&segments);
    facs_json_set(facts, "segments", list);
    return status;
}
