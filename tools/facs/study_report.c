#include "study_report.h"

#include "command.h"
#include "result_count.h"
#include "results.h"

#include "os/path.h"

#include <stdlib.h>

static int make(const facs_args *args, const char *html, facs_result_count *m)
{
    facs_study_page_options options;
    facs_summarize_totals totals = {.size = sizeof(totals)};
    facs_error error;
    facs_default_study_page_options(&options);
    options.html = html;
    options.group = args->group;
    options.segments = args->summarize.segments;
    options.baseline = args->summarize.baseline;
    options.path = args->summarize.path;
    options.progress = facs_result_count_progress;
    options.opaque = m;
    options.log = (facs_log){facs_console_log, &m->console, FACS_LOG_WARNING};
    const int status = facs_study_page(args->operands, &options, &totals, &error);
    facs_console_end_progress(&m->console);
    if (status < 0) {
        facs_console_say_error(&m->console, &error);
        return facs_exit_status(error.kind);
    }
    if (!args->quiet)
        facs_console_say(&m->console, "%s: a page of %lld result%s to look at", html,
                         (long long)totals.results, totals.results == 1 ? "" : "s");
    return totals.left_out > 0 ? FACS_EXIT_FAILED : FACS_EXIT_DONE;
}

int facs_study_report_make(const facs_args *args)
{
    facs_result_count m;
    facs_result_count_open(&m, args);
    if (args->video) {
        facs_console_say(&m.console, "--video is for the page of one result");
        return FACS_EXIT_USAGE;
    }
    if (!args->output && args->operand_count > 1) {
        facs_console_say(&m.console,
                         "facs report expects -o FILE for a page of more than one folder");
        return FACS_EXIT_USAGE;
    }
    char *own = facs_path_join(args->operands[0], "study.html");
    const char *html = args->output ? args->output : own;
    int status = FACS_EXIT_FAILED;
    if (html && facs_folder_make_for(args->output, &m.console) == 0 &&
        facs_result_count_enter_box(&m, args, html) == 0) {
        m.console.name = html;
        status = make(args, html, &m);
    }
    free(own);
    return status;
}
