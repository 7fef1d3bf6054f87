/* facs_report(): makes a page from a result. */
#include "base/error.h"
#include "base/log.h"
#include "base/sized.h"
#include "os/file.h"
#include "os/format.h"
#include "os/path.h"
#include "output/json.h"
#include "output/target.h"
#include "report/answers.h"
#include "report/facts.h"
#include "report/figures.h"
#include "report/origin.h"
#include "report/page.h"
#include "report/samples.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_GAPS  200 /* stretches without a face in the page */
#define NOTE_SIZE 1024

typedef struct report {
    const char *csv;
    const facs_report_options *options;
    facs_recording recording;
    json_t *facts; /* what the page shows besides the samples */
    json_t *notes; /* what was left out, and why */
    facs_draft draft;
    FILE *file;
    facs_error *error;
} report;

/* Tells both whoever makes the page and whoever reads it. */
#if defined(__GNUC__)
FACS_FORMAT(2, 3)
#endif
static void add_note(report *r, const char *format, ...)
{
    char text[NOTE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    if (length <= 0)
        return;
    facs_json_append(&r->notes, facs_json_text(text));
    facs_log_write(r->options->log, FACS_LOG_WARNING, "%s: %s", r->csv, text);
}

/* ---- Figures --------------------------------------------------------------------------------- */

static json_t *unit_figures(const facs_recorded_face *face, int i)
{
    const facs_au_figures f = facs_au_figures_of(face, i);
    const int peaks = isfinite(f.peak);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "au", facs_presence_name(i), "mean",
                     facs_json_real(f.mean), "peak", facs_json_real(f.peak), "peak_time",
                     peaks ? facs_json_real(face->times[f.peak_row]) : json_null(), "peak_frame",
                     peaks ? json_integer(face->frames[f.peak_row]) : json_null(), "present",
                     facs_json_real(f.present), "onsets", facs_json_real(f.onsets));
}

static json_t *gaps_of(const facs_recorded_face *face)
{
    json_t *list = json_array();
    json_int_t count = 0;
    for (size_t from = 0, to; facs_next_gap(face, &from, &to); from = to, count++) {
        const size_t end = to < face->rows ? to : face->rows - 1; /* when the face is back */
        if (count < MAX_GAPS)
            facs_json_append(&list, json_pack("[f, f, I, I]", face->times[from], face->times[end],
                                              (json_int_t)face->frames[from],
                                              (json_int_t)face->frames[to - 1]));
    }
    return json_pack("{s:I, s:o}", "count", count, "first", list);
}

static json_t *face_facts(const report *r, const facs_recorded_face *face, json_t *layout)
{
    json_t *units = json_array();
    for (int i = 0; i < FACS_PRESENCES; i++) {
        const int intensity = facs_au_intensity_of(i);
        if (face->values[FACS_MEASURE_PRESENCE + i] ||
            (intensity >= 0 && face->values[FACS_MEASURE_INTENSITY + intensity]))
            facs_json_append(&units, unit_figures(face, i));
    }
    char colour[8];
    snprintf(colour, sizeof(colour), "#%06x",
             (unsigned)facs_face_colour((int)(face->id % FACS_FACE_COLOURS)));
    return json_pack("{s:I, s:s, s:I, s:I, s:I, s:o, s:o, s:o}", "id", (json_int_t)face->id,
                     "colour", colour, "rows", (json_int_t)face->rows, "with_face",
                     (json_int_t)facs_rows_with_face(face), "samples",
                     (json_int_t)facs_samples_count(&r->recording, face), "figures", units, "gaps",
                     gaps_of(face), "layout", layout);
}

static json_t *unit_names(void)
{
    json_t *names = json_object();
    for (int i = 0; i < FACS_PRESENCES; i++)
        facs_json_set(&names, facs_presence_name(i),
                      json_string(facs_au_description(facs_presence_name(i))));
    return names;
}

/* ---- The page -------------------------------------------------------------------------------- */

static int write_faces(report *r)
{
    json_t *faces = json_array();
    int status = 0;
    for (int i = 0; i < r->recording.count && status == 0; i++) {
        const facs_recorded_face *face = &r->recording.faces[i];
        json_t *layout = json_array();
        fprintf(r->file, "<script type=\"text/plain\" id=\"face-%d\">", i);
        status = facs_samples_write(r->file, layout, &r->recording, face);
        fputs("</script>\n", r->file);
        facs_json_append(&faces, face_facts(r, face, layout));
    }
    facs_json_set(&r->facts, "faces", faces);
    return status < 0 || !r->facts ? facs_fail_memory(r->error, "the page") : 0;
}

