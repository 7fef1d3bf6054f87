#include "console.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#define BAR_WIDTH  24
#define NAME_WIDTH 22
#define LINE_SIZE  160
#define REDRAW     0.1 /* seconds */

#define SENTENCE_SIZE 8192 /* bytes; room for two paths of maximal length */

/*
 * Replaces control characters with '?' and returns text: a path may hold a newline or terminal
 * escapes, a message must not. All other bytes stay, whatever their encoding.
 */
static char *one_line(char *text)
{
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return text;
}

void facs_console_open(facs_console *console, const facs_args *args)
{
    *console = (facs_console){.terminal = facs_is_terminal(FACS_STANDARD_ERROR) && !args->quiet,
                              .first_done = -1};
}

/* Standard error must be locked. */
static void clear(facs_console *console)
{
    if (console->drawn)
        fputs("\r\033[K", stderr);
    console->drawn = 0;
}

void facs_console_put_name(FILE *out, const char *name)
{
    for (const char *c = name; *c; c++)
        fputc((unsigned char)*c < 0x20 || *c == 0x7f ? '?' : *c, out);
}

int facs_console_flush_output(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    if (errno == 0) { /* it failed earlier and the reason is lost, so write again to get it */
        clearerr(stdout);
        if (fputc('\n', stdout) != EOF)
            fflush(stdout);
    }
    return errno ? -errno : -EIO;
}

void facs_console_say(facs_console *console, const char *format, ...)
{
    char text[SENTENCE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(text, sizeof(text), format, arguments) < 0)
        text[0] = 0;
    va_end(arguments);
    one_line(text);
    facs_stream_lock(stderr);
    if (console)
        clear(console);
    fprintf(stderr, "facs: %s\n", text);
    facs_stream_free(stderr);
}

void facs_console_say_error(facs_console *console, const facs_error *error)
{
    char option[FACS_MAX_OPTION];
    const size_t field =
        error->kind == FACS_ERROR_USAGE ? facs_args_find_field(error->text, option) : 0;
    facs_console_say(console, "%s%s", field ? option : "", error->text + field);
}

void facs_console_log(void *opaque, facs_log_level level, const char *text)
{
    facs_console_say(opaque, "%s%s", level == FACS_LOG_WARNING ? "warning: " : "", text);
}

static void draw(facs_console *console, const facs_progress *p)
{
    const char *last = facs_path_name(console->name), *name = *last ? last : console->name;
    char line[LINE_SIZE], bar[BAR_WIDTH + 1];
    int64_t since = p->frames_done - console->first_done;
    double rate = since > 0 ? (double)since / (p->seconds - console->first_seconds + 1e-9) : 0;

    if (p->frames_drawn > 0) {
        snprintf(line, sizeof(line), "%.*s  drawing the overlay  %3.0f %%", NAME_WIDTH, name,
                 100.0 * (double)p->frames_drawn / (double)p->frames_done);
    } else if (p->frames_done == 0) {
        snprintf(line, sizeof(line), "%.*s  starting", NAME_WIDTH, name);
    } else if (console->expected <= 0 || p->frames_done > console->expected) {
        snprintf(line, sizeof(line), "%.*s  %lld frames  %.1f frames/s", NAME_WIDTH, name,
                 (long long)p->frames_done, rate);
    } else {
        double share = (double)p->frames_done / (double)console->expected;
        int64_t left =
            rate > 0 ? (int64_t)((double)(console->expected - p->frames_done) / rate + 0.5) : 0;
        int full = (int)(share * BAR_WIDTH);
        memset(bar, '#', (size_t)full);
        memset(bar + full, '.', (size_t)(BAR_WIDTH - full));
        bar[BAR_WIDTH] = 0;
        snprintf(line, sizeof(line), "%.*s [%s] %3.0f %%  %.1f frames/s  %lld:%02d left",
                 NAME_WIDTH, name, bar, 100 * share, rate, (long long)(left / 60),
                 (int)(left % 60));
    }
    facs_stream_lock(stderr);
    fprintf(stderr, "\r%s\033[K", one_line(line));
    console->drawn = 1;
    facs_stream_free(stderr);
}

int facs_console_progress(void *opaque, const facs_progress *progress)
{
    facs_console *console = opaque;
    console->drawing = progress->frames_drawn > 0;
    if (console->first_done < 0 && progress->frames_done > 0) {
        console->first_done = progress->frames_done;
        console->first_seconds = progress->seconds;
    }
    if (progress->frames_expected > 0)
        console->expected = progress->frames_expected;
    if (console->terminal && progress->seconds - console->last_seconds >= REDRAW) {
        console->last_seconds = progress->seconds;
        draw(console, progress);
    }
    return facs_interrupted();
}

void facs_console_end_progress(facs_console *console)
{
    facs_stream_lock(stderr);
    clear(console);
    facs_stream_free(stderr);
    console->last_seconds = 0;
    console->expected = 0;
    console->first_done = -1;
}
