#include "output/provenance.h"

#include "base/error.h"
#include "base/file.h"
#include "output/csv_columns.h"
#include "output/csv_faces.h"
#include "output/target.h"
#include "pipeline/options.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* JSON has no NaN; a text that is not UTF-8 (a file name may be so) becomes null likewise. */
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
    json_t *string = value ? json_string(value) : NULL;
    return string ? string : json_null();
}

static int add_models(json_t *root, const facs_provenance *p, facs_error *error)
{
    json_t *files = json_array();
    if (json_object_set_new(root, "models",
                            json_pack("{s:o, s:o}", "folder", text(p->models), "files", files)) < 0)
        return facs_fail_memory(error, "the provenance");
    for (int i = 0; i < p->file_count; i++)
        if (json_array_append_new(files, json_pack("{s:o, s:s}", "file", text(p->files[i].name),
                                                   "sha256", p->files[i].sha256)) < 0)
            return facs_fail_memory(error, "the provenance");
    return 0;
}

static const char *const precisions[] = {"fp32", "fp16", "int8"}; /* by facs_precision */

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
        if (json_array_append_new(list,
                                  json_pack("{s:s, s:s, s:o, s:o}", "file", n->name, "precision",
                                            precisions[n->precision], "made_file", text(n->path),
                                            "made_sha256", text(n->path ? sha256 : NULL))) < 0)
            return facs_fail_memory(error, "the provenance");
    }
    return 0;
}

static json_t *input(const facs_provenance *p)
{
    const facs_source_info *s = p->source;
    return json_pack("{s:o, s:o, s:o, s:o, s:i, s:i, s:i, s:o, s:b, s:o}", "name", text(p->input),
                     "kind", text(s->kind), "format", text(s->format), "codec", text(s->codec),
                     "width", s->width, "height", s->height, "rotation", s->rotation, "frame_rate",
                     known(s->frame_rate), "variable_frame_rate", s->variable_frame_rate,
                     "duration", known(s->duration));
}

static json_t *features(unsigned wanted)
{
    static const char *const names[] = {"pose", "2d",  "3d",
                                        "pdm",  "aus", "gaze"}; /* by FACS_FEATURE_* */
    json_t *list = json_array();
    for (int i = 0; i < (int)(sizeof(names) / sizeof(names[0])); i++)
        if (wanted & 1u << i)
            json_array_append_new(list, json_string(names[i]));
    return list;
}

static json_t *options(const facs_provenance *p)
{
    static const char *const backends[] = {"auto", "cpu", "coreml", "cuda"}; /* by facs_backend */
    static const char *const methods[] = {"clnf", "pfld"}; /* by facs_landmark_method */
    static const char *const detectors[] = {NULL, "mtcnn", "retinaface"}; /* facs_detector_kind */
    static const char *const choices[] = {"largest", "central", "first"}; /* facs_face_choice */
    const facs_extract_options *o = p->options;
    const facs_options *a = &o->analysis;
    int dynamic = a->au == FACS_AU_DYNAMIC && !p->summary->still_image;
    return json_pack(
        "{s:o, s:o, s:s, s:[iiii], s:i, s:s, s:s, s:i, s:i, s:i, s:i, s:s, s:o, s:o, s:o, s:o, "
        "s:o, s:b, s:o, s:I, s:I, s:i, s:b, s:I}",
        "landmarks", text(o->landmarks ? o->landmarks : methods[a->landmark_method]), "detector",
        text(o->landmarks ? NULL : detectors[facs_options_detector(a)]), "face",
        choices[a->face_choice], "region", a->region[0], a->region[1], a->region[2], a->region[3],
        "min_face", a->min_face, "backend", backends[a->backend], "precision",
        precisions[a->precision], "threads", a->threads, "detect_every", a->detect_every, "batch",
        a->batch, "faces", a->faces, "au", dynamic ? "dynamic" : "static", "focal_x",
        known((double)a->focal_x), "focal_y", known((double)a->focal_y), "centre_x",
        known((double)a->centre_x), "centre_y", known((double)a->centre_y), "features",
        features(p->columns->features), "full_precision", o->full_precision, "fps", known(o->fps),
        "every", (json_int_t)o->every, "max_frames", (json_int_t)o->max_frames, "stream", o->stream,
        "deinterlace", o->deinterlace, "max_pixels", (json_int_t)o->max_pixels);
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

/* The names of the files with the rows, without their folder: one, or one for each face. */
static json_t *results(const facs_provenance *p)
{
    const facs_extract_options *o = p->options;
    json_t *list = json_array();
    const int64_t count = o->per_face && p->summary->people > 1 ? p->summary->people : 1;
    for (int face = 0; o->csv && face < count; face++) {
        char *path = o->per_face ? facs_csv_faces_path(o->csv, face) : facs_target_name(o->csv, "");
        const char *slash = path ? strrchr(path, '/') : NULL;
        json_array_append_new(list, text(slash ? slash + 1 : path));
        free(path);
    }
    return list;
}

static json_t *columns(const facs_csv_options *wanted)
{
    char name[FACS_CSV_NAME_SIZE];
    const char *unit, *meaning;
    json_t *list = json_array();

    for (int i = 0; facs_csv_column(wanted, i, name, &unit, &meaning) == 0; i++)
        if (json_array_append_new(list, json_pack("{s:s, s:s, s:o}", "name", name, "unit", unit,
                                                  "meaning", text(meaning))) < 0)
            break;
    return list;
}

static int dump(const json_t *root, const char *path, facs_error *error)
{
    FILE *file = NULL;
    char *part = facs_target_name(path, ".part");
    if (!part)
        return facs_fail_memory(error, "a path");
    int status = facs_target_open(&file, part, error);
    if (status == 0) {
        /* 15 digits: every decimal that a person typed comes back as it was typed. */
        int dumped = json_dumpf(root, file, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
        fputc('\n', file);
        status = facs_target_close(&file, part, error);
        if (status == 0 && dumped != 0)
            status = facs_fail_memory(error, "the provenance");
        if (status == 0)
            status = facs_target_rename(part, path, error);
        if (status < 0)
            remove(part);
    }
    free(part);
    return status;
}

int facs_provenance_write(const char *path, const facs_provenance *p, facs_error *error)
{
    int status = facs_target_check(path, error);
    if (status < 0)
        return status;
    json_t *root =
        json_pack("{s:s, s:s, s:o, s:s, s:b, s:o, s:o, s:o, s:o}", "program", "facs", "version",
                  facs_version(), "runtime", text(p->runtime), "provider", p->summary->provider,
                  "complete", p->summary->complete, "input", input(p), "options", options(p),
                  "frames", frames(p), "results", results(p));
    if (!root)
        return facs_fail_memory(error, "the provenance");
    status = add_warnings(root, p, error);
    if (status == 0)
        status = add_models(root, p, error);
    if (status == 0)
        status = add_networks(root, p, error);
    if (status == 0 && json_object_set_new(root, "columns", columns(p->columns)) < 0)
        status = facs_fail_memory(error, "the provenance");
    if (status == 0)
        status = dump(root, path, error);
    json_decref(root);
    return status;
}
