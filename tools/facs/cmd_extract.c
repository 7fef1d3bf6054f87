/* facs extract: videos in, CSV files out. */
#include "analysis.h"
#include "cmd_events.h"
#include "command.h"
#include "console.h"
#include "extract_run.h"
#include "results.h"
#include "sandbox.h"
#include "study_args.h"

#include "os/file.h"
#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- The command line ------------------------------------------------------------------------ */

static int check(const facs_args *args, facs_error *error)
{
    const char *output = facs_args_spelling(args, 'o'), *folder = facs_args_spelling(args, 'd');
    if (args->output && args->directory)
        return facs_refuse(error, "%s names one file and %s a folder: give one of them", output,
                           folder);
    if (args->output && args->inputs > 1)
        return facs_refuse(error, "%s takes one result only: give -d DIR for several inputs",
                           output);
    if (args->output && facs_results_is_folder(args->output))
        return facs_refuse(error, "%s names a file, but %s is a folder: give -d %s", output,
                           args->output, args->output);
    if (args->directory && facs_text_ends_with(args->directory, ".csv") &&
        !facs_results_is_folder(args->directory))
        return facs_refuse(error, "%s names a folder, but %s looks like a file: give -o %s", folder,
                           args->directory, args->directory);
    if (args->options.end > 0 && args->options.end <= args->options.begin)
        return facs_refuse(error, "--to: expected a time after --from");
    if (args->save_neutral && args->inputs > 1)
        return facs_refuse(error, "--save-neutral names one file: give one input");
    if (args->batch.retry_failed && !args->resume)
        return facs_refuse(error, "--retry-failed is for --resume: give both");
    if (args->overlay && args->inputs > 1 && !facs_results_is_ending(args->overlay))
        return facs_refuse(
            error, "--overlay names one file: for several inputs give only an extension, such as "
                   "--overlay .mp4, which writes NAME_overlay.mp4 next to each result");
    int status = facs_events_check(args, args->events, error);
    if (status == 0)
        status = facs_results_check_streams(args, error);
    return status < 0 ? status : facs_batch_show_check(args, error);
}

/* Whether there is more than one file to speak of. */
static int is_study(const facs_extract_run *run)
{
    facs_study_input input = {.size = sizeof(input)};
    if (run->options.csv_rows || run->options.json_rows || run->args->output)
        return 0;
    return run->args->inputs > 1 || run->args->operand_count != 1 || run->args->list ||
           run->args->shard || facs_study_get(run->study, 0, &input) < 0 ||
           strcmp(input.path, run->args->operands[0]) != 0;
}

/* Returns the path of the batch table, with shards each its own; allocated. */
static char *table_of(const facs_args *args)
{
    char name[64] = "facs-batch";
    if (args->shard)
        snprintf(name, sizeof(name), "facs-batch.%d-of-%d", args->shard, args->shards);
    return facs_results_path(args->directory, name, ".csv");
}

/* Skips the Action Units if no column and nothing else needs them. */
static void leave_out_aus(facs_extract_run *run)
{
    const facs_args *args = run->args;
    if (!(run->options.features & (FACS_FEATURE_AUS | FACS_FEATURE_MEASURES)) &&
        args->options.analysis.au == FACS_AU_DYNAMIC && !args->overlay && !args->summary &&
        !args->neutral && !args->save_neutral)
        run->options.analysis.au = FACS_AU_NONE;
}

/* Rows on a terminal rule out a progress bar, which would overwrite them. */
static void take_streams(facs_extract_run *run)
{
    const facs_result_streams streams = facs_results_streams(run->args);
    run->options.csv_rows = streams.csv;
    run->options.json_rows = streams.json;
    const char *const names[] = {streams.csv, streams.json};
    for (int i = 0; i < 2; i++)
        if (names[i] && strcmp(names[i], "-") == 0 && facs_is_terminal(FACS_STANDARD_OUTPUT))
            run->console.terminal = 0;
}

/* Makes the folders of all files that the command line names. */
static int make_folders(facs_extract_run *run)
{
    const facs_args *args = run->args;
    const char *const files[] = {facs_results_streams(args).files ? args->output : NULL,
                                 run->options.csv_rows, run->options.json_rows, args->overlay,
                                 args->save_neutral};
    int status = args->directory ? facs_folder_make(args->directory, &run->console) : 0;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && status == 0; i++)
        status = facs_folder_make_for(files[i], &run->console);
    return status;
}

