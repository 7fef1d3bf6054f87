#include "extract_run.h"

#include "cmd_events.h"
#include "cmd_report.h"
#include "command_line.h"

#include "os/file.h"
#include "os/interrupt.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct facs_extract_input {
    facs_extract_input *next;
    int64_t index;
    facs_result_files files;
    char *command_line;
    facs_warning_lines warnings;
    int drawing; /* 1: its rows are written and its overlay is being drawn */
};

/* ---- The list -------------------------------------------------------------------------------- */

static facs_extract_input *find(facs_extract_run *run, int64_t index)
{
    facs_mutex_lock(&run->lock);
    facs_extract_input *input = run->inputs;
    while (input && input->index != index)
        input = input->next;
    facs_mutex_unlock(&run->lock);
    return input;
}

static void release(facs_extract_run *run, facs_extract_input *input)
{
    facs_mutex_lock(&run->lock);
    facs_extract_input **link = &run->inputs;
    while (*link && *link != input)
        link = &(*link)->next;
    if (*link)
        *link = input->next;
    facs_mutex_unlock(&run->lock);
    facs_results_free(&input->files);
    free(input->command_line);
    free(input->warnings.text);
    free(input);
}

/* ---- Before the analysis --------------------------------------------------------------------- */

static void on_warning(void *opaque, const facs_warning *warning)
{
    facs_extract_input *input = opaque;
    facs_warning_lines_add(&input->warnings, warning);
}

static int no_memory(facs_error *error)
{
    facs_refuse(error, "out of memory for the results' names");
    error->kind = FACS_ERROR_INTERNAL;
    return -ENOMEM;
}

int facs_extract_prepare(void *opaque, int64_t index, facs_extract_options *options,
                         facs_error *error)
{
    facs_extract_run *run = opaque;
    facs_study_input about = {.size = sizeof(about)};
    facs_extract_input *input = calloc(1, sizeof(*input));
    if (!input)
        return no_memory(error);
    facs_study_get(run->study, index, &about);
    const int status = facs_results_of(&input->files, run->args, about.csv);
    input->index = index;
    facs_mutex_lock(&run->lock);
    input->next = run->inputs;
    run->inputs = input;
    input->command_line =
        facs_command_line(run->args->operands, run->args->operand_count, about.path);
    facs_mutex_unlock(&run->lock);
    options->csv = input->files.csv;
    options->json = input->files.json;
    options->overlay = input->files.overlay;
    options->command_line = input->command_line;
    options->warning = on_warning;
    options->opaque = input;
    return status < 0 ? no_memory(error) : 0;
}

/* ---- After it -------------------------------------------------------------------------------- */

/* What is made from a finished result and lies beside it. */
typedef struct facs_beside {
    char *(*name)(const char *csv); /* allocated */
    int (*write)(facs_extract_run *run, const char *csv, const char *made, const char *input,
                 facs_error *error);
} facs_beside;

static char *page_name(const char *csv)
{
    return facs_results_beside(csv, ".html");
}

static int write_page(facs_extract_run *run, const char *csv, const char *made, const char *input,
                      facs_error *error)
{
    return facs_report_page_write(csv, made, input, NULL, &run->console, error);
}

static char *events_name(const char *csv)
{
    return facs_events_beside(csv, 0);
}

static int write_events(facs_extract_run *run, const char *csv, const char *made, const char *input,
                        facs_error *error)
{
    (void)input;
    return facs_events_file_write(csv, made, 0, &run->args->find, error);
}

/* Writes it for the result of an input, or with --per-face for that of each face. renew 0: only for
 * results that lack an up-to-date one. */
static int write_beside(facs_extract_run *run, const facs_beside *beside, const char *input,
                        const char *result, int64_t faces, int renew, facs_error *error)
{
    const int per_face = run->args->options.per_face;
    int status = 0, last = 0;
    for (int face = 0; face < faces && status == 0 && !last; face++) {
        char *csv = per_face ? facs_results_of_face(result, face) : strdup(result);
        char *made = csv ? beside->name(csv) : NULL;
        last = csv && !facs_path_kind(csv);
        if (!made)
            status = no_memory(error);
        else if (!last && (renew || facs_leftovers_outdated(made, csv)))
            status = beside->write(run, csv, made, input, error);
        if (status < 0 && error->kind == FACS_ERROR_USAGE) /* by this input's names */
            error->kind = FACS_ERROR_INPUT;
        free(csv);
        free(made);
    }
    return status;
}

/* Saves the neutral face of the input that was just analyzed, if asked to. */
static int save_neutral(facs_extract_run *run, facs_error *error)
{
    if (!run->learnt)
        return 0;
    const int status = facs_neutral_save(run->learnt, run->args->save_neutral, error);
    facs_neutral_close(&run->learnt);
    return status;
}

int facs_extract_complete(void *opaque, int64_t index, const facs_extract_options *options,
                          const facs_summary *summary, facs_error *error)
{
    facs_extract_run *run = opaque;
    const facs_extract_input *input = options->opaque;
    const int per_face = run->args->options.per_face;
    const facs_beside page = {page_name, write_page}, events = {events_name, write_events};
    const int several = per_face && (!summary || summary->people > 1);
    const int64_t pages = !several ? 1 : summary ? summary->people : INT_MAX;
    facs_study_input about = {.size = sizeof(about)};
    facs_study_get(run->study, index, &about);
    int status = summary ? save_neutral(run, error) : 0;
    if (status == 0 && run->args->events)
        status =
            write_beside(run, &events, about.path, input->files.csv, pages, summary != NULL, error);
    if (status == 0 && run->args->report)
        status =
            write_beside(run, &page, about.path, input->files.csv, pages, summary != NULL, error);
    if (status == 0 && summary && input->files.csv)
        facs_leftovers_tidy(input->files.csv, per_face ? (int)pages : 0,
                            run->args->quiet ? NULL : &run->console);
    return status;
}

