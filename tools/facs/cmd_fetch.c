/* facs models fetch: downloads the weights that are missing. */
#include "cmd_models.h"
#include "command.h"
#include "console.h"
#include "sandbox.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/interrupt.h"

#include <stdio.h>
#include <string.h>

#define MB (1000 * 1000.0)

typedef struct fetching {
    facs_console console;
    double start_ms, drawn_ms;
    int64_t first; /* bytes when the clock was started */
} fetching;

static int on_progress(void *opaque, const facs_fetch_progress *p)
{
    fetching *f = opaque;
    const double now = facs_clock_ms();
    if (f->start_ms <= 0 && p->bytes > 0) {
        f->start_ms = now;
        f->first = p->bytes;
    }
    if (!f->console.redraws || now - f->drawn_ms < 1000 * FACS_REDRAW_SECONDS)
        return facs_interrupted();
    const double seconds = f->start_ms > 0 ? (now - f->start_ms) / 1000 : 0;
    const double rate = seconds > 0.5 ? (double)(p->bytes - f->first) / seconds / MB : 0;
    const char *slash = strrchr(p->name, '/');
    char line[256];
    snprintf(line, sizeof(line), "%d of %d  %.1f of %.1f MB  %.1f MB/s  %.100s", p->file, p->files,
             (double)p->bytes / MB, (double)p->total_bytes / MB, rate, slash ? slash + 1 : p->name);
    f->drawn_ms = now;
    facs_console_show(&f->console, line);
    return facs_interrupted();
}

static const char *files_text(int count)
{
    return count == 1 ? "file" : "files";
}

static int report_missing(const facs_args *args, const facs_fetch_summary *s)
{
    if (s->missing == 0) {
        printf("%s: nothing is missing\n", s->folder);
        return FACS_EXIT_DONE;
    }
    printf("%s: %d %s to fetch, %.1f MB\n", s->folder, s->missing, files_text(s->missing),
           (double)s->missing_bytes / MB);
    return args->fetch.dry_run ? FACS_EXIT_ENVIRONMENT : FACS_EXIT_DONE;
}

/* Allows what the run reads and writes, and nothing else from now on; FFmpeg downloads, and is
 * loaded before. Returns 0 or -errno. */
static int enter_box(const facs_args *args, const char *folder, facs_console *console)
{
    facs_box *box;
    char found[4096];
    const int status = facs_path_make_folders(folder);
    if (status < 0) {
        facs_console_say(console, "%s cannot be made: %s; name another folder with --models",
                         folder, facs_strerror(status));
        return status;
    }
    (void)facs_load_ffmpeg(NULL); /* if it is missing, the run says so */
    if (facs_box_open(&box, args, NULL, console) < 0)
        return -ENOMEM;
    const char *const read[] = {args->options.analysis.models, args->fetch.from};
    for (int i = 0; i < 2; i++) /* the folder that is meant may be another */
        if (facs_models_find(read[i], found, sizeof(found), NULL) == 0)
            facs_box_read_below(box, found);
    if (args->fetch.from && !strstr(args->fetch.from, "://"))
        facs_box_read_below(box, args->fetch.from);
    facs_box_read(box, "https://"); /* any address */
    facs_box_write_folder(box, folder);
    return facs_box_enter(&box, console);
}

static int finish(facs_console *console, int status, const facs_fetch_summary *s,
                  const facs_error *error)
{
    if (s->files > 0)
        printf("%s: %d %s fetched, %.1f MB\n", s->folder, s->files, files_text(s->files),
               (double)s->bytes / MB);
    if (status == 0)
        return FACS_EXIT_DONE;
    fflush(stdout);
    facs_console_say_error(console, error);
    if (s->missing > 1)
        facs_console_say(console,
                         "%d files (%.1f MB) are still missing; the next run goes on from here",
                         s->missing, (double)s->missing_bytes / MB);
    return facs_exit_status(error->kind);
}

int facs_cmd_fetch(const facs_args *args)
{
    facs_fetch_options options = args->fetch;
    facs_fetch_summary summary = {.size = sizeof(summary)};
    facs_error error;
    fetching f = {.start_ms = 0};

    facs_console_open(&f.console, args);
    options.models = args->options.analysis.models;
    options.dry_run = 1;
    if (args->fetch.dry_run)
        options.log = (facs_log){facs_console_log, &f.console, FACS_LOG_INFO};
    int status = facs_models_fetch(&options, &summary, &error);
    if (status < 0) {
        facs_console_say_error(&f.console, &error);
        return facs_exit_status(error.kind);
    }
    const int exit_status = report_missing(args, &summary);
    fflush(stdout);
    if (summary.missing == 0 || args->fetch.dry_run)
        return exit_status;
    if (enter_box(args, summary.folder, &f.console) < 0)
        return FACS_EXIT_FAILED;
    options.dry_run = 0;
    options.log = (facs_log){facs_console_log, &f.console, FACS_LOG_INFO};
    options.progress = on_progress;
    options.opaque = &f;
    status = facs_models_fetch(&options, &summary, &error);
    facs_console_show(&f.console, NULL);
    return finish(&f.console, status, &summary, &error);
}
