#include "events/media.h"

#include "events/list.h"
#include "os/path.h"
#include "output/json.h"
#include "output/previous.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_DATE "1970-01-01T00:00:00Z"

/* The file's name without its ending; allocated. */
static char *stem_of(const char *path)
{
    char *name = strdup(facs_path_name(path));
    char *dot = name ? strrchr(name, '.') : NULL;
    if (dot && dot != name)
        *dot = 0;
    return name;
}

/* 1: a date that needs no escapes in XML or JSON. */
static int is_date(const char *date)
{
    return date && strlen(date) < FACS_DATE_SIZE &&
           strspn(date, "0123456789-:T.Z+") == strlen(date) && strlen(date) >= strlen("2026-01-01");
}

static void take_json(facs_event_media *media, const json_t *root)
{
    const json_t *input = json_object_get(root, "input");
    const char *date = json_string_value(json_object_get(json_object_get(root, "run"), "date"));
    const double length = json_number_value(json_object_get(input, "duration"));
    const double fps = json_number_value(json_object_get(input, "frame_rate"));
    media->path = facs_json_get_name(input, "path");
    if (isfinite(length))
        media->length = fmax(media->length, length);
    if (isfinite(fps) && fps > 0)
        media->fps = fps;
    if (is_date(date))
        memcpy(media->date, date, strlen(date) + 1);
}

int facs_event_media_read(facs_event_media *media, const char *csv, const char *json,
                          const facs_recording *recording)
{
    json_t *root = NULL;
    *media = (facs_event_media){.name = stem_of(csv), .date = NO_DATE};
    for (int i = 0; i < recording->count; i++) {
        const facs_recorded_face *face = &recording->faces[i];
        const double last = face->times[face->rows - 1];
        media->length = fmax(media->length, recording->has_times ? last : last / FACS_NOMINAL_RATE);
    }
    if (json && facs_previous_read(&root, json) == 0)
        take_json(media, root);
    json_decref(root);
    return media->name ? 0 : -ENOMEM;
}

void facs_event_media_free(facs_event_media *media)
{
    free(media->path);
    free(media->name);
    *media = (facs_event_media){.path = NULL};
}
