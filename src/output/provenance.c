#include "output/provenance.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "media/ffmpeg_libraries.h"
#include "os/file.h"
#include "os/path.h"
#include "os/process.h"
#include "output/csv.h"
#include "output/json.h"
#include "output/target.h"
#include "pipeline/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that returns JSON returns NULL without memory, which output/json.h passes on. */

static json_t *known(double value)
{
    return value > 0 ? facs_json_real(value) : json_null();
}

/* ---- The run and its input ------------------------------------------------------------------- */

static json_t *libraries(void)
{
    facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES];
    json_t *object = json_pack("{s:o}", "ffmpeg", facs_json_text(facs_ffmpeg_versions(versions)));
    for (int i = 0; i < FACS_FFMPEG_LIBRARIES; i++) {
        char number[48];
        snprintf(number, sizeof(number), "%d.%d.%d", versions[i].major, versions[i].minor,
                 versions[i].micro);
        facs_json_set(&object, versions[i].name, json_string(number));
    }
    return object;
}

/* When, on which machine, with which command line and in which folder it was started. */
static json_t *run(const facs_provenance *p)
{
    char host[256], date[FACS_TIME_SIZE];
    facs_host_name(host, sizeof(host));
    facs_time_text(date, (int64_t)p->started * 1000000000);
    json_t *object =
        json_pack("{s:s, s:o}", "date", date, "host", facs_json_text(host[0] ? host : NULL));
    facs_json_set_name(&object, "command_line", p->options->command_line);
    char *folder = facs_path_absolute("."); /* where the line's relative paths begin */
    facs_json_set_name(&object, "folder", folder);
    free(folder);
    return object;
}

static json_t *video(const facs_source_info *s)
{
    char aspect[32];
    snprintf(aspect, sizeof(aspect), "%d:%d", s->aspect[0], s->aspect[1]);
    return json_pack(
        "{s:o, s:o, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:i, s:o, s:b, s:o, s:o, s:o, s:o, "
        "s:o}",
        "kind", facs_json_text(s->kind), "format", facs_json_text(s->format), "codec",
        facs_json_text(s->codec), "stream", s->stream, "streams", s->streams, "width", s->width,
        "height", s->height, "stored_width", s->stored_width, "stored_height", s->stored_height,
        "sample_aspect_ratio", facs_json_text(aspect), "rotation", s->rotation, "frame_rate",
        known(s->frame_rate), "variable_frame_rate", s->variable_frame_rate, "shortest_step",
        known(s->shortest_step), "longest_step", known(s->longest_step), "duration",
        known(s->duration), "start", facs_json_real(s->start), "sound_start",
        facs_json_real(s->sound_start));
}

/* Of a run in which a device was to decode: which one did, or why none. */
static void set_hwaccel(json_t **object, const facs_source_info *s)
{
    if (s->hwaccel[0] || s->no_hwaccel[0])
        facs_json_set(object, "hwaccel",
                      json_pack("{s:o, s:o}", "device",
                                facs_json_text(s->hwaccel[0] ? s->hwaccel : NULL), "why_none",
                                facs_json_text(s->no_hwaccel[0] ? s->no_hwaccel : NULL)));
}

/* Which file it was, then what is known of it as a video. */
static json_t *input(const facs_provenance *p)
{
    char time[FACS_TIME_SIZE];
    const facs_input_facts *f = p->identity;
    json_t *object = json_object(), *rest = video(p->source);
    set_hwaccel(&rest, p->source);
    facs_json_set_name(&object, "name", p->input);
    if (f && f->path)
        facs_json_set_name(&object, "path", f->path);
    if (f && f->known) {
        facs_time_text(time, f->modified_ns);
        facs_json_set(&object, "size", json_integer((json_int_t)f->size));
        if (f->timed)
            facs_json_set(&object, "modified", json_string(time));
        facs_json_set(&object, "digest",
                      f->method ? json_pack("{s:s, s:s}", "method", f->method, "value", f->digest)
                                : json_null());
    }
    if (json_object_update(object, rest) < 0) {
        json_decref(object);
        object = NULL;
    }
    json_decref(rest);
    return object;
}

/* The files of a folder of images: the first is frame 1's. */
static json_t *pictures(const facs_source_info *s)
{
    json_t *list = json_array();
    for (int64_t i = 0; i < s->picture_count; i++)
        facs_json_append(&list, facs_json_text(s->pictures[i]));
    return list;
}

/* ---- Options --------------------------------------------------------------------------------- */

static json_t *features(unsigned wanted)
{
    const char *name;
    json_t *list = json_array();
    for (unsigned bit = 1; (name = facs_feature_name(bit)) != NULL; bit <<= 1)
        if (wanted & bit)
            facs_json_append(&list, json_string(name));
    return list;
}

