#include "summary.h"

#include "console.h"
#include "csv_table.h"

#include <stdlib.h>
#include <string.h>

#define BAR_WIDTH 25  /* characters */
#define MAX       5.0 /* the highest intensity */

static double share(int64_t part, int64_t whole)
{
    return whole > 0 ? 100.0 * (double)part / (double)whole : 0;
}

static void print_action_unit(FILE *out, const facs_summary *summary, int presence)
{
    static const char full[BAR_WIDTH + 1] = "#########################";
    const char *name = facs_presence_name(presence);
    int i = facs_csv_table_intensity(presence);
    double present = 100 * (double)summary->share_present[presence];

    fprintf(out, "  %s  %-21s", name, facs_au_description(name));
    if (i < 0) {
        fprintf(out, "%5s  %-*s", "-", BAR_WIDTH, "(presence only)");
    } else {
        double mean = (double)summary->mean_intensity[i];
        int length = (int)(mean * BAR_WIDTH / MAX + 0.5);
        length = length < 0 ? 0 : length > BAR_WIDTH ? BAR_WIDTH : length;
        fprintf(out, "%5.2f  %-*.*s", mean, BAR_WIDTH, length, full);
    }
    fprintf(out, "  %5.1f %%\n", present);
}

void facs_warning_lines_add(facs_warning_lines *lines, const facs_warning *warning)
{
    const size_t length = lines->text ? strlen(lines->text) : 0;
    const size_t more = strlen(warning->text) + 20;
    char *text = realloc(lines->text, length + more);
    if (text) {
        snprintf(text + length, more, "  %-11s  %s\n", length ? "" : "warnings", warning->text);
        lines->text = text;
    } else {
        lines->memory_failed = 1;
    }
}

static void print_frames(FILE *out, const facs_summary *summary)
{
    const struct {
        const char *name;
        int64_t count;
    } lines[] = {{"not decoded", summary->failed},
                 {"missing", summary->lost},
                 {"damaged", summary->damaged}};
    fprintf(out, "  frames       %lld\n", (long long)summary->frames);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (lines[i].count > 0)
            fprintf(out, "  %-11s  %lld\n", lines[i].name, (long long)lines[i].count);
}

static void print_path(FILE *out, const char *what, const char *path)
{
    fprintf(out, "  %-12s ", what);
    facs_console_put_name(out, path);
    fputc('\n', out);
}

void facs_summary_print(FILE *out, const char *input, const facs_summary *summary,
                        const facs_warning_lines *warnings, const char *csv, const char *json)
{
    double rate =
        summary->analysis_seconds > 0 ? (double)summary->frames / summary->analysis_seconds : 0;

    fputc('\n', out);
    facs_console_put_name(out, input);
    fprintf(out, ": %d x %d pixels, %.1f s\n\n", summary->width, summary->height,
            summary->duration);
    print_frames(out, summary);
    if (summary->people > 1)
        fprintf(out, "  people       %lld\n", (long long)summary->people);
    fprintf(out, "  faces found  %lld (%.1f %%)\n", (long long)summary->faces,
            share(summary->faces, summary->rows));
    fprintf(out, "  frames/s     %.1f (%s; %.1f s in all)\n\n", rate, summary->provider,
            summary->seconds);
    if (summary->faces > 0) {
        fprintf(out, "  %-27s %5s  %-*s  %7s\n", "Action Unit", "mean", BAR_WIDTH, "0 to 5",
                "present");
        for (int i = 0; i < FACS_PRESENCES; i++)
            print_action_unit(out, summary, i);
        fputc('\n', out);
    }
    fputs(warnings->text ? warnings->text : "", out);
    if (warnings->memory_failed)
        fputs("  there were more warnings: see standard error\n", out);
    print_path(out, "results", csv);
    if (json)
        print_path(out, "provenance", json);
}
