#include "console.h"

#include "cells.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"
#include "os/terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define BAR_CELLS  24
#define NAME_CELLS 22
#define LINE_SIZE  640 /* bytes; a cell may need several */

#define ERASE_LINE  "\033[K" /* from the cursor on; ECMA-48's EL and ED */
#define ERASE_BELOW "\033[J"

#define SENTENCE_SIZE 8192 /* bytes; room for two paths of maximal length */

/* Returns the bytes of the control character at c, 0 if it is none: those of ASCII, and those that
 * UTF-8 writes as C2 80 to C2 9F, of which some begin terminal escapes. */
static size_t control_at(const char *c)
{
    const unsigned char byte = (unsigned char)c[0];
    if (byte == 0xc2 && (unsigned char)c[1] >= 0x80 && (unsigned char)c[1] < 0xa0)
        return 2;
    return (byte && byte < 0x20) || byte == 0x7f;
}

/*
 * Replaces control characters with '?': a path may hold a newline or terminal escapes, a message
 * must not. All other bytes stay, whatever their encoding.
 */
static void make_one_line(char *text)
{
    while (*text) {
        const size_t bytes = control_at(text);
        memset(text, '?', bytes);
        text += bytes ? bytes : 1;
    }
}

void facs_console_open(facs_console *console, const facs_args *args)
{
    *console = (facs_console){.terminal = facs_is_terminal(FACS_STANDARD_ERROR) && !args->quiet,
                              .progress.first_done = -1};
    console->redraws = console->terminal && facs_terminal_can_redraw(FACS_STANDARD_ERROR);
}

void facs_console_write(const char *text, size_t length)
{
    while (length > 0) {
        const int64_t count = facs_handle_write(FACS_STANDARD_ERROR, text, length);
        if (count <= 0 && count != -EINTR)
            return;
        text += count > 0 ? count : 0;
        length -= count > 0 ? (size_t)count : 0;
    }
}

/* ---- Lines at the bottom of the terminal ------------------------------------------------------
 *
 * The cursor stays at the end of the last one. Each change is a single write, and what stays is
 * overwritten rather than erased first, so nothing flickers.
 */

/* The rows that lines take in a terminal of that many columns, which breaks lines that have become
 * too long since they were written. */
static int rows_of(const char *lines, int columns)
{
    char line[LINE_SIZE];
    int rows = 0;
    for (const char *at = lines; *at; at += *at == '\n') {
        const size_t length = strcspn(at, "\n");
        snprintf(line, sizeof(line), "%.*s", (int)length, at);
        const int cells = facs_cells(line);
        rows += cells > columns ? (cells + columns - 1) / columns : 1;
        at += length;
    }
    return rows;
}

/* Writes what takes the cursor from the end of the lines to their beginning. */
static int put_start(char *to, size_t size, const char *lines)
{
    int columns, rows;
    facs_terminal_size(FACS_STANDARD_ERROR, &columns, &rows);
    const int up = lines ? rows_of(lines, columns) - 1 : 0;
    return up > 0 ? snprintf(to, size, "\r\033[%dA", up) : snprintf(to, size, lines ? "\r" : "");
}

static char *put_text(char *to, const char *text, size_t length)
{
    memcpy(to, text, length);
    return to + length;
}

/*
 * Writes a message (NULL: none), then lines (NULL: none), in the place of the lines that are there.
 * Standard error must be locked.
 */
static void redraw(const char *before, const char *message, const char *lines)
{
    char start[32];
    const int start_length = put_start(start, sizeof(start), before);
    size_t size = sizeof(start) + sizeof(ERASE_LINE) + sizeof(ERASE_BELOW) + 1;
    size += message ? strlen(message) + 1 : 0;
    for (const char *at = lines; at && *at; at++)
        size += *at == '\n' ? 1 + strlen(ERASE_LINE) : 1;
    char *all = malloc(size), *to = all;
    if (!all) /* a message must appear, progress need not */
        fprintf(stderr, "%s%s%s%s", start, message ? ERASE_BELOW : "", message ? message : "",
                message ? "\n" : "");
    if (!all)
        return;
    to = put_text(to, start, (size_t)start_length);
    if (before && (message || !lines))
        to = put_text(to, ERASE_BELOW, strlen(ERASE_BELOW));
    if (message) {
        to = put_text(to, message, strlen(message));
        *to++ = '\n';
    }
    for (const char *at = lines; at && *at;) {
        const size_t length = strcspn(at, "\n");
        to = put_text(to, at, length);
        to = put_text(to, ERASE_LINE, strlen(ERASE_LINE));
        at += length;
        if (*at == '\n')
            *to++ = *at++;
    }
    if (lines)
        to = put_text(to, ERASE_BELOW, strlen(ERASE_BELOW));
    facs_console_write(all, (size_t)(to - all));
    free(all);
}

void facs_console_show(facs_console *console, const char *lines)
{
    if (!console->terminal || !console->redraws)
        return;
    facs_stream_lock(stderr);
    char *copy = lines && *lines ? strdup(lines) : NULL;
    if (console->lines || copy)
        redraw(console->lines, NULL, copy);
    free(console->lines);
    console->lines = copy;
    facs_stream_free(stderr);
}

/* ---- Messages -------------------------------------------------------------------------------- */

void facs_console_put_name(FILE *out, const char *name)
{
    for (const char *c = name; *c; c++) {
        const size_t bytes = control_at(c);
        fputc(bytes ? '?' : *c, out);
        c += bytes > 1;
    }
}

int facs_console_changes(const char *text)
{
    while (*text && !control_at(text))
        text++;
    return *text != 0;
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
    static const char name[] = "facs: ";
    char text[sizeof(name) + SENTENCE_SIZE];
    char *sentence = text + sizeof(name) - 1;
    va_list arguments;
    memcpy(text, name, sizeof(name));
    va_start(arguments, format);
    if (vsnprintf(sentence, SENTENCE_SIZE, format, arguments) < 0)
        *sentence = 0;
    va_end(arguments);
    make_one_line(sentence);
    facs_stream_lock(stderr);
    redraw(console ? console->lines : NULL, text, console ? console->lines : NULL);
    facs_stream_free(stderr);
}

void facs_console_tell(const char *format, ...)
{
    char text[SENTENCE_SIZE + 1];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(text, SENTENCE_SIZE, format, arguments) < 0)
        *text = 0;
    va_end(arguments);
    make_one_line(text);
    const size_t length = strlen(text);
    text[length] = '\n';
    facs_console_write(text, length + 1);
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

/* ---- One input's progress -------------------------------------------------------------------- */

static void draw(facs_console *console)
{
    char line[LINE_SIZE];
    const char *last = facs_path_name(console->name), *name = *last ? last : console->name;
    int columns, rows;
    facs_terminal_size(FACS_STANDARD_ERROR, &columns, &rows);
    const facs_progress_layout layout = {
        .cells = columns - 1, .name = NAME_CELLS, .bar = BAR_CELLS, .unit = console->unit};
    facs_input_progress_line(&console->progress, name, &layout, line, sizeof(line));
    facs_console_show(console, line);
}

int facs_console_progress(void *opaque, const facs_progress *progress)
{
    facs_console *console = opaque;
    facs_input_progress_note(&console->progress, progress);
    if (console->redraws && progress->seconds - console->last_seconds >= FACS_REDRAW_SECONDS) {
        console->last_seconds = progress->seconds;
        draw(console);
    }
    return facs_interrupted();
}

void facs_console_end_progress(facs_console *console)
{
    facs_console_show(console, NULL);
    console->last_seconds = 0;
    console->progress = (facs_input_progress){.first_done = -1};
}
