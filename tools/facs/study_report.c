#include "study_report.h"

#include "cmd_report.h"
#include "command.h"
#include "results.h"
#include "sandbox.h"

#include "os/clock.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>

typedef struct making {
    facs_console console;
    double start_ms;
} making;

static int on_progress(void *opaque, int64_t results, int64_t of)
{
    making *m = opaque;
    const facs_progress progress = {.frames_read = results,
                                    .frames_done = results,
                                    .frames_expected = of,
                                    .seconds = (facs_clock_ms() - m->start_ms) / 1000};
    return facs_console_progress(&m->console, &progress);
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, const char *html, facs_console *console)
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
    facs_box_read(box, args->segments);
    facs_box_write(box, html);
    return facs_box_enter(&box, console);
}

static int make(const facs_args *args, const char *html, making *m)
{
    facs_study_page_options options;
    facs_summarize_totals totals = {.size = sizeof(totals)};
    facs_error error;
    facs_default_study_page_options(&options);
    options.html = html;
    options.group = args->group;
    options.segments = args->segments;
    options.baseline = args->summarize.baseline;
    options.path = args->summarize.path;
    options.progress = on_progress;
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
    making m = {.start_ms = facs_clock_ms()};
    facs_console_open(&m.console, args);
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
        enter_box(args, html, &m.console) == 0) {
        m.console.name = html;
        status = make(args, html, &m);
    }
    free(own);
    return status;
}