/* ---- The run --------------------------------------------------------------------------------- */

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(facs_extract_run *run)
{
    const facs_args *args = run->args;
    facs_box *box;
    if (facs_box_open(&box, args, &run->options.analysis, &run->console) < 0)
        return -ENOMEM;
    facs_box_read_study(box, args->operands, run->study);
    facs_box_read(box, run->options.landmarks);
    if (facs_results_streams(args).files && !args->output)
        facs_box_write_folder(box, args->directory);
    facs_box_write(box, args->output);
    facs_box_write(box, run->options.csv_rows);
    facs_box_write(box, run->options.json_rows);
    if (args->overlay && !facs_results_is_ending(args->overlay))
        facs_box_write(box, args->overlay);
    facs_box_write(box, args->save_neutral);
    return facs_box_enter(&box, &run->console);
}

/* Returns an exit status. */
static int load_neutral(facs_extract_run *run)
{
    facs_error error;
    run->options.learnt = run->args->save_neutral ? &run->learnt : NULL;
    if (run->args->neutral && facs_neutral_load(&run->neutral, run->args->neutral, &error) < 0)
        return facs_exit_with(&run->console, &error);
    run->options.analysis.neutral = run->neutral;
    return FACS_EXIT_DONE;
}

/* One input alone may make us wait as long as it likes: it holds nobody up. */
static double choose_patience(const facs_args *args)
{
    facs_batch_options defaults;
    facs_default_batch_options(&defaults);
    if (args->batch.patience != FACS_NO_PATIENCE)
        return args->batch.patience;
    return args->inputs > 1 ? defaults.patience : 0;
}

/* Returns an exit status. What ended the batch with an input was said there. */
static int say_end(facs_extract_run *run, int status, const facs_batch_totals *totals,
                   const facs_error *error)
{
    const int broke = status < 0 && status != -ECANCELED;
    const int exit_status = status < 0           ? facs_exit_status(error->kind)
                            : totals->failed > 0 ? FACS_EXIT_FAILED
                                                 : FACS_EXIT_DONE;
    if (broke) {
        facs_console_show(&run->console, NULL);
        facs_console_say_error(&run->console, error);
    }
    return facs_batch_show_close(&run->show, totals, exit_status, !broke);
}

/* Returns an exit status. */
static int run_batch(facs_extract_run *run)
{
    facs_error error;
    facs_batch_totals totals = {.size = sizeof(totals)};
    facs_batch_options options = run->args->batch;
    options.patience = choose_patience(run->args);
    char *table = is_study(run) ? table_of(run->args) : NULL;
    options.extract = &run->options;
    options.table = table;
    options.resume = run->args->resume;
    options.prepare = facs_extract_prepare;
    options.complete = facs_extract_complete;
    options.event = facs_extract_event;
    options.opaque = run;
    options.figures = run->args->events;
    options.parameters = run->args->find.parameters;
    if (!options.table && !options.jobs)
        options.jobs = 1;
    int exit_status = FACS_EXIT_FAILED;
    if (facs_batch_show_open(&run->show, &run->console, run->args, run->study, table) == 0) {
        const int status = facs_batch_run(run->study, &options, &totals, &error);
        exit_status = say_end(run, status, &totals, &error);
    }
    free(table);
    return exit_status;
}

int facs_cmd_extract(const facs_args *given)
{
    facs_error error;
    facs_args args = *given;
    facs_extract_run run = {.args = &args, .lock = FACS_MUTEX_INITIALIZER};

    facs_console_open(&run.console, &args);
    facs_environment_options(&run.options.analysis, &args, &run.console);
    int status = facs_study_args_open(&run.study, &args, &run.options.analysis.log, &error);
    if (status == 0)
        status = check(&args, &error);
    if (status == 0)
        status = facs_analysis_options(&run.options, &args, &run.console, &error);
    if (status == 0)
        status = facs_results_check(&args, run.study, &error);
    if (status < 0) {
        facs_console_say_error(&run.console, &error);
        status = facs_exit_status(error.kind);
    } else if (args.dry_run) {
        status = facs_study_args_print(run.study, &args);
    } else {
        take_streams(&run);
        leave_out_aus(&run);
        status = make_folders(&run) < 0 ? FACS_EXIT_FAILED : load_neutral(&run);
        if (status == FACS_EXIT_DONE)
            status = enter_box(&run) < 0 ? FACS_EXIT_FAILED : run_batch(&run);
    }
    facs_neutral_close(&run.neutral);
    facs_neutral_close(&run.learnt);
    facs_reasons_free(&run.renewed);
    facs_study_close(&run.study);
    return status;
}
