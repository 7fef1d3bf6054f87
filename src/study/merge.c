/* The public facs_merge: the rows of all results in one table. */
#include "os/path.h"
#include "study/merge_run.h"
#include "study/merge_schema.h"

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sized.h"
#include "os/clock.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEADER_BYTES 8192 /* of an older table that are looked at */

/* ---- What is asked for ----------------------------------------------------------------------- */

static int is_database(const char *path)
{
    return facs_path_ends_with(path, ".sqlite") || facs_path_ends_with(path, ".sqlite3") ||
           facs_path_ends_with(path, ".db");
}

static int check_options(const facs_merge_plan *plan, facs_error *error)
{
    const double min = plan->options.min_confidence;
    if (!(min >= 0 && min <= 1))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "min_confidence: expected a number from 0 to 1, not %g", min);
    if (!is_database(plan->output) && !facs_path_ends_with(plan->output, ".csv"))
        return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                         "output: expected a name that ends in .csv, .sqlite or .db, not \"%s\"",
                         plan->output);
    return 0;
}

/* Whether a CSV begins like ours: the path, columns taken from it, and what every result has. */
static int is_table(const char *head)
{
    char line[HEADER_BYTES];
    snprintf(line, sizeof(line), "%.*s", (int)strcspn(head, "\r\n"), head);
    return strncmp(line, "path,", strlen("path,")) == 0 &&
           strstr(line, ",frame,face_id,timestamp,confidence,success") != NULL;
}

/* An older table may be replaced; what else has that name by mistake, such as a result or the batch
 * table, may not. */
static int check_output(const char *path, facs_error *error)
{
    char head[HEADER_BYTES] = "";
    if (facs_file_head(path, head, sizeof(head)) == 0 ||
        (is_database(path) ? facs_merge_is_database(head) : is_table(head)))
        return 0;
    return facs_fail(error, FACS_ERROR_OUTPUT, -EEXIST,
                     "%s exists and is not a table that facs merge wrote: choose another name, or "
                     "delete it",
                     path);
}

/* ---- Columns --------------------------------------------------------------------------------- */

/* Looks at the header of a result. One that does not fit is only remembered, as it is left out when
 * its turn comes; what is not a result at all leaves the list. */
static int add_columns(facs_merge_plan *plan, facs_merge_result *result, facs_error *error)
{
    facs_merge_reader *reader = NULL;
    facs_merge_line header;
    facs_error fault = {.kind = FACS_ERROR_NONE};
    int status = facs_merge_reader_open(&reader, result->csv, 0, &header, &fault);
    if (status == 0)
        status =
            facs_merge_columns_add(&plan->columns, result->csv, header.text, header.length, &fault);
    facs_merge_reader_close(&reader);
    if (status == 0)
        return 0;
    if (fault.kind != FACS_ERROR_INPUT) {
        if (error)
            *error = fault;
        return status;
    }
    result->fault = strdup(fault.text);
    result->skip = status == -ENOMSG && !result->json;
    return result->fault ? 0 : facs_fail_memory(error, "a result");
}

/* Removes from the list what is no result. */
static void skip_others(facs_merge_plan *plan)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->list.count; i++) {
        facs_merge_result *result = &plan->list.results[i];
        if (result->skip) {
            facs_log_write(&plan->options.log, FACS_LOG_INFO, "%s; it is left out", result->fault);
            facs_merge_result_free(result);
        } else {
            plan->list.results[kept++] = *result;
        }
    }
    plan->list.count = kept;
}

static int find_columns(facs_merge_plan *plan, const char *folder, facs_error *error)
{
    const facs_merge_summary nothing = {.videos = 0};
    double last_ms = 0;
    int status = facs_merge_columns_open(&plan->columns, error);
    for (size_t i = 0; status == 0 && i < plan->list.count; i++) {
        if (plan->list.results[i].csv)
            status = add_columns(plan, &plan->list.results[i], error);
        if (status == 0)
            status = facs_merge_progress(plan, &nothing, &last_ms, error);
    }
    skip_others(plan);
    if (status == 0 && plan->columns.layout_count == 0)
        status = facs_fail(error, FACS_ERROR_INPUT, -ENOENT,
                           "%s has no results that can be merged: expected a folder that facs "
                           "extract -d wrote",
                           folder);
    return status < 0 ? status
                      : facs_merge_columns_settle(&plan->columns, plan->options.columns, error);
}

/* ---- Notes ----------------------------------------------------------------------------------- */

