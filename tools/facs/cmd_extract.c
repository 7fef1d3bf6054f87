/* facs extract: videos in, CSV files out. */
#include "analysis.h"
#include "cmd_report.h"
#include "command.h"
#include "command_line.h"
#include "console.h"
#include "results.h"
#include "summary.h"

#include "os/file.h"
#include "os/terminal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct run {
    facs_console console; /* first: the progress callback expects it */
    const facs_args *args;
    facs_extract_options options;
    facs_result_files *files;       /* of each input */
    facs_neutral *neutral, *learnt; /* what every input starts from; what is to be saved */
    facs_models *models;            /* opened for the first input, then kept for all */
    facs_resume *resume;            /* NULL: every input is analyzed */
    const char *input;              /* the current one */
    facs_warning_lines warnings;    /* of the current input */
} run;

static void on_warning(void *opaque, const facs_warning *warning)
{
    run *r = opaque;
    facs_warning_lines_add(&r->warnings, warning);
}

/* Returns the result to name in messages: a file if there is one, otherwise a stream. */
static const char *main_result(const run *r, const facs_result_files *files)
{
    if (files->first)
        return files->first;
    return r->options.csv_rows ? r->options.csv_rows : r->options.json_rows;
}

static void report(run *r, const facs_result_files *files, const facs_summary *summary)
{
    const char *result = main_result(r, files);
    if (r->args->summary)
        facs_summary_print(stdout, r->input, summary, &r->warnings, result, files->json);
    else if (r->console.terminal)
        facs_console_say(&r->console, "%s: %lld frames, %lld with a face: %s", r->input,
                         (long long)summary->frames, (long long)summary->faces, result);
}

static void say_interrupted(run *r, const facs_result_files *files, const facs_summary *summary)
{
    const char *first = files->first;
    if (r->console.drawing)
        facs_console_say(&r->console, "%s: interrupted; %s is complete, the overlay is not",
                         r->input, first ? first : "the stream");
    else if (summary->unfinished[0])
        facs_console_say(&r->console, "%s: interrupted; %s holds the rows so far", r->input,
                         summary->unfinished);
    else
        facs_console_say(&r->console, "%s: interrupted%s", r->input,
                         first ? " before the first row" : "");
}

static void say_failed(run *r, const facs_error *error, const facs_summary *summary)
{
    const char *part = error->kind == FACS_ERROR_OUTPUT || error->kind == FACS_ERROR_INPUT
                           ? summary->unfinished
                           : "";
    if (part[0])
        facs_console_say(&r->console, "%s (the rows so far are in %s)", error->text, part);
    else
        facs_console_say_error(&r->console, error);
}

/* Writes the report pages of an input: one, or with --per-face one per face. renew 0: only for
 * results without an up-to-date page. Returns an exit status. */
static int write_pages(run *r, const facs_result_files *files, int64_t faces, int renew)
{
    int status = FACS_EXIT_DONE;
    for (int face = 0; face < faces && status == FACS_EXIT_DONE; face++) {
        char *csv =
            r->args->options.per_face ? facs_results_of_face(files->csv, face) : strdup(files->csv);
        char *html = csv ? facs_results_beside(csv, ".html") : NULL;
        const int last = csv && !facs_path_kind(csv);
        if (!html) {
            facs_console_say(&r->console, "%s: out of memory for the report page", r->input);
            status = FACS_EXIT_FAILED;
        } else if (!last && (renew || facs_leftovers_outdated(html, csv))) {
            status = facs_report_page_write(csv, html, r->input, &r->console);
            if (status ==
                FACS_EXIT_USAGE) /* caused by this input's names, not by the command line */
                status = FACS_EXIT_FAILED;
        }
        free(csv);
        free(html);
        if (last)
            break;
    }
    return status;
}

/* Returns 1 if the result exists and need not be made again, otherwise 0. On failure, *failure is
 * the exit status. */
static int is_done(run *r, const facs_result_files *files, int *failure)
{
    char reason[512];
    facs_error error;
    *failure = FACS_EXIT_DONE;
    if (!r->resume)
        return 0;
    const int status =
        facs_resume_check(r->resume, r->input, &r->options, reason, sizeof(reason), &error);
    if (status < 0) {
        *failure = facs_exit_with(&r->console, &error);
    } else if (status == 0 && reason[0] && !r->args->quiet) {
        facs_console_say(&r->console, "%s: %s is not used as its result: %s", r->input,
                         facs_path_kind(files->first) ? files->first : files->json, reason);
    } else if (status == 1 && !r->args->quiet) {
        facs_console_say(&r->console, "%s: skipped, its result %s already exists", r->input,
                         files->first);
    }
    return status == 1;
}

/* Saves the neutral face of the input that was just analyzed, if asked to. */
static int save_neutral(run *r)
{
    facs_error error;
    if (!r->learnt)
        return 0;
    const int status = facs_neutral_save(r->learnt, r->args->save_neutral, &error);
    if (status < 0)
        facs_exit_with(&r->console, &error);
    facs_neutral_close(&r->learnt);
    return status;
}

/* Returns an exit status. */
static int load_neutral(run *r)
{
    facs_error error;
    r->options.learnt = r->args->save_neutral ? &r->learnt : NULL;
    if (r->args->neutral && facs_neutral_load(&r->neutral, r->args->neutral, &error) < 0)
        return facs_exit_with(&r->console, &error);
    r->options.analysis.neutral = r->neutral;
    return FACS_EXIT_DONE;
}

