/* facs/answers.h: the events of a result. */
#include "base/error.h"
#include "base/sized.h"
#include "events/list.h"
#include "events/write.h"

#include <errno.h>
#include <stdlib.h>

struct facs_events {
    facs_event_list list;
    facs_event_media media;
};

void facs_default_events_options_sized(facs_events_options *options, size_t size)
{
    if (!options)
        return;
    options->size = size;
    facs_sized_write(options, &(facs_events_options){.kinds = NULL},
                     &FACS_SIZED(facs_events_options));
}

static int read_events(facs_events *events, const char *csv, const facs_events_options *options,
                       facs_error *error)
{
    facs_parameters parameters;
    facs_recording recording = {.count = 0};
    int status = facs_parameters_set(&parameters, options->parameters, error);
    if (status == 0)
        status = facs_event_list_want(&events->list, options->kinds, error);
    if (status == 0)
        status = facs_recording_open(&recording, csv, error);
    if (status == 0 && (facs_event_media_read(&events->media, csv, options->json, &recording) < 0 ||
                        facs_events_find(&events->list, &recording, &parameters) < 0))
        status = facs_fail_memory(error, "the events");
    facs_recording_free(&recording);
    return status;
}

int facs_events_read(facs_events **out, const char *csv, const facs_events_options *options,
                     facs_error *error)
{
    facs_events_options own = {.kinds = NULL};
    if (out)
        *out = NULL;
    if (!out || !csv)
        return facs_fail_null(error, "out or csv");
    int status = facs_sized_read(&own, options, &FACS_SIZED(facs_events_options), error);
    if (status < 0)
        return status;
    facs_events *events = calloc(1, sizeof(*events));
    status = events ? read_events(events, csv, &own, error) : facs_fail_memory(error, "the events");
    if (status < 0)
        facs_events_close(&events);
    *out = events;
    return status;
}

void facs_events_close(facs_events **events)
{
    if (!events || !*events)
        return;
    facs_event_list_free(&(*events)->list);
    facs_event_media_free(&(*events)->media);
    free(*events);
    *events = NULL;
}

int64_t facs_events_count(const facs_events *events)
{
    return events ? (int64_t)events->list.count : 0;
}

int facs_events_get(const facs_events *events, int64_t i, facs_event *event)
{
    if (!events)
        return -EINVAL;
    int status = facs_sized_check(event, &FACS_SIZED(facs_event), NULL);
    if (status < 0)
        return status;
    if (i < 0 || (size_t)i >= events->list.count)
        return -ERANGE;
    facs_sized_write(event, &events->list.events[i], &FACS_SIZED(facs_event));
    return 0;
}

int facs_events_write(const facs_events *events, const char *path, facs_error *error)
{
    if (!events || !path)
        return facs_fail_null(error, "events or path");
    return facs_event_list_write(&events->list, &events->media, path, error);
}