static int write_page(report *r)
{
    fwrite(facs_report_page_head, 1, facs_report_page_head_size, r->file);
    int status = write_faces(r);
    if (status < 0)
        return status;
    if (facs_page_put_facts(r->file, r->facts) < 0)
        return facs_fail_memory(r->error, "the page");
    fwrite(facs_report_page_tail, 1, facs_report_page_tail_size, r->file);
    return 0; /* closing the file reports failed writes */
}

/* ---- The report ------------------------------------------------------------------------------ */

static int fail_to_replace(const report *r)
{
    return facs_fail(r->error, FACS_ERROR_USAGE, -EINVAL,
                     "the page %s would replace what it is made from: name another file",
                     r->options->html);
}

static int read_csv(report *r)
{
    facs_table *table;
    int status = facs_table_open(&table, r->csv, r->error);
    if (status < 0)
        return status;
    status = facs_recording_read(&r->recording, table, r->csv, r->error);
    if (status == 0 && r->recording.action_units == 0)
        status = facs_fail(r->error, FACS_ERROR_INPUT, -EINVAL,
                           "%s: expected a result of facs or OpenFace, with columns AU01_r or the "
                           "like in its first line",
                           r->csv);
    if (status == 0)
        facs_json_set(&r->facts, "columns", facs_facts_of_columns(table));
    facs_table_close(&table);
    return status;
}

/* Reads NAME.json if it describes this table; otherwise *root is NULL. */
static int read_run(report *r, json_t **root, int *origin)
{
    char note[NOTE_SIZE];
    *root = facs_facts_read(r->options->json, note, sizeof(note));
    *origin = *root ? facs_origin_of(*root, r->csv, r->recording.rows) : FACS_ORIGIN_UNKNOWN;
    if (*origin < 0)
        return facs_fail_memory(r->error, "the run");
    if (note[0])
        add_note(r, "%s", note);
    if (*origin == FACS_ORIGIN_OTHER) {
        add_note(r, "%s describes another table and is ignored", r->options->json);
        json_decref(*root);
        *root = NULL;
    }
    if (*origin == FACS_ORIGIN_CHANGED)
        add_note(r, "the table has been changed since facs made it (its SHA-256 differs)");
    return 0;
}

/* Uses the video that the caller names, whatever it is. */
static int take_video(report *r, facs_video_facts *video, const json_t *root)
{
    const int other = facs_origin_is_other(root, r->options->video);
    free(video->path);
    video->path = strdup(r->options->video);
    if (other < 0 || !video->path)
        return -ENOMEM;
    if (other)
        add_note(r, "%s is not the file that was measured, or has changed since",
                 r->options->video);
    return 0;
}

static int find_video(report *r, facs_video_facts *video, const json_t *root, int origin)
{
    int status = facs_origin_find_video(video, root, r->csv);
    if (status == 0 && r->options->video) {
        status = take_video(r, video, root);
    } else if (status == 0 && video->path && origin == FACS_ORIGIN_CHANGED) {
        free(video->path);
        video->path = NULL;
        video->missing =
            strdup("the table has been changed since facs made it: name its video with "
                   "--video");
        status = video->missing ? 0 : -ENOMEM;
    }
    return status < 0 ? facs_fail_memory(r->error, "the video's name") : 0;
}

static int add_pictures(report *r, const facs_video_facts *video)
{
    char note[NOTE_SIZE];
    json_t *pictures = json_array();
    int status = facs_pictures_add(pictures, &r->recording, video, note, sizeof(note), r->error);
    facs_json_set(&r->facts, "pictures", pictures);
    facs_json_set(&r->facts, "pictures_note", facs_json_text(note));
    return status;
}

/* Adds the segments that were asked for. */
static int add_segments(report *r, const json_t *root)
{
    if (!r->options->segments)
        return 0;
    char *input = facs_json_get_name(json_object_get(root, "input"), "name");
    const int status =
        facs_report_segments(&r->facts, r->options->segments, input, r->csv, r->error);
    free(input);
    if (status < 0)
        return status;
    if (!r->recording.has_times)
        add_note(r, "segments need times, which the result does not have");
    else if (json_array_size(json_object_get(r->facts, "segments")) == 0)
        add_note(r, "%s has no segments of this recording", r->options->segments);
    if (!r->recording.has_times)
        facs_json_set(&r->facts, "segments", json_array());
    return 0;
}