/* ---- What is said ---------------------------------------------------------------------------- */

/* Returns the result to name in messages: a file if there is one, otherwise a stream. */
static const char *main_result(const facs_extract_run *run, const facs_result_files *files)
{
    if (files->first)
        return files->first;
    return run->options.csv_rows ? run->options.csv_rows : run->options.json_rows;
}

static void report(facs_extract_run *run, const facs_extract_input *input,
                   const facs_batch_event *event)
{
    const char *path = event->input->path, *result = main_result(run, &input->files);
    if (run->args->summary) {
        facs_console_show(&run->console, NULL); /* it may be the same terminal */
        facs_summary_print(stdout, path, event->summary, &input->warnings, result,
                           input->files.json);
        fflush(stdout); /* the end of the run asks whether that failed */
    } else if (run->console.terminal && run->args->inputs == 1)
        facs_console_say(&run->console, "%s: %lld frames, %lld with a face: %s", path,
                         (long long)event->summary->frames, (long long)event->summary->faces,
                         result);
}

static void say_interrupted(facs_extract_run *run, const facs_extract_input *input,
                            const facs_batch_event *event)
{
    const char *path = event->input->path, *first = input->files.first;
    const char *part = event->summary ? event->summary->unfinished : "";
    if (input->drawing)
        facs_console_say(&run->console, "%s: interrupted; %s is complete, the overlay is not", path,
                         first ? first : "the stream");
    else if (part[0])
        facs_console_say(&run->console, "%s: interrupted; %s holds the rows so far", path, part);
    else if (facs_interrupted()) /* not because another input stopped the batch */
        facs_console_say(&run->console, "%s: interrupted%s", path,
                         first ? " before the first row" : "");
}

static void say_failed(facs_extract_run *run, const facs_batch_event *event)
{
    const facs_error *error = event->error;
    const char *part =
        event->summary && (error->kind == FACS_ERROR_OUTPUT || error->kind == FACS_ERROR_INPUT)
            ? event->summary->unfinished
            : "";
    if (part[0])
        facs_console_say(&run->console, "%s (the rows so far are in %s)", error->text, part);
    else
        facs_console_say_error(&run->console, error);
}

/* An input of which nothing was analyzed. Of several, the end of the batch gives the number. */
static void say_passed_over(facs_extract_run *run, const facs_extract_input *input,
                            const facs_batch_event *event)
{
    if (run->args->quiet || (run->args->inputs > 1 && !run->args->verbose))
        return;
    if (event->row->state == FACS_BATCH_SKIPPED)
        facs_console_say(&run->console, "%s: skipped, its result %s already exists",
                         event->input->path, input->files.first);
    else if (event->row->state == FACS_BATCH_FAILED)
        facs_console_say(&run->console,
                         "%s: not tried again, because it failed before (--retry-failed): %s",
                         event->input->path, event->row->message);
}

static void ended(facs_extract_run *run, const facs_batch_event *event)
{
    static const facs_extract_input none;
    facs_extract_input *known = find(run, event->index);
    const facs_extract_input *input = known ? known : &none;
    const facs_error_kind kind = event->error ? event->error->kind : FACS_ERROR_NONE;
    if (kind == FACS_ERROR_CANCELLED)
        say_interrupted(run, input, event);
    else if (kind != FACS_ERROR_NONE && event->row->state != FACS_BATCH_LEFT)
        say_failed(run, event); /* what stops the batch is said at its end */
    else if (kind == FACS_ERROR_NONE && event->summary)
        report(run, input, event);
    else
        say_passed_over(run, input, event);
    if (known)
        release(run, known);
}

/* After an update, the reason is the same for thousands of inputs, so it is said once. */
static void say_renewed(facs_extract_run *run, const facs_extract_input *input,
                        const facs_batch_event *event)
{
    const char *path = event->input->path;
    const size_t kinds = run->renewed.count;
    const int several = run->args->inputs > 1 && !run->args->verbose;
    const int status = facs_reasons_add(&run->renewed, path, event->reason);
    if (several && status == 0 && run->renewed.count == kinds)
        return;
    facs_console_say(&run->console, "%s: %s is not used as its result: %s%s", path,
                     facs_path_kind(input->files.first) ? input->files.first : input->files.json,
                     event->reason,
                     several ? " (other inputs with the same reason are not named)" : "");
}

static void moved(facs_extract_run *run, const facs_batch_event *event)
{
    facs_extract_input *input = find(run, event->index);
    if (input && event->progress)
        input->drawing = event->progress->frames_drawn > 0;
    if (input && event->reason && !run->args->quiet)
        say_renewed(run, input, event);
}

int facs_extract_event(void *opaque, const facs_batch_event *event)
{
    facs_extract_run *run = opaque;
    facs_batch_show_event(run->show, event);
    if (event->moment == FACS_BATCH_ENDED)
        ended(run, event);
    else if (event->moment == FACS_BATCH_MOVED)
        moved(run, event);
    return facs_interrupted();
}
