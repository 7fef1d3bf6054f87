/* facs merge: all results of a folder in one table. */
#include "command.h"
#include "console.h"
#include "results.h"
#include "sandbox.h"

#include "os/clock.h"

#include <errno.h>
#include <stdio.h>

typedef struct merging {
    facs_console console;
    double start_ms;
} merging;

static int on_progress(void *opaque, int64_t videos, int64_t rows)
{
    merging *m = opaque;
    const facs_progress progress = {.frames_read = rows,
                                    .frames_done = rows,
                                    .seconds = (facs_clock_ms() - m->start_ms) / 1000};
    (void)videos;
    return facs_console_progress(&m->console, &progress);
}

static void say_summary(facs_console *console, const char *output, const facs_merge_summary *s)
{
    facs_console_say(console, "%s: %lld row%s from %lld video%s in %.1f seconds", output,
                     (long long)s->rows, s->rows == 1 ? "" : "s", (long long)s->videos,
                     s->videos == 1 ? "" : "s", s->seconds);
    if (s->dropped > 0)
        facs_console_say(
            console,
            "rows left out, because they are of other faces or below --min-confidence: %lld",
            (long long)s->dropped);
    if (s->left_out > 0)
        facs_console_say(console, "results left out, as said above: %lld", (long long)s->left_out);
}

/* Allows what the run reads and writes, and nothing else from now on. SQLite keeps what it sorts in
 * memory. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    if (facs_box_open(&box, args, NULL, console) < 0)
        return -ENOMEM;
    facs_box_read_below(box, args->operands[0]);
    facs_box_write(box, args->output);
    return facs_box_enter(&box, console);
}

int facs_cmd_merge(const facs_args *args)
{
    facs_merge_options options = args->merge;
    facs_merge_summary summary = {.size = sizeof(summary)};
    facs_error error;
    merging m = {.start_ms = facs_clock_ms()};

    facs_console_open(&m.console, args);
    m.console.unit = "rows";
    if (!args->output) {
        facs_console_say(&m.console, "facs merge expects -o FILE: see facs merge --help");
        return FACS_EXIT_USAGE;
    }
    if (facs_folder_make_for(args->output, &m.console) < 0 || enter_box(args, &m.console) < 0)
        return FACS_EXIT_FAILED;
    m.console.name = args->output;
    options.progress = on_progress;
    options.opaque = &m;
    options.log =
        (facs_log){facs_console_log, &m.console, args->quiet ? FACS_LOG_WARNING : FACS_LOG_INFO};
    const int status = facs_merge(args->operands[0], args->output, &options, &summary, &error);
    facs_console_end_progress(&m.console);
    if (status < 0) {
        facs_console_say_error(&m.console, &error);
        if (status == -EACCES && !args->no_sandbox)
            facs_console_say(&m.console, "if this is a link that leads out of %s, add --no-sandbox",
                             args->operands[0]);
        return facs_exit_status(error.kind);
    }
    if (!args->quiet)
        say_summary(&m.console, args->output, &summary);
    return summary.left_out > 0 ? FACS_EXIT_FAILED : FACS_EXIT_DONE;
}
