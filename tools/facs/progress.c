#include "progress.h"

#include "cells.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MAX_BAR   64   /* cells */
#define MAX_NAME  1024 /* bytes */
#define LINE_SIZE 2048 /* bytes */

void facs_input_progress_note(facs_input_progress *p, const facs_progress *report)
{
    p->last = *report;
    if (report->frames_expected > 0)
        p->expected = report->frames_expected;
    if (p->first_done < 0 && report->frames_done > 0) {
        p->first_done = report->frames_done;
        p->first_seconds = report->seconds;
    }
}

/* Frames per second, from the second report with a frame done on; before that, 0. */
static double rate_of(const facs_input_progress *p)
{
    const int64_t since = p->first_done < 0 ? 0 : p->last.frames_done - p->first_done;
    return since > 0 ? (double)since / (p->last.seconds - p->first_seconds + 1e-9) : 0;
}

/* Whether the input has turned out to be no longer than it said. */
static int is_expected(const facs_input_progress *p)
{
    return p->expected > 0 && p->last.frames_done <= p->expected;
}

double facs_input_progress_share(const facs_input_progress *p)
{
    return is_expected(p) ? (double)p->last.frames_done / (double)p->expected : 0;
}

double facs_input_progress_left(const facs_input_progress *p)
{
    const double rate = rate_of(p);
    return is_expected(p) && rate > 0 ? (double)(p->expected - p->last.frames_done) / rate : NAN;
}

void facs_duration_text(char text[FACS_DURATION_SIZE], double seconds)
{
    /* The cast is defined whatever a broken clock makes of it. */
    const long long s = seconds > 0 && seconds < 1e12 ? (long long)(seconds + 0.5) : 0;
    if (s < 3600)
        snprintf(text, FACS_DURATION_SIZE, "%lld:%02d", s / 60, (int)(s % 60));
    else if (s < 48 * 3600)
        snprintf(text, FACS_DURATION_SIZE, "%lld h %02d min", s / 3600, (int)(s % 3600 / 60));
    else
        snprintf(text, FACS_DURATION_SIZE, "%lld days %d h", s / 86400, (int)(s % 86400 / 3600));
}

/* Writes "[####....]  50 %" to text; without a bar, only the percentage. */
static void put_share(char *text, size_t size, double share, int cells)
{
    char bar[MAX_BAR + 1];
    cells = cells < MAX_BAR ? cells : MAX_BAR;
    const int full = (int)(share * cells);
    memset(bar, '#', (size_t)full);
    memset(bar + full, '.', (size_t)(cells - full));
    bar[cells] = 0;
    snprintf(text, size, "%s%s%s %3.0f %%", cells ? " [" : " ", bar, cells ? "]" : "", 100 * share);
}

void facs_input_progress_line(const facs_input_progress *p, const char *name,
                              const facs_progress_layout *layout, char *line, size_t size)
{
    char shown[MAX_NAME], text[LINE_SIZE], share[MAX_BAR + 32], left[FACS_DURATION_SIZE];
    const int used = facs_cells_copy_end(shown, sizeof(shown), name, layout->name);
    const int blanks = layout->pad ? layout->name - used : 0;
    const int at = snprintf(text, sizeof(text), "%s%*s", shown, blanks, "");
    const double rate = rate_of(p);
    const char *unit = layout->unit ? layout->unit : "frames";

    if (p->last.frames_drawn > 0) {
        snprintf(text + at, sizeof(text) - (size_t)at, "  drawing the overlay  %3.0f %%",
                 100.0 * (double)p->last.frames_drawn / (double)p->last.frames_done);
    } else if (p->last.frames_done == 0) {
        snprintf(text + at, sizeof(text) - (size_t)at, "  starting");
    } else if (!is_expected(p)) {
        snprintf(text + at, sizeof(text) - (size_t)at, "  %lld %s  %.1f %s/s",
                 (long long)p->last.frames_done, unit, rate, unit);
    } else {
        put_share(share, sizeof(share), facs_input_progress_share(p), layout->bar);
        facs_duration_text(left, rate > 0 ? facs_input_progress_left(p) : 0);
        snprintf(text + at, sizeof(text) - (size_t)at, "%s  %.1f %s/s  %s left", share, rate, unit,
                 left);
    }
    facs_cells_copy(line, size, text, layout->cells);
}
