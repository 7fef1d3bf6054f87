/* facs summary: results in a few figures, in one table. */
#include "command.h"
#include "result_count.h"
#include "results.h"

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
    facs_result_count s;

    facs_result_count_open(&s, args);
    if (!args->output) {
        facs_console_say(&s.console, "facs summary expects -o FILE: see facs summary --help");
        return FACS_EXIT_USAGE;
    }
    if (facs_folder_make_for(args->output, &s.console) < 0 ||
        facs_result_count_enter_box(&s, args, args->output) < 0)
        return FACS_EXIT_FAILED;
    s.console.name = args->output;
    options.parameters = args->find.parameters;
    options.progress = facs_result_count_progress;
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