/* The landmark method's name, or the file of given points and its digest. */
static void set_landmarks(json_t **object, const facs_extract_options *o)
{
    char sha256[65];
    if (!o->landmarks) {
        facs_json_set(object, "landmarks",
                      json_string(facs_landmark_method_name(o->analysis.landmark_method)));
        return;
    }
    const int status = facs_file_sha256(o->landmarks, sha256);
    facs_json_set_name(object, "landmarks", o->landmarks);
    facs_json_set(object, "landmarks_sha256", facs_json_text(status == 0 ? sha256 : NULL));
}

/* The state the medians started from, if they were given one. */
static void set_neutral(json_t **object, const facs_neutral *neutral)
{
    size_t size;
    char sha256[65];
    if (!neutral)
        return;
    const void *bytes = facs_neutral_bytes(neutral, &size);
    facs_sha256(bytes, size, sha256);
    facs_json_set(object, "neutral_sha256", json_string(sha256));
}

json_t *facs_provenance_options(const facs_extract_options *o, unsigned measured, int still_image)
{
    const facs_options *a = &o->analysis;
    const facs_au_models au = still_image && a->au != FACS_AU_NONE ? FACS_AU_STATIC : a->au;
    json_t *object = json_pack(
        "{s:o, s:s, s:[iiii], s:i, s:s, s:s, s:i, s:i, s:i, s:i, s:b, s:s, s:o, s:o, s:o, s:o, "
        "s:o, s:b, s:o, s:I, s:I, s:o, s:o, s:i, s:b, s:i, s:I}",
        "detector",
        facs_json_text(o->landmarks ? NULL : facs_detector_name(facs_options_detector(a))), "face",
        facs_face_choice_name(a->face_choice), "region", a->region[0], a->region[1], a->region[2],
        a->region[3], "min_face", a->min_face, "backend", facs_backend_name(a->backend),
        "precision", facs_precision_name(a->precision), "threads", a->threads, "detect_every",
        a->detect_every, "batch", a->batch, "faces", a->faces, "per_face", o->per_face, "au",
        facs_au_models_name(au), "focal_x", known((double)a->focal_x), "focal_y",
        known((double)a->focal_y), "centre_x", known((double)a->centre_x), "centre_y",
        known((double)a->centre_y), "features", features(measured), "full_precision",
        o->full_precision, "fps", known(o->fps), "every", (json_int_t)o->every, "max_frames",
        (json_int_t)o->max_frames, "from", known(o->begin), "to", known(o->end), "stream",
        o->stream, "deinterlace", o->deinterlace, "rotate", o->rotate, "max_pixels",
        (json_int_t)o->max_pixels);
    set_landmarks(&object, o);
    set_neutral(&object, a->neutral);
    if (o->hwaccel)
        facs_json_set(&object, "hwaccel", facs_json_text(o->hwaccel));
    if (o->picture_names)
        facs_json_set(&object, "picture_names", json_true());
    if (o->overlay && o->overlay_style != FACS_OVERLAY_FULL)
        facs_json_set(&object, "overlay_style",
                      facs_json_text(facs_overlay_style_name(o->overlay_style)));
    return object;
}

/* ---- What came of it ------------------------------------------------------------------------- */

static json_t *frames(const facs_summary *s)
{
    return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "expected",
                     s->expected > 0 ? json_integer(s->expected) : json_null(), "decoded",
                     (json_int_t)s->decoded, "damaged", (json_int_t)s->damaged, "lost",
                     (json_int_t)s->lost, "analyzed", (json_int_t)s->frames, "rows",
                     (json_int_t)s->rows, "with_face", (json_int_t)s->faces, "people",
                     (json_int_t)s->people, "failed_to_decode", (json_int_t)s->failed,
                     "last_timestamp", facs_json_real(s->duration), "analysis_seconds",
                     facs_json_real(s->analysis_seconds));
}

/* Frames as in the CSV, from 1. */
static json_t *warnings(const facs_provenance *p)
{
    facs_warning w;
    json_t *list = json_array();
    for (int i = 0; facs_warnings_get(p->warnings, i, &w) == 0; i++) {
        json_t *ranges = json_array();
        for (int k = 0; k < w.range_count; k++)
            facs_json_append(&ranges, json_pack("[I, I]", (json_int_t)w.ranges[k][0] + 1,
                                                (json_int_t)w.ranges[k][1] + 1));
        facs_json_append(
            &list, json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:b}", "code", w.code, "text", w.text,
                             "count", (json_int_t)w.count, "first_frame",
                             w.first_frame < 0 ? json_null() : json_integer(w.first_frame + 1),
                             "first_time", facs_json_real(w.first_time), "frames", ranges,
                             "all_frames_listed", w.ranges_whole));
    }
    return list;
}

/* The files with the rows, named without the folder: one, or one for each face. */
static json_t *results(const facs_provenance *p)
{
    facs_sink_file file;
    json_t *list = json_array();
    for (int i = 0; p->outputs && i < p->outputs->count; i++) {
        const facs_sink *sink = &p->outputs->sinks[i];
        for (int n = 0; sink->file && sink->file(sink->self, n, &file) == 0; n++) {
            json_t *result = json_pack("{s:I, s:I, s:s}", "rows", (json_int_t)file.rows, "bytes",
                                       (json_int_t)file.bytes, "sha256", file.sha256);
            facs_json_set_name(&result, "file", facs_path_name(file.path));
            facs_json_append(&list, result);
        }
    }
    return list;
}

