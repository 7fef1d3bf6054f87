#include "output/provenance.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "media/ffmpeg_versions.h"
#include "os/path.h"
#include "os/process.h"
#include "output/csv.h"
#include "output/json_name.h"
#include "output/target.h"
#include "pipeline/options.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each of these is NULL without memory, which json_pack and what else takes it then fails by. */

/* JSON has no NaN. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *known(double value)
{
    return value > 0 ? number(value) : json_null();
}

static json_t *text(const char *value)
{
    return facs_json_text(value);
}

static int add_models(json_t *root, const facs_provenance *p, facs_error *error)
{
    json_t *files = json_array(), *models = json_pack("{s:o}", "files", files);
    if (json_object_set_new(root, "models", models) < 0 ||
        facs_json_set_name(models, "folder", p->models) < 0)
        return facs_fail_memory(error, "the provenance");
    for (int i = 0; i < p->file_count; i++) {
        /* known: facs's own manifest names it; own: the folder's does. */
        const facs_digest *f = &p->files[i];
        json_t *file = json_pack("{s:o, s:s, s:b}", "file", text(f->name), "sha256", f->sha256,
                                 "known", f->state == FACS_WEIGHTS_KNOWN);
        const int own =
            f->state != FACS_WEIGHTS_OWN || json_object_set_new(file, "own", json_true()) == 0;
        if (json_array_append_new(files, file) < 0 || !own)
            return facs_fail_memory(error, "the provenance");
    }
    return 0;
}

/* What each network computed in, and the file that was made for that, where there is one. */
static int add_networks(json_t *root, const facs_provenance *p, facs_error *error)
{
    json_t *list = json_array();
    if (json_object_set_new(root, "networks", list) < 0)
        return facs_fail_memory(error, "the provenance");
    for (const facs_network_file *n = p->networks; n && n->name; n++) {
        char sha256[65] = "";
        int status = n->path ? facs_file_sha256(n->path, sha256) : 0;
        if (status < 0)
            return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                             "%s cannot be read any more (%s): was facs quantize run meanwhile?",
                             n->path, facs_strerror(status));
        json_t *network = json_pack("{s:s, s:s, s:o}", "file", n->name, "precision",
                                    facs_precision_name(n->precision), "made_sha256",
                                    text(n->path ? sha256 : NULL));
        if (json_array_append_new(list, network) < 0 ||
            facs_json_set_name(network, "made_file", n->path) < 0)
            return facs_fail_memory(error, "the provenance");
    }
    return 0;
}

static json_t *input(const facs_provenance *p)
{
    const facs_source_info *s = p->source;
    char aspect[32];
    snprintf(aspect, sizeof(aspect), "%d:%d", s->aspect[0], s->aspect[1]);
    return json_pack("{s:o, s:o, s:o, s:i, s:i, s:i, s:i, s:i, s:i, s:o, s:i, s:o, s:b, s:o, s:o, "
                     "s:o, s:o, s:o}",
                     "kind", text(s->kind), "format", text(s->format), "codec", text(s->codec),
                     "stream", s->stream, "streams", s->streams, "width", s->width, "height",
                     s->height, "stored_width", s->stored_width, "stored_height", s->stored_height,
                     "sample_aspect_ratio", text(aspect), "rotation", s->rotation, "frame_rate",
                     known(s->frame_rate), "variable_frame_rate", s->variable_frame_rate,
                     "shortest_step", known(s->shortest_step), "longest_step",
                     known(s->longest_step), "duration", known(s->duration), "start",
                     number(s->start), "sound_start", number(s->sound_start));
}

/* Which input it was, before what is known of it as a video. */
static int add_input(json_t *root, const facs_provenance *p, facs_error *error)
{
    char time[FACS_TIME_SIZE];
    const facs_input_facts *f = p->identity;
    json_t *object = json_object(), *video = input(p);
    int status = json_object_set_new(root, "input", object);
    if (status == 0)
        status = facs_json_set_name(object, "name", p->input);
    if (status == 0 && f && f->path)
        status = facs_json_set_name(object, "path", f->path);
    if (status == 0 && f && f->known) {
        facs_time_text(time, f->modified_ns);
        status = json_object_set_new(object, "size", json_integer((json_int_t)f->size));
        if (status == 0 && f->timed)
            status = json_object_set_new(object, "modified", json_string(time));
        if (status == 0)
            status = json_object_set_new(
                object, "digest",
                f->method ? json_pack("{s:s, s:s}", "method", f->method, "value", f->digest)
                          : json_null());
    }
    if (status == 0)
        status = video ? json_object_update(object, video) : -1;
    json_decref(video);
    return status < 0 ? facs_fail_memory(error, "the provenance") : 0;
}

