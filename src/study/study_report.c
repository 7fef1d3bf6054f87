/* The public facs_study_page: the figures of many results in one page. */
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sized.h"
#include "os/path.h"
#include "output/json.h"
#include "output/target.h"
#include "report/page.h"
#include "study/study_page.h"

#include <errno.h>
#include <string.h>

#define MAX_NOTES 50 /* in the page */

typedef struct study_report {
    facs_study_page_options options;
    facs_summing summing;
    facs_study_rows rows;
    json_t *notes; /* what was left out, and why */
    json_int_t more_notes;
} study_report;

/* Tells both whoever makes the page and whoever reads it. */
static void note(void *opaque, facs_log_level level, const char *text)
{
    study_report *r = opaque;
    if (level <= FACS_LOG_WARNING && json_array_size(r->notes) < MAX_NOTES)
        facs_json_append(&r->notes, facs_json_text(text));
    else if (level <= FACS_LOG_WARNING)
        r->more_notes++;
    facs_log_write(&r->options.log, level, "%s", text);
}

/* ---- What is asked for ----------------------------------------------------------------------- */

static int may_replace(const char *html, facs_error *error)
{
    char head[1024];
    if (facs_file_head(html, head, sizeof(head)) == 0 ||
        strstr(head, "<meta name=\"generator\" content=\"facs study\">"))
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s exists and is not the page of a study: choose another name, or delete it",
                     html);
}

/* Whether the page can group by it. */
static int check_group(const study_report *r, facs_error *error)
{
    const facs_path_columns *path = &r->summing.path;
    const char *group = r->options.group;
    if (!group || strcmp(group, "folder") == 0 ||
        (strcmp(group, "segment") == 0 && r->options.segments))
        return 0;
    for (int i = 0; i < path->count; i++)
        if (strcmp(path->names[i], group) == 0)
            return 0;
    return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                     "group: expected a column of the path, segment (with segments), or folder, "
                     "not \"%.200s\"",
                     group);
}

static void take_options(study_report *r)
{
    const facs_study_page_options *o = &r->options;
    const facs_log_level level = o->log.level > FACS_LOG_WARNING ? o->log.level : FACS_LOG_WARNING;
    r->summing.options = (facs_summarize_options){.size = sizeof(r->summing.options),
                                                  .segments = o->segments,
                                                  .baseline = o->baseline,
                                                  .parameters = o->parameters,
                                                  .path = o->path,
                                                  .jobs = o->jobs,
                                                  .progress = o->progress,
                                                  .opaque = o->opaque,
                                                  .log = {note, r, level}};
    r->summing.sink = (facs_summing_sink){facs_study_rows_put, &r->rows};
}

/* ---- The page -------------------------------------------------------------------------------- */

static json_t *optional(const char *text)
{
    return text ? facs_json_text(text) : json_null();
}

static json_t *facts_of(const study_report *r, const char *folder)
{
    const facs_path_columns *path = &r->summing.path;
    json_t *names = json_array();
    for (int i = 0; i < path->count; i++)
        facs_json_append(&names, facs_json_text(path->names[i]));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b, s:O, s:I}", "version", facs_version(),
                     "title", facs_json_text(facs_path_name(folder)), "path", names, "pattern",
                     optional(r->options.path), "group", optional(r->options.group), "baseline",
                     optional(r->options.baseline), "segmented", r->options.segments != NULL,
                     "notes", r->notes, "more_notes", r->more_notes);
}

static int write_file(study_report *r, const char *folder, facs_error *error)
{
    const char *html = r->options.html;
    facs_draft draft = FACS_NO_DRAFT;
    FILE *file = NULL;
    int status = facs_target_open(&draft, html, error);
    if (status == 0)
        status = facs_target_stream(&file, &draft, error);
    if (status == 0 && facs_study_page_write(&r->rows, file, html, facts_of(r, folder)) < 0)
        status = facs_fail_memory(error, "the page");
    return facs_target_end(&file, &draft, status, error);
}

static int make_page(study_report *r, const char *const *paths, facs_error *error)
{
    const char *html = r->options.html;
    int status =
        html ? may_replace(html, error)
             : facs_fail(error, FACS_ERROR_USAGE, -EINVAL, "html: expected the page's path");
    take_options(r);
    r->notes = json_array();
    if (status == 0)
        status = facs_summing_open(&r->summing, paths, html, error);
    if (status == 0)
        status = check_group(r, error);
    if (status == 0 && facs_study_rows_open(&r->rows, &r->summing, FACS_STUDY_FIGURES) < 0)
        status = facs_fail_memory(error, "the page");
    if (status == 0)
        status = facs_summing_run(&r->summing, error);
    if (status == 0)
        status = write_file(r, paths[0], error);
    facs_study_rows_close(&r->rows);
    json_decref(r->notes);
    facs_summing_close(&r->summing);
    return status;
}

int facs_study_page(const char *const *paths, const facs_study_page_options *options,
                    facs_summarize_totals *totals, facs_error *error)
{
    study_report r = {.options = {.size = 0}};
    if (!paths)
        return facs_fail_null(error, "paths");
    int status = facs_sized_read(&r.options, options, &FACS_SIZED(facs_study_page_options), error);
    if (status == 0 && totals)
        status = facs_sized_check(totals, &FACS_SIZED(facs_summarize_totals), error);
    if (status < 0)
        return status;
    status = make_page(&r, paths, error);
    if (totals)
        facs_sized_write(totals, &r.summing.totals, &FACS_SIZED(facs_summarize_totals));
    return status;
}
