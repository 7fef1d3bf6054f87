/* facs live: lines of JSON from a camera, at the camera's pace. */
#include "analysis.h"
#include "command.h"
#include "console.h"
#include "results.h"
#include "sandbox.h"
#include "view.h"

#include "os/desktop.h"
#include "os/file.h"
#include "os/interrupt.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int stop(void *opaque)
{
    (void)opaque;
    return facs_interrupted();
}

static int show(void *opaque, const facs_live_row *row)
{
    facs_view_show(opaque, row);
    return 0;
}

static const char *next_marker(void *opaque)
{
    return facs_view_marker(opaque);
}

/* Returns where the lines go: not to a terminal if there is a page to look at, and not at all if
 * there are rows. */
static const char *lines_to(const facs_args *args)
{
    if (args->json || args->csv)
        return args->json;
    return args->view && facs_is_terminal(FACS_STANDARD_OUTPUT) ? NULL : "-";
}

static int live_options(facs_live_options *options, const facs_args *args, facs_console *console,
                        facs_error *error)
{
    facs_extract_options shared;
    facs_landmark_method method;
    char methods[FACS_METHODS_SIZE];
    if (args->landmarks && (facs_landmark_method_from_name(args->landmarks, &method) < 0 ||
                            method == FACS_LANDMARKS_GIVEN))
        return facs_refuse(error, "--landmarks: live finds them itself: expected %s, not \"%s\"",
                           facs_methods_with(FACS_METHOD_FINDS, methods), args->landmarks);
    const int status = facs_analysis_options(&shared, args, console, error);
    if (status < 0)
        return status;
    if (args->csv && args->json && strcmp(args->csv, "-") == 0 && strcmp(args->json, "-") == 0)
        return facs_refuse(error, "--csv and --json cannot both write to standard output");
    if (args->view_port && !args->view)
        return facs_refuse(error, "--view-port: expected --view with it");
    if (args->markers && !args->view)
        return facs_refuse(error, "--markers: expected --view with it");
    facs_default_live_options(options);
    options->analysis = shared.analysis;
    options->realtime = args->realtime;
    options->loop = args->loop;
    options->fps = shared.fps;
    options->max_frames = shared.max_frames;
    options->stream = shared.stream;
    options->deinterlace = shared.deinterlace;
    options->rotate = shared.rotate;
    options->max_pixels = shared.max_pixels;
    options->hwaccel = shared.hwaccel;
    options->full_precision = shared.full_precision;
    if (args->features)
        options->features = shared.features;
    options->json_rows = lines_to(args);
    options->csv_rows = args->csv;
    options->record = args->record;
    options->stop = stop;
    return 0;
}

static void say_summary(facs_console *console, const char *input, const facs_live_summary *s)
{
    const double rate = s->seconds > 0 ? (double)s->frames / s->seconds : 0;
    facs_console_say(console,
                     "%s: %lld frames in %.1f s (%.1f frames/s), %lld with a face, %lld dropped; "
                     "from frame to line %.1f ms (median), %.1f ms (95 %%), %.1f ms (longest)",
                     input, (long long)s->frames, s->seconds, rate, (long long)s->faces,
                     (long long)s->dropped, s->delay_median_ms, s->delay_p95_ms, s->delay_max_ms);
}

static int say_not_served(facs_console *console, int status)
{
    facs_console_say(console, "--view: the page cannot be served (%s)", facs_strerror(status));
    return status;
}

static int keep_markers(facs_view *view, const char *path, facs_console *console)
{
    int status = facs_folder_make_for(path, console);
    if (status < 0)
        return status;
    status = facs_view_keep_markers(view, path);
    if (status == -EEXIST)
        facs_console_say(console, "--markers: %s already exists: choose another name", path);
    else if (status < 0)
        facs_console_say(console, "%s cannot be written (%s)", path, facs_strerror(status));
    return status;
}

/* With --view, prepares the page, prints its address and opens it. Returns 0 or a negative errno.
 */
static int open_view(facs_view **view, const char *input, const facs_args *args,
                     facs_live_options *options, facs_console *console)
{
    *view = NULL;
    if (!args->view)
        return 0;
    facs_view_address address;
    int status = facs_view_open(view, &address, input, options->record, &options->analysis,
                                (int)args->view_port);
    if (status == -EADDRINUSE || status == -EACCES)
        facs_console_say(console,
                         "--view-port: port %d is in use or not allowed (%s): choose another",
                         (int)args->view_port, facs_strerror(status));
    else if (status == -ENOSYS)
        facs_console_say(console, "--view: %s", facs_view_lacks());
    else if (status < 0)
        say_not_served(console, status);
    if (status < 0)
        return status;
    if (args->markers && (status = keep_markers(*view, args->markers, console)) < 0) {
        facs_view_close(view);
        return status;
    }
    options->row = show;
    options->line = next_marker;
    options->opaque = *view;
    facs_console_say(console, "view: %s", address.page);
    if (facs_is_terminal(FACS_STANDARD_ERROR)) /* someone is watching */
        facs_desktop_open(address.entry);
    return 0;
}

static int start_view(facs_view *view, facs_console *console)
{
    const int status = view ? facs_view_start(view) : 0;
    return status < 0 ? say_not_served(console, status) : 0;
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const char *input, const facs_args *args, const facs_live_options *options,
                     facs_console *console)
{
    facs_box *box;
    if (facs_box_open(&box, args, &options->analysis, console) < 0)
        return -ENOMEM;
    facs_box_read(box, input);
    facs_box_write(box, options->json_rows);
    facs_box_write(box, options->csv_rows);
    facs_box_write(box, options->record);
    facs_box_write(box, args->markers);
    return facs_box_enter(&box, console);
}

int facs_cmd_live(const facs_args *args)
{
    const char *input = args->operand_count > 0 ? args->operands[0] : "camera:0";
    facs_console console;
    facs_live_options options;
    facs_live_summary summary = {.size = sizeof(summary)};
    facs_error error;
    facs_view *view;

    facs_console_open(&console, args);
    if (live_options(&options, args, &console, &error) < 0)
        return facs_exit_with(&console, &error);
    if (facs_folder_make_for(options.json_rows, &console) < 0 ||
        facs_folder_make_for(options.csv_rows, &console) < 0 ||
        facs_folder_make_for(options.record, &console) < 0)
        return FACS_EXIT_FAILED;
    int status = open_view(&view, input, args, &options, &console);
    if (status < 0)
        return status == -ENOSYS ? FACS_EXIT_ENVIRONMENT : FACS_EXIT_FAILED;
    if (enter_box(input, args, &options, &console) < 0 || start_view(view, &console) < 0) {
        facs_view_close(&view);
        return FACS_EXIT_FAILED;
    }
    status = facs_live(input, &options, &summary, &error);
    facs_view_close(&view);
    if (summary.frames > 0 && !args->quiet)
        say_summary(&console, input, &summary);
    if (status == 0)
        return FACS_EXIT_DONE;
    if (facs_interrupted())
        return FACS_EXIT_INTERRUPTED;
    if (error.kind != FACS_ERROR_CLOSED || !args->quiet)
        facs_console_say_error(&console, &error);
    return facs_exit_status(error.kind);
}