static json_t *features(unsigned wanted)
{
    const char *name;
    json_t *list = json_array();
    for (unsigned bit = 1; list && (name = facs_feature_name(bit)) != NULL; bit <<= 1)
        if (wanted & bit && json_array_append_new(list, json_string(name)) < 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

/* Whose points they are: a method's name, or a file with its digest. */
static int add_landmarks(json_t *object, const facs_extract_options *o)
{
    char sha256[65];
    if (!o->landmarks)
        return json_object_set_new(
            object, "landmarks",
            json_string(facs_landmark_method_name(o->analysis.landmark_method)));
    const int status = facs_json_set_name(object, "landmarks", o->landmarks);
    const char *digest = facs_file_sha256(o->landmarks, sha256) == 0 ? sha256 : NULL;
    return status < 0 ? status : json_object_set_new(object, "landmarks_sha256", text(digest));
}

/* Only where the medians began with something. */
static int add_neutral(json_t *object, const facs_neutral *neutral)
{
    size_t size;
    char sha256[65];
    if (!neutral)
        return 0;
    const void *bytes = facs_neutral_bytes(neutral, &size);
    facs_sha256(bytes, size, sha256);
    return json_object_set_new(object, "neutral_sha256", json_string(sha256));
}

json_t *facs_provenance_options(const facs_extract_options *o, unsigned measured, int still_image)
{
    const facs_options *a = &o->analysis;
    const facs_au_models au = still_image && a->au != FACS_AU_NONE ? FACS_AU_STATIC : a->au;
    json_t *object = json_pack(
        "{s:o, s:s, s:[iiii], s:i, s:s, s:s, s:i, s:i, s:i, s:i, s:b, s:s, s:o, s:o, s:o, s:o, "
        "s:o, s:b, s:o, s:I, s:I, s:i, s:b, s:I}",
        "detector", text(o->landmarks ? NULL : facs_detector_name(facs_options_detector(a))),
        "face", facs_face_choice_name(a->face_choice), "region", a->region[0], a->region[1],
        a->region[2], a->region[3], "min_face", a->min_face, "backend",
        facs_backend_name(a->backend), "precision", facs_precision_name(a->precision), "threads",
        a->threads, "detect_every", a->detect_every, "batch", a->batch, "faces", a->faces,
        "per_face", o->per_face, "au", facs_au_models_name(au), "focal_x",
        known((double)a->focal_x), "focal_y", known((double)a->focal_y), "centre_x",
        known((double)a->centre_x), "centre_y", known((double)a->centre_y), "features",
        features(measured), "full_precision", o->full_precision, "fps", known(o->fps), "every",
        (json_int_t)o->every, "max_frames", (json_int_t)o->max_frames, "stream", o->stream,
        "deinterlace", o->deinterlace, "max_pixels", (json_int_t)o->max_pixels);
    if (object && (add_landmarks(object, o) < 0 || add_neutral(object, a->neutral) < 0)) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *frames(const facs_provenance *p)
{
    const facs_summary *s = p->summary;
    return json_pack("{s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}", "expected",
                     s->expected > 0 ? json_integer(s->expected) : json_null(), "decoded",
                     (json_int_t)s->decoded, "damaged", (json_int_t)s->damaged, "lost",
                     (json_int_t)s->lost, "analyzed", (json_int_t)s->frames, "rows",
                     (json_int_t)s->rows, "with_face", (json_int_t)s->faces, "people",
                     (json_int_t)s->people, "failed_to_decode", (json_int_t)s->failed,
                     "last_timestamp", number(s->duration), "analysis_seconds",
                     number(s->analysis_seconds));
}

static json_t *warning_json(const facs_warning *w)
{
    json_t *ranges = json_array();
    for (int i = 0; ranges && i < w->range_count; i++)
        if (json_array_append_new(ranges, json_pack("[I, I]", (json_int_t)w->ranges[i][0] + 1,
                                                    (json_int_t)w->ranges[i][1] + 1)) < 0) {
            json_decref(ranges);
            return NULL;
        }
    if (!ranges)
        return NULL;
    return json_pack("{s:s, s:s, s:I, s:o, s:o, s:o, s:b}", "code", w->code, "text", w->text,
                     "count", (json_int_t)w->count, "first_frame",
                     w->first_frame < 0 ? json_null() : json_integer(w->first_frame + 1),
                     "first_time", number(w->first_time), "frames", ranges, "all_frames_listed",
                     w->ranges_whole);
}

/* Frames as in the CSV, from 1. */
static int add_warnings(json_t *root, const facs_provenance *p, facs_error *error)
{
    facs_warning warning;
    json_t *list = json_array();
    int status = json_object_set_new(root, "warnings", list);
    for (int i = 0; status == 0 && facs_warnings_get(p->warnings, i, &warning) == 0; i++)
        status = json_array_append_new(list, warning_json(&warning));
    return status < 0 ? facs_fail_memory(error, "the provenance") : 0;
}

static int add_files(json_t *list, const facs_sink *sink)
{
    facs_sink_file file;
    int status = 0;
    for (int i = 0; status == 0 && sink->file && sink->file(sink->self, i, &file) == 0; i++) {
        json_t *result = json_pack("{s:I, s:I, s:s}", "rows", (json_int_t)file.rows, "bytes",
                                   (json_int_t)file.bytes, "sha256", file.sha256);
        status = json_array_append_new(list, result);
        if (status == 0)
            status = facs_json_set_name(result, "file", facs_path_name(file.path));
    }
    return status;
}

/* The files with the rows, by their names without the folder: one, or one for each face. */
static int add_results(json_t *root, const facs_provenance *p, facs_error *error)
{
    json_t *list = json_array();
    int status = json_object_set_new(root, "results", list);
    for (int i = 0; status == 0 && p->outputs && i < p->outputs->count; i++)
        status = add_files(list, &p->outputs->sinks[i]);
    return status < 0 ? facs_fail_memory(error, "the provenance") : 0;
}

/* From one column to another that have one unit and meaning: "x_0..x_67". */
static int add_columns_of(json_t *list, const facs_column *first, const facs_column *last)
{
    char names[2 * sizeof(first->name) + 2];
    snprintf(names, sizeof(names), strcmp(first->name, last->name) == 0 ? "%s" : "%s..%s",
             first->name, last->name);
    return json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", names, "unit",
                                                 first->unit, "meaning", text(first->meaning)));
}

static int add_columns(json_t *root, const facs_csv_options *wanted, facs_error *error)
{
    facs_column column = {.size = sizeof(column)}, first = {0}, last = {0};
    json_t *list = json_array();
    int status = json_object_set_new(root, "columns", list);
    for (int i = 0; status == 0; i++) {
        const int more = facs_column_get(i, wanted->features, wanted->still_image, &column) == 0;
        /* Of one line of the table of columns, unit and meaning are the same strings. */
        const int other =
            i == 0 || !more || column.unit != last.unit || column.meaning != last.meaning;
        if (i > 0 && other)
            status = add_columns_of(list, &first, &last);
        if (!more)
            break;
        if (other)
            first = column;
        last = column;
    }
    return status < 0 ? facs_fail_memory(error, "the provenance") : 0;
}

/* ---- The run --------------------------------------------------------------------------------- */

static json_t *libraries(void)
{
    facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES];
    json_t *object = json_pack("{s:o}", "ffmpeg", text(facs_ffmpeg_versions(versions)));
    for (int i = 0; object && i < FACS_FFMPEG_LIBRARIES; i++) {
        char number[48];
        snprintf(number, sizeof(number), "%d.%d.%d", versions[i].major, versions[i].minor,
                 versions[i].micro);
        if (json_object_set_new(object, versions[i].name, json_string(number)) < 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

/* When, where and by which line it was started. */
static int add_run(json_t *root, const facs_provenance *p, facs_error *error)
{
    char host[256], date[FACS_TIME_SIZE];
    facs_host_name(host, sizeof(host));
    facs_time_text(date, (int64_t)p->started * 1000000000);
    json_t *run = json_pack("{s:s, s:o}", "date", date, "host", text(host[0] ? host : NULL));
    int status = json_object_set_new(root, "run", run);
    if (status == 0)
        status = facs_json_set_name(run, "command_line", p->options->command_line);
    return status < 0 ? facs_fail_memory(error, "the provenance") : 0;
}

/* 15 digits: every decimal that a person typed comes back as it was typed. */
static int dump(facs_draft *draft, const json_t *root, facs_error *error)
{
    char *whole = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    int status = whole ? facs_target_write(draft, whole, strlen(whole), error)
                       : facs_fail_memory(error, "the provenance");
    free(whole);
    if (status == 0)
        status = facs_target_write(draft, "\n", 1, error);
    return status < 0 ? status : facs_target_finish(draft, error);
}

static int fill(json_t *root, const facs_provenance *p, facs_error *error)
{
    int status = add_run(root, p, error);
    if (status == 0)
        status = add_input(root, p, error);
    if (status == 0 &&
        (json_object_set_new(root, "options",
                             facs_provenance_options(p->options, p->columns->features,
                                                     p->summary->still_image)) < 0 ||
         json_object_set_new(root, "frames", frames(p)) < 0))
        status = facs_fail_memory(error, "the provenance");
    if (status == 0)
        status = add_warnings(root, p, error);
    if (status == 0)
        status = add_results(root, p, error);
    if (status == 0)
        status = add_models(root, p, error);
    if (status == 0)
        status = add_networks(root, p, error);
    return status < 0 ? status : add_columns(root, p->columns, error);
}

int facs_provenance_write(facs_draft *draft, const char *path, const facs_provenance *p,
                          facs_error *error)
{
    int status = facs_target_open(draft, path, error);
    if (status < 0)
        return status;
    json_t *root = json_pack("{s:s, s:s, s:o, s:o, s:s, s:b}", "program", "facs", "version",
                             facs_version(), "libraries", libraries(), "runtime", text(p->runtime),
                             "provider", p->summary->provider, "complete", p->summary->complete);
    status = root ? fill(root, p, error) : facs_fail_memory(error, "the provenance");
    if (status == 0)
        status = dump(draft, root, error);
    json_decref(root);
    if (status < 0)
        facs_draft_remove(draft);
    return status;
}
