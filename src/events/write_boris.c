/* A project of BORIS (format 7.0): the kinds as its ethogram, faces as subjects, and the events of
 * the one observation. */
#include "events/tiers.h"
#include "events/write.h"
#include "output/json.h"

#include <errno.h>
#include <stdlib.h>

#define DIGITS 12 /* of a time */

/* Keys of objects whose members are numbered. */
static void set_numbered(json_t **object, size_t number, json_t *value)
{
    char key[24];
    snprintf(key, sizeof(key), "%zu", number);
    facs_json_set(object, key, value);
}

static json_t *behaviors(const facs_event_tier *tiers, size_t count)
{
    json_t *made = json_object(), *seen = json_object();
    for (size_t i = 0; i < count && made && seen; i++) {
        const char *kind = tiers[i].sample->kind;
        if (json_object_get(seen, kind))
            continue;
        facs_json_set(&seen, kind, json_true());
        set_numbered(&made, json_object_size(made),
                     json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "type",
                               "State event", "key", "", "code", kind, "description", "", "color",
                               "", "category", "", "modifiers", "", "excluded", "", "coding map",
                               ""));
    }
    json_decref(seen);
    return made;
}

static json_t *subjects(const facs_event_tier *tiers, size_t count)
{
    json_t *made = json_object();
    for (size_t i = 0; i < count && made; i++)
        if (i == 0 || tiers[i].sample->face != tiers[i - 1].sample->face)
            set_numbered(&made, json_object_size(made),
                         json_pack("{s:s, s:s, s:s}", "key", "", "name", tiers[i].participant,
                                   "description", ""));
    return made;
}

typedef struct moment {
    double time;
    const facs_event_tier *tier;
    const facs_event *event;
    int ends;
} moment;

static int compare(const void *a, const void *b)
{
    const moment *x = a, *y = b;
    if (x->time < y->time || x->time > y->time)
        return x->time < y->time ? -1 : 1;
    if (x->ends != y->ends)
        return y->ends - x->ends; /* what ends before what begins */
    return (x->tier > y->tier) - (x->tier < y->tier);
}

/* [time, subject, behaviour, modifier, comment] of each beginning and end, by time. */
static json_t *moments(const facs_event_tier *tiers, size_t count, size_t events)
{
    char label[FACS_LABEL_SIZE];
    json_t *made = json_array();
    moment *all = malloc((2 * events + 1) * sizeof(*all));
    size_t n = 0;
    for (size_t t = 0; all && t < count; t++)
        for (size_t i = 0; i < tiers[t].count; i++) {
            const struct facs_event_span *span = &tiers[t].spans[i];
            all[n++] = (moment){span->from, &tiers[t], span->event, 0};
            all[n++] = (moment){span->to, &tiers[t], span->event, 1};
        }
    if (all && n > 1)
        qsort(all, n, sizeof(*all), compare);
    for (size_t i = 0; all && i < n && made; i++) {
        facs_event_label(label, all[i].event);
        facs_json_append(&made, json_pack("[f, s, s, s, s]", all[i].time, all[i].tier->participant,
                                          all[i].event->kind, "", all[i].ends ? "" : label));
    }
    if (!all) {
        json_decref(made);
        made = NULL;
    }
    free(all);
    return made;
}

static json_t *media_info(const facs_event_media *media, const char *path)
{
    json_t *info = json_pack("{s:{s:f}, s:{s:f}, s:{s:b}, s:{s:b}, s:{s:f}}", "length", path,
                             media->length, "fps", path, media->fps, "hasVideo", path, 1,
                             "hasAudio", path, 0, "offset", "1", 0.0);
    return info;
}

static json_t *observation(const facs_event_file *out, const facs_event_tier *tiers, size_t count)
{
    json_t *path = facs_json_text(out->media->path); /* UTF-8, whatever the name is */
    const char *name = json_string_value(path);
    json_t *files = json_object();
    char date[20];
    snprintf(date, sizeof(date), "%.19s", out->media->date);
    for (size_t player = 1; player <= 8 && files; player++)
        set_numbered(&files, player, player == 1 && name ? json_pack("[s]", name) : json_array());
    json_t *made = json_pack(
        "{s:o, s:s, s:s, s:s, s:f, s:o, s:[i, i], s:{}, s:b, s:b, s:o}", "file", files, "type",
        name ? "MEDIA" : "LIVE", "date", date, "description", "", "time offset", 0.0, "events",
        moments(tiers, count, out->list->count), "observation time interval", 0, 0,
        "independent_variables", "visualize_spectrogram", 0, "close_behaviors_between_videos", 0,
        "media_info", name ? media_info(out->media, name) : json_object());
    json_decref(path);
    return made;
}

static json_t *project(const facs_event_file *out, const facs_event_tier *tiers, size_t count)
{
    json_t *observations = json_object(), *name = facs_json_text(out->media->name);
    char date[20];
    snprintf(date, sizeof(date), "%.19s", out->media->date);
    facs_json_set(&observations, name ? json_string_value(name) : "result",
                  observation(out, tiers, count));
    json_t *made =
        json_pack("{s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:o, s:[], s:{}, s:{}, s:[], s:{}}",
                  "time_format", "hh:mm:ss", "project_date", date, "project_name", name,
                  "project_description", "events that facs found", "project_format_version", "7.0",
                  "subjects_conf", subjects(tiers, count), "behaviors_conf",
                  behaviors(tiers, count), "observations", observations, "behavioral_categories",
                  "independent_variables", "coding_map", "behaviors_coding_map", "converters");
    return made;
}

int facs_events_write_boris(const facs_event_file *out)
{
    facs_event_tier *tiers;
    size_t count;
    int status = facs_event_tiers_make(&tiers, &count, out->list);
    if (status < 0)
        return status;
    json_t *root = project(out, tiers, count);
    if (!root || (json_dumpf(root, out->file, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS)) < 0 &&
                  !ferror(out->file)))
        status = -ENOMEM;
    fputc('\n', out->file);
    json_decref(root);
    facs_event_tiers_free(tiers, count);
    return status;
}
