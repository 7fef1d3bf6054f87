/* facs summary: results in a few figures, in one table. */
#include "cmd_report.h"
#include "command.h"
#include "console.h"
#include "results.h"
#include "sandbox.h"

#include "os/clock.h"

#include <errno.h>
#include <stdlib.h>

typedef struct summing {
    facs_console console;
    double start_ms;
} summing;

static int on_progress(void *opaque, int64_t results, int64_t of)
{
    summing *s = opaque;
    const facs_progress progress = {.frames_read = results,
                                    .frames_done = results,
                                    .frames_expected = of,
                                    .seconds = (facs_clock_ms() - s->start_ms) / 1000};
    return facs_console_progress(&s->console, &progress);
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    if (facs_box_open(&box, args, NULL, console) < 0)
        return -ENOMEM;
    for (int i = 0; i < args->operand_count; i++) {
        const char *path = args->operands[i];
        char *json = facs_results_is_folder(path) ? NULL : facs_report_provenance_of(path);
        if (facs_results_is_folder(path))
            facs_box_read_below(box, path);
        else
            facs_box_read(box, path);
        facs_box_read(box, json);
        free(json);
    }
    facs_box_read(box, args->summarize.segments);
    facs_box_write(box, args->output);
    return facs_box_enter(&box, console);
}

static void say_totals(facs_console *console, const char *output, const facs_summarize_totals *t)
{
    facs_console_say(console, "%s: %lld row%s from %lld result%s in %.1f seconds", output,
                     (long long)t->rows, t->rows == 1 ? "" : "s", (long long)t->results,
                     t->results == 1 ? "" : "s", t->seconds);
    if (t->left_out > 0)
        facs_console_say(console, "results left out, as said above: %lld", (long long)t->left_out);
}

int facs_cmd_summary(const facs_args *args)
{
    facs_summarize_options options = args->summarize;
    facs_summarize_totals totals = {.size = sizeof(totals)};
    facs_error error;
    summing s = {.start_ms = facs_clock_ms()};

    facs_console_open(&s.console, args);
    if (!args->output) {
        facs_console_say(&s.console, "facs summary expects -o FILE: see facs summary --help");
        return FACS_EXIT_USAGE;
    }
    if (facs_folder_make_for(args->output, &s.console) < 0 || enter_box(args, &s.console) < 0)
        return FACS_EXIT_FAILED;
    s.console.name = args->output;
    options.parameters = args->find.parameters;
    options.progress = on_progress;
    options.opaque = &s;
    options.log =
        (facs_log){facs_console_log, &s.console, args->quiet ? FACS_LOG_WARNING : FACS_LOG_INFO};
    const int status = facs_summarize(args->operands, args->output, &options, &totals, &error);
    facs_console_end_progress(&s.console);
    if (status < 0) {
        facs_console_say_error(&s.console, &error);
        return facs_exit_status(error.kind);
    }
    if (!args->quiet)
        say_totals(&s.console, args->output, &totals);
    return totals.left_out > 0 ? FACS_EXIT_FAILED : FACS_EXIT_DONE;
}