static int run_one(run *r, const facs_result_files *files)
{
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    r->console.drawing = 0;
    free(r->warnings.text);
    r->warnings = (facs_warning_lines){.text = NULL};
    char *line = facs_command_line(r->args->operands, r->args->operand_count, r->input);
    r->options.command_line = line;
    const int status = facs_extract(r->input, &r->options, &summary, &error);
    r->options.command_line = NULL;
    free(line);
    facs_console_end_progress(&r->console);
    if (status == 0) {
        if (save_neutral(r) < 0)
            return FACS_EXIT_FAILED;
        report(r, files, &summary);
        const int64_t pages = r->args->options.per_face && summary.people > 1 ? summary.people : 1;
        int pages_status = r->args->report ? write_pages(r, files, pages, 1) : FACS_EXIT_DONE;
        if (files->csv && pages_status == FACS_EXIT_DONE)
            facs_leftovers_tidy(files->csv, r->args->options.per_face ? (int)pages : 0,
                                r->args->quiet ? NULL : &r->console);
        return pages_status;
    }
    const int exit_status = facs_exit_status(error.kind);
    if (exit_status == FACS_EXIT_INTERRUPTED)
        say_interrupted(r, files, &summary);
    else
        say_failed(r, &error, &summary);
    return exit_status;
}

static int extract_one(void *opaque, int i)
{
    run *r = opaque;
    const facs_result_files *files = &r->files[i];
    int failure;
    r->input = r->console.name = r->args->operands[i];
    r->options.csv = files->csv;
    r->options.json = files->json;
    r->options.overlay = files->overlay;
    if (is_done(r, files, &failure))
        return r->args->report ? write_pages(r, files, r->args->options.per_face ? INT_MAX : 1, 0)
                               : FACS_EXIT_DONE;
    return failure ? failure : run_one(r, files);
}

static int check(const facs_args *args, facs_error *error)
{
    const char *output = facs_args_spelling(args, 'o'), *folder = facs_args_spelling(args, 'd');
    if (args->output && args->directory)
        return facs_refuse(error, "%s names one file and %s a folder: give one of them", output,
                           folder);
    if (args->output && args->operand_count > 1)
        return facs_refuse(error, "%s takes one result only: give -d DIR for several inputs",
                           output);
    if (args->output && facs_results_is_folder(args->output))
        return facs_refuse(error, "%s names a file, but %s is a folder: give -d %s", output,
                           args->output, args->output);
    if (args->save_neutral && args->operand_count > 1)
        return facs_refuse(error, "--save-neutral names one file: give one input");
    if (args->overlay && args->operand_count > 1 && !facs_results_is_ending(args->overlay))
        return facs_refuse(
            error, "--overlay names one file: for several inputs give only an extension, such as "
                   "--overlay .mp4, which writes NAME_overlay.mp4 next to each result");
    return facs_results_check_streams(args, error);
}

/* Skips the Action Units if no column and nothing else needs them. */
static void leave_out_aus(run *r)
{
    const facs_args *args = r->args;
    if (!(r->options.features & FACS_FEATURE_AUS) && args->options.analysis.au == FACS_AU_DYNAMIC &&
        !args->overlay && !args->summary && !args->neutral && !args->save_neutral)
        r->options.analysis.au = FACS_AU_NONE;
}

/* Rows on a terminal rule out a progress bar, which would overwrite them. */
static void take_streams(run *r)
{
    const facs_result_streams streams = facs_results_streams(r->args);
    r->options.csv_rows = streams.csv;
    r->options.json_rows = streams.json;
    const char *const names[] = {streams.csv, streams.json};
    for (int i = 0; i < 2; i++)
        if (names[i] && strcmp(names[i], "-") == 0 && facs_is_terminal(FACS_STANDARD_OUTPUT))
            r->console.terminal = 0;
}

/* Makes the folders of all files that the command line names. */
static int make_folders(run *r)
{
    const facs_args *args = r->args;
    const char *const files[] = {facs_results_streams(args).files ? args->output : NULL,
                                 r->options.csv_rows, r->options.json_rows, args->overlay,
                                 args->save_neutral};
    int status = args->directory ? facs_folder_make(args->directory, &r->console) : 0;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && status == 0; i++)
        status = facs_folder_make_for(files[i], &r->console);
    return status;
}

int facs_cmd_extract(const facs_args *args)
{
    facs_error error;
    run r = {.args = args};

    facs_console_open(&r.console, args);
    int status = check(args, &error);
    if (status == 0)
        status = facs_analysis_options(&r.options, args, &r.console, &error);
    if (status == 0)
        status = facs_results_name(&r.files, args, &error);
    if (status == 0 && args->resume && facs_resume_open(&r.resume, NULL) < 0) {
        facs_results_free(&r.files, args->operand_count);
        status = facs_refuse(&error, "out of memory to resume with");
    }
    if (status < 0)
        return facs_exit_with(&r.console, &error);
    take_streams(&r);
    leave_out_aus(&r);
    r.options.progress = facs_console_progress;
    r.options.warning = on_warning;
    r.options.opaque = &r;
    r.options.kept = &r.models;
    status = make_folders(&r) < 0 ? FACS_EXIT_FAILED : load_neutral(&r);
    if (status == FACS_EXIT_DONE)
        status = facs_run_inputs(&r.console, args->operand_count, extract_one, &r);
    facs_neutral_close(&r.neutral);
    facs_models_close(&r.models);
    facs_resume_close(&r.resume);
    free(r.warnings.text);
    facs_results_free(&r.files, args->operand_count);
    return status;
}