static json_t *models(const facs_provenance *p)
{
    json_t *files = json_array(), *object = json_object();
    for (int i = 0; i < p->file_count; i++) {
        /* known: facs's own manifest lists it; own: the folder's does. */
        const facs_digest *f = &p->files[i];
        json_t *file = json_pack("{s:o, s:s, s:b}", "file", facs_json_text(f->name), "sha256",
                                 f->sha256, "known", f->state == FACS_WEIGHTS_KNOWN);
        if (f->state == FACS_WEIGHTS_OWN)
            facs_json_set(&file, "own", json_true());
        facs_json_append(&files, file);
    }
    facs_json_set(&object, "files", files);
    facs_json_set_name(&object, "folder", p->models);
    return object;
}

/* The precision each network computed in, and the file made for that precision, if any. */
static int add_networks(json_t **root, const facs_provenance *p, facs_error *error)
{
    json_t *list = json_array();
    for (const facs_network_file *n = p->networks; n && n->name; n++) {
        char sha256[65] = "";
        const int status = n->path ? facs_file_sha256(n->path, sha256) : 0;
        if (status < 0) {
            json_decref(list);
            return facs_fail(
                error, FACS_ERROR_ENVIRONMENT, status,
                "%s can no longer be read (%s): did facs quantize run in the meantime?", n->path,
                facs_strerror(status));
        }
        json_t *network = json_pack("{s:s, s:s, s:o}", "file", n->name, "precision",
                                    facs_precision_name(n->precision), "made_sha256",
                                    facs_json_text(n->path ? sha256 : NULL));
        facs_json_set_name(&network, "made_file", n->path);
        facs_json_append(&list, network);
    }
    facs_json_set(root, "networks", list);
    return 0;
}

/* Neighbouring columns with the same unit and meaning are listed together: "x_0..x_67". */
static json_t *columns(const facs_csv_options *wanted)
{
    facs_column column = {.size = sizeof(column)}, first = {0}, last = {0};
    json_t *list = json_array();
    for (int i = 0, more = 1; more; i++) {
        more = facs_column_get(i, wanted->features, wanted->still_image, &column) == 0;
        /* Within one row of the columns table, unit and meaning are the same strings. */
        const int same = more && column.unit == last.unit && column.meaning == last.meaning;
        if (i > 0 && !same) {
            char names[2 * sizeof(first.name) + 2];
            snprintf(names, sizeof(names), strcmp(first.name, last.name) == 0 ? "%s" : "%s..%s",
                     first.name, last.name);
            facs_json_append(&list, json_pack("{s:s, s:s, s:o}", "name", names, "unit", first.unit,
                                              "meaning", facs_json_text(first.meaning)));
        }
        if (!same)
            first = column;
        last = column;
    }
    if (wanted->pictures)
        facs_json_append(&list, json_pack("{s:s, s:s, s:s}", "name", FACS_PICTURE_COLUMN, "unit",
                                          "", "meaning", FACS_PICTURE_MEANING));
    return list;
}

/* ---- The file -------------------------------------------------------------------------------- */

/* 15 digits: every decimal that a person typed reads back as typed. */
char *facs_provenance_dump(const json_t *root)
{
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    const size_t length = text ? strlen(text) : 0;
    char *line = text ? realloc(text, length + 2) : NULL;
    if (line)
        memcpy(line + length, "\n", 2);
    else
        free(text);
    return line;
}

int facs_provenance_text(char **text, const facs_provenance *p, facs_error *error)
{
    const facs_summary *s = p->summary;
    json_t *root = json_pack(
        "{s:s, s:s, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "program", "facs",
        "version", facs_version(), "libraries", libraries(), "runtime", facs_json_text(p->runtime),
        "provider", s->provider, "complete", s->complete, "run", run(p), "input", input(p),
        "options", facs_provenance_options(p->options, p->columns->features, s->still_image),
        "frames", frames(s), "warnings", warnings(p), "results", results(p), "models", models(p));
    const int status = add_networks(&root, p, error);
    facs_json_set(&root, "columns", columns(p->columns));
    if (p->source->pictures)
        facs_json_set(&root, "pictures", pictures(p->source));
    *text = status == 0 ? facs_provenance_dump(root) : NULL;
    json_decref(root);
    return status == 0 && !*text ? facs_fail_memory(error, "the provenance") : status;
}

int facs_provenance_write(facs_draft *draft, const char *path, const char *text, facs_error *error)
{
    int status = facs_target_open(draft, path, error);
    if (status == 0)
        status = facs_target_write(draft, text, strlen(text), error);
    if (status == 0)
        status = facs_target_finish(draft, error);
    if (status < 0)
        facs_draft_remove(draft);
    return status;
}