/* Two results of one input, such as with other options, count twice. */
static void note_doubles(const facs_merge_plan *plan)
{
    const facs_merge_list *list = &plan->list;
    size_t doubles = 0, example = 0;
    for (size_t i = 1; i < list->count; i++)
        if (list->results[i].csv &&
            strcmp(list->results[i].row.path, list->results[i - 1].row.path) == 0)
            if (doubles++ == 0)
                example = i;
    if (doubles > 0)
        facs_log_write(&plan->options.log, FACS_LOG_WARNING,
                       "inputs with more than one result, all of which are in the table: %zu, such "
                       "as %s (%s, %s)",
                       doubles, list->results[example].row.path, list->results[example - 1].csv,
                       list->results[example].csv);
}

static void note(const facs_merge_plan *plan, const facs_merge_outcome *outcome)
{
    const facs_log *log = &plan->options.log;
    const long long results = (long long)plan->list.count;
    note_doubles(plan);
    if (outcome->unmatched > 0)
        facs_log_write(
            log, FACS_LOG_WARNING,
            "paths that do not match \"%s\", so their columns are empty: %lld of %lld, such as %s",
            plan->options.path, (long long)outcome->unmatched, results, outcome->unmatched_path);
    if (outcome->foreign > 0)
        facs_log_write(log, FACS_LOG_INFO,
                       "results without a .json, such as OpenFace's, which are taken as they are: "
                       "%lld",
                       (long long)outcome->foreign);
    if (outcome->summary.missing > 0)
        facs_log_write(log, FACS_LOG_WARNING,
                       "inputs without a result, because they failed or are not done yet: %lld",
                       (long long)outcome->summary.missing);
}

/* ---- The whole ------------------------------------------------------------------------------- */

static int write_table(const facs_merge_plan *plan, facs_merge_outcome *outcome, facs_error *error)
{
    facs_merge_sink sink;
    int status = is_database(plan->output) ? facs_merge_sqlite_open(&sink, plan, error)
                                           : facs_merge_csv_open(&sink, plan, error);
    if (status == 0)
        status = facs_merge_run(plan, &sink, outcome, error);
    if (status == 0 && outcome->summary.videos == 0)
        status = facs_fail(error, FACS_ERROR_INPUT, -ENOENT,
                           "none of the %zu results can be merged: the messages before say why",
                           plan->list.count);
    if (status == 0)
        status = sink.finish(sink.self, error);
    if (sink.self)
        sink.close(sink.self);
    return status;
}

static int merge(facs_merge_plan *plan, const char *folder, facs_merge_outcome *outcome,
                 facs_error *error)
{
    int status = check_options(plan, error);
    if (status == 0 && plan->options.path)
        status = facs_path_columns_open(&plan->path, plan->options.path, error);
    if (status == 0 && is_database(plan->output))
        status = facs_merge_sqlite_check(error);
    if (status == 0)
        status = check_output(plan->output, error);
    if (status == 0)
        status = facs_merge_list_open(&plan->list, folder, plan->output, &plan->options.log, error);
    outcome->summary.left_out = plan->list.left_out;
    if (status == 0)
        status = find_columns(plan, folder, error);
    if (status == 0)
        status = facs_merge_schema_check(plan, error);
    if (status == 0)
        status = write_table(plan, outcome, error);
    if (status == 0)
        note(plan, outcome);
    return status;
}

int facs_merge(const char *folder, const char *output, const facs_merge_options *options,
               facs_merge_summary *summary, facs_error *error)
{
    const double start = facs_clock_ms();
    facs_merge_plan plan = {.output = output};
    facs_merge_outcome outcome = {.summary = {.size = sizeof(outcome.summary)}};
    if (!folder || !output)
        return facs_fail_null(error, "folder, output");
    facs_default_merge_options(&plan.options);
    int status = facs_sized_read(&plan.options, options, &FACS_SIZED(facs_merge_options), error);
    if (status == 0 && summary)
        status = facs_sized_check(summary, &FACS_SIZED(facs_merge_summary), error);
    if (status < 0)
        return status;
    status = merge(&plan, folder, &outcome, error);
    outcome.summary.seconds = (facs_clock_ms() - start) / 1000;
    if (summary)
        facs_sized_write(summary, &outcome.summary, &FACS_SIZED(facs_merge_summary));
    facs_merge_columns_close(&plan.columns);
    facs_merge_list_close(&plan.list);
    facs_path_columns_close(&plan.path);
    return status;
}