static int add_run_and_pictures(report *r)
{
    int origin;
    facs_video_facts video = {.path = NULL};
    json_t *root;
    int status = read_run(r, &root, &origin);
    if (status == 0)
        status = find_video(r, &video, root, origin);
    const int named = status < 0 ? 0 : facs_origin_names(root, r->csv, r->options->html);
    if (named)
        status = named < 0 ? facs_fail_memory(r->error, "the video's name") : fail_to_replace(r);
    if (status == 0) {
        facs_json_set(&r->facts, "run", root ? facs_facts_of_run(root) : json_null());
        status = add_segments(r, root);
    }
    if (status == 0)
        status = add_pictures(r, &video);
    facs_origin_forget_video(&video);
    json_decref(root);
    return status;
}

/* Notes what cannot be shown. That there is no face the page says by itself. */
static void note_rows(report *r)
{
    size_t with_face = 0;
    if (r->recording.no_number)
        add_note(r,
                 "in %zu row%s a cell is not a number but nan, NA or the like (first in line "
                 "%lld); it is "
                 "not shown",
                 r->recording.no_number, r->recording.no_number == 1 ? "" : "s",
                 (long long)r->recording.no_number_line);
    for (int i = 0; i < r->recording.count; i++)
        with_face += facs_rows_with_face(&r->recording.faces[i]);
    if (with_face == 0)
        facs_log_write(r->options->log, FACS_LOG_WARNING,
                       "%s: no row has a face, so there is nothing to show", r->csv);
}

static int gather(report *r)
{
    r->notes = json_array();
    r->facts = json_pack("{s:o, s:s, s:o}", "csv", facs_json_text(facs_path_name(r->csv)),
                         "version", facs_version(), "names", unit_names());
    int status = r->facts ? read_csv(r) : facs_fail_memory(r->error, "the facts");
    if (status < 0)
        return status;
    note_rows(r);
    facs_json_set(&r->facts, "has_times", json_boolean(r->recording.has_times));
    facs_json_set(&r->facts, "dimensions", json_integer(r->recording.dimensions));
    facs_json_set(&r->facts, "rows", json_integer((json_int_t)r->recording.rows));
    facs_json_set(&r->facts, "merged",
                  json_integer((json_int_t)facs_samples_merged(&r->recording)));
    if (facs_report_events(&r->facts, &r->recording) < 0)
        return facs_fail_memory(r->error, "the events");
    status = add_run_and_pictures(r);
    facs_json_set(&r->facts, "notes", json_incref(r->notes));
    return status < 0 || r->facts ? status : facs_fail_memory(r->error, "the facts");
}

static int write_file(report *r)
{
    int status = facs_target_open(&r->draft, r->options->html, r->error);
    if (status == 0)
        status = facs_target_stream(&r->file, &r->draft, r->error);
    if (status == 0)
        status = write_page(r);
    return facs_target_end(&r->file, &r->draft, status, r->error);
}

static int check_options(const report *r)
{
    const facs_report_options *o = r->options;
    if (!o->html)
        return facs_fail(r->error, FACS_ERROR_USAGE, -EINVAL, "html: expected the page's path");
    if (facs_path_is_same(o->html, r->csv) || facs_path_is_same(o->html, o->json) ||
        facs_path_is_same(o->html, o->video) || facs_path_is_same(o->html, o->segments))
        return fail_to_replace(r);
    if (facs_report_page_head_size == 0)
        return facs_fail(r->error, FACS_ERROR_ENVIRONMENT, -ENOSYS, FACS_REPORT_LACKS_PAGE);
    return 0;
}

void facs_default_report_options_sized(facs_report_options *options, size_t size)
{
    if (!options)
        return;
    options->size = size;
    facs_sized_write(options, &(facs_report_options){.html = NULL},
                     &FACS_SIZED(facs_report_options));
}

int facs_report(const char *csv, const facs_report_options *options, facs_error *error)
{
    if (!csv)
        return facs_fail_null(error, "csv");
    facs_report_options own = {.html = NULL};
    report r = {.csv = csv, .options = &own, .draft = FACS_NO_DRAFT, .error = error};
    int status = facs_sized_read(&own, options, &FACS_SIZED(facs_report_options), error);
    if (status == 0)
        status = check_options(&r);
    if (status == 0)
        status = gather(&r);
    if (status == 0)
        status = write_file(&r);
    facs_recording_free(&r.recording);
    json_decref(r.facts);
    json_decref(r.notes);
    return status;
}
