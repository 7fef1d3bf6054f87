#include "batch_show.h"

#include "batch_events.h"
#include "batch_view.h"
#include "command.h"
#include "command_line.h"
#include "results.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct facs_batch_show {
    facs_console *console;
    const facs_args *args;
    const char *table;
    int64_t inputs;
    int64_t before; /* inputs that failed before and were not tried again */
    double drawn;   /* seconds, when the lines were last drawn */
    facs_batch_view view;
    facs_batch_events events;
};

static double seconds_now(void)
{
    return facs_clock_ms() / 1000;
}

int facs_batch_show_check(const facs_args *args, facs_error *error)
{
    const facs_result_streams streams = facs_results_streams(args);
    const int has_rows = (streams.csv && strcmp(streams.csv, "-") == 0) ||
                         (streams.json && strcmp(streams.json, "-") == 0);
    if (args->progress != FACS_PROGRESS_JSON || !(args->summary || has_rows))
        return 0;
    return facs_refuse(error, "--progress json and %s both go to standard output: leave one out",
                       args->summary ? "--summary" : "the rows");
}

int facs_batch_show_open(facs_batch_show **out, facs_console *console, const facs_args *args,
                         const facs_study *study, const char *table)
{
    facs_batch_show *show = *out = calloc(1, sizeof(*show));
    const int shows = console->terminal && console->redraws && args->progress == FACS_PROGRESS_AUTO;
    if (!show || (shows && facs_batch_view_open(&show->view, study) < 0)) {
        facs_console_say(console, "out of memory to show the progress");
        free(show);
        *out = NULL;
        return -ENOMEM;
    }
    show->console = console;
    show->args = args;
    show->table = table;
    show->inputs = facs_study_count(study);
    console->redraws = shows;
    if (args->progress == FACS_PROGRESS_JSON)
        facs_batch_events_open(&show->events, study, table);
    return 0;
}

static void draw(facs_batch_show *show, double now)
{
    int columns, rows;
    facs_terminal_size(FACS_STANDARD_ERROR, &columns, &rows);
    char *text = facs_batch_view_text(&show->view, now, columns, rows);
    if (text)
        facs_console_show(show->console, text);
    free(text);
    show->drawn = now;
}

/* One input has the bar that it has always had. */
static void show_single(facs_batch_show *show, const facs_batch_event *event)
{
    show->console->name = event->input->path;
    if (event->moment != FACS_BATCH_MOVED)
        facs_console_end_progress(show->console);
    else if (event->progress)
        facs_console_progress(show->console, event->progress);
}

void facs_batch_show_event(facs_batch_show *show, const facs_batch_event *event)
{
    const double now = seconds_now();
    if (event->moment == FACS_BATCH_ENDED)
        show->before += event->row->state == FACS_BATCH_FAILED && !event->error;
    if (show->args->progress == FACS_PROGRESS_JSON) {
        facs_batch_events_note(&show->events, event, now);
    } else if (show->inputs == 1) {
        show_single(show, event);
    } else if (show->console->redraws) {
        facs_batch_view_note(&show->view, event, now);
        if (now - show->drawn >= FACS_REDRAW_SECONDS)
            draw(show, now);
    }
}

/* ---- The end --------------------------------------------------------------------------------- */

/* Appends "3 failed" and more, after a comma if it is not the first; nothing if there are none. */
static void put_count(char *text, size_t size, int64_t count, const char *what, const char *more)
{
    const size_t length = strlen(text);
    if (count > 0)
        snprintf(text + length, size - length, "%s%lld %s%s", length ? ", " : "", (long long)count,
                 what, more);
}

static void say_counts(facs_batch_show *show, const facs_batch_totals *totals)
{
    char counts[512] = "", took[FACS_DURATION_SIZE], more[96] = "";
    if (totals->warned > 0)
        snprintf(more, sizeof(more), " (%lld with warnings)", (long long)totals->warned);
    put_count(counts, sizeof(counts), totals->done, "done", more);
    put_count(counts, sizeof(counts), totals->skipped, "skipped", " (done before)");
    more[0] = 0;
    if (show->before > 0)
        snprintf(more, sizeof(more), " (%lld before: --retry-failed tries them again)",
                 (long long)show->before);
    put_count(counts, sizeof(counts), totals->failed, "failed", more);
    put_count(counts, sizeof(counts), totals->left, "left", "");
    facs_duration_text(took, totals->seconds);
    facs_console_say(show->console, "%lld inputs: %s; %lld frame%s in %s",
                     (long long)totals->inputs, counts, (long long)totals->frames,
                     totals->frames == 1 ? "" : "s", took);
}

/* Says where the table is, and which command reads it. */
static void say_table(facs_batch_show *show)
{
    const char *name = facs_path_name(show->table);
    const size_t length = (size_t)(name - show->table);
    char *folder = length > 1 ? facs_text_part(show->table, length - 1)
                              : strdup(length > 0 ? show->table : ".");
    char *word = folder ? facs_shell_path(folder) : NULL;
    if (word && facs_console_changes(word))
        facs_console_say(show->console, "what became of each input: %s", show->table);
    else if (word)
        facs_console_say(show->console,
                         "what became of each input: %s, or in short: facs status %s", show->table,
                         word);
    free(word);
    free(folder);
}

static void say_how_to_go_on(facs_batch_show *show)
{
    char *again = facs_command_line_again("--resume");
    if (again)
        facs_console_say(show->console, "to go on: %s", again);
    else
        facs_console_say(show->console, "to go on, give the same command again with --resume");
    free(again);
}

/* Nothing is said of a batch that could not begin: the reason for that has been given. */
static void say_end(facs_batch_show *show, const facs_batch_totals *totals, int exit_status,
                    int has_table)
{
    const int complete = totals->failed == 0 && totals->left == 0;
    const int began = exit_status != FACS_EXIT_USAGE && exit_status != FACS_EXIT_ENVIRONMENT &&
                      (has_table || totals->left < totals->inputs);
    if (show->inputs <= 1 || (show->args->quiet && complete) || !began)
        return;
    say_counts(show, totals);
    if (show->table && has_table)
        say_table(show);
    if (totals->left > 0)
        say_how_to_go_on(show);
}

int facs_batch_show_close(facs_batch_show **out, const facs_batch_totals *totals, int exit_status,
                          int has_table)
{
    facs_batch_show *show = *out;
    facs_console_end_progress(show->console);
    if (show->args->progress == FACS_PROGRESS_JSON)
        facs_batch_events_end(&show->events, totals, exit_status);
    say_end(show, totals, exit_status, has_table);
    if (show->events.status < 0) {
        facs_console_say(show->console, "standard output cannot be written (%s)",
                         facs_strerror(show->events.status));
        exit_status = exit_status == FACS_EXIT_DONE ? FACS_EXIT_FAILED : exit_status;
    }
    facs_batch_view_close(&show->view);
    free(show);
    *out = NULL;
    return exit_status;
}
