/* facs agreement: how well two results of one video agree, for each Action Unit. */
#include "command.h"
#include "console.h"
#include "csv_table.h"
#include "json_file.h"
#include "results.h"
#include "sandbox.h"
#include "statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Frames that only one file has are reported if there are more than both of these. */
#define FEW_FRAMES 2
#define FEW_SHARE  0.05

typedef struct agreement {
    const char *paths[2];
    facs_csv_table tables[2];
    const facs_csv_row **rows[2]; /* of the frames that both files have */
    size_t frames;                /* number of such frames */
    double *values[2];            /* one column in these frames */
    /* By Action Unit, and last their mean; NaN if the column is not in both files, or (for r)
     * constant in one. */
    double r[FACS_PRESENCES + 1], error[FACS_PRESENCES + 1], equal[FACS_PRESENCES + 1];
} agreement;

static int match_frames(agreement *a)
{
    const facs_csv_table *x = &a->tables[0], *y = &a->tables[1];
    const size_t max = x->count < y->count ? x->count : y->count;

    for (int k = 0; k < 2; k++) {
        a->rows[k] = calloc(max, sizeof(*a->rows[k]));
        a->values[k] = calloc(max, sizeof(*a->values[k]));
        if (!a->rows[k] || !a->values[k])
            return -1;
    }
    for (size_t i = 0, j = 0; i < x->count && j < y->count;) {
        const int64_t in_x = x->rows[i].frame, in_y = y->rows[j].frame;
        if (in_x == in_y) {
            a->rows[0][a->frames] = &x->rows[i];
            a->rows[1][a->frames++] = &y->rows[j];
        }
        i += in_x <= in_y;
        j += in_y <= in_x;
    }
    return 0;
}

/* Collects a column (-1: none) from both files. Returns 0 if one of them does not have it. */
static int gather(agreement *a, int column)
{
    for (int k = 0; k < 2; k++) {
        if (column < 0 || isnan(a->rows[k][0]->values[column]))
            return 0;
        for (size_t i = 0; i < a->frames; i++)
            a->values[k][i] = a->rows[k][i]->values[column];
    }
    return 1;
}

static void measure(agreement *a)
{
    double *const *v = a->values;
    for (int p = 0; p < FACS_PRESENCES; p++) {
        a->r[p] = a->error[p] = a->equal[p] = (double)NAN;
        if (gather(a, facs_csv_table_intensity(p))) {
            a->r[p] = facs_statistics_correlation(v[0], v[1], a->frames);
            a->error[p] = facs_statistics_mean_abs_error(v[0], v[1], a->frames);
        }
        if (gather(a, FACS_INTENSITIES + p))
            a->equal[p] = facs_statistics_agreement(v[0], v[1], a->frames);
    }
    a->r[FACS_PRESENCES] = facs_statistics_mean(a->r, FACS_PRESENCES);
    a->error[FACS_PRESENCES] = facs_statistics_mean(a->error, FACS_PRESENCES);
    a->equal[FACS_PRESENCES] = facs_statistics_mean(a->equal, FACS_PRESENCES);
}

static void print_cell(int width, int decimals, double value, const char *unit)
{
    if (isnan(value))
        printf(" %*s", width, "-");
    else
        printf(" %*.*f%s", width - (int)strlen(unit), decimals, value, unit);
}

static void print_row(const agreement *a, int p, const char *name, const char *description)
{
    printf("%-5s %-21s", name, description);
    print_cell(8, 3, a->r[p], "");
    print_cell(10, 3, a->error[p], "");
    print_cell(10, 1, 100 * a->equal[p], " %");
    putchar('\n');
}

static void print_table(const agreement *a)
{
    facs_console_put_name(stdout, a->paths[0]);
    fputs(", ", stdout);
    facs_console_put_name(stdout, a->paths[1]);
    printf(": %zu frame%s in both\n\n", a->frames, a->frames == 1 ? "" : "s");
    printf("%-27s %8s %10s %10s\n", "Action Unit", "r", "mean |d|", "presence");
    for (int p = 0; p < FACS_PRESENCES; p++) {
        const char *name = facs_presence_name(p);
        if (!isnan(a->error[p]) || !isnan(a->equal[p]))
            print_row(a, p, name, facs_au_description(name));
    }
    print_row(a, FACS_PRESENCES, "mean", "");
}

static json_t *figures(const agreement *a, int p)
{
    return json_pack("{s:o, s:o, s:o}", "r", facs_json_number(a->r[p]), "mean_absolute_error",
                     facs_json_number(a->error[p]), "presence_equal",
                     facs_json_number(a->equal[p]));
}

static json_t *to_json(const agreement *a)
{
    json_t *units = json_object();
    for (int p = 0; p < FACS_PRESENCES; p++)
        if (!isnan(a->error[p]) || !isnan(a->equal[p]))
            json_object_set_new(units, facs_presence_name(p), figures(a, p));
    return json_pack("{s:o*, s:I, s:[I, I], s:[I, I], s:o, s:o}", "files",
                     json_pack("[o, o]", facs_json_name(a->paths[0]), facs_json_name(a->paths[1])),
                     "frames", (json_int_t)a->frames, "frames_of_each",
                     (json_int_t)a->tables[0].count, (json_int_t)a->tables[1].count, "left_out",
                     (json_int_t)a->tables[0].left_out, (json_int_t)a->tables[1].left_out,
                     "action_units", units, "mean", figures(a, FACS_PRESENCES));
}

/* Reports what the figures leave out: rows without numbers, and frames that only one file has. */
static void say_what_is_missing(const agreement *a, facs_console *console)
{
    const size_t rows[2] = {a->tables[0].count, a->tables[1].count};
    for (int k = 0; k < 2; k++) {
        const facs_csv_table *t = &a->tables[k];
        if (t->left_out)
            facs_console_say(console,
                             "warning: %s: %zu row%s left out because a cell is not a number "
                             "(the first in line %lld)",
                             a->paths[k], t->left_out, t->left_out == 1 ? "" : "s",
                             (long long)t->first_line);
        if (t->with_face == 0)
            facs_console_say(console, "warning: %s: no row has a face", a->paths[k]);
    }
    const size_t max = rows[0] > rows[1] ? rows[0] : rows[1];
    if (max - a->frames > FEW_FRAMES && (double)(max - a->frames) > FEW_SHARE * (double)max)
        facs_console_say(
            console,
            "warning: %s has %zu frames and %s has %zu: the figures cover the %zu that "
            "both have",
            a->paths[0], rows[0], a->paths[1], rows[1], a->frames);
}

static int compare(agreement *a, const char *json, facs_console *console)
{
    facs_error error;
    for (int k = 0; k < 2; k++)
        if (facs_csv_table_read(&a->tables[k], a->paths[k], &error) < 0) {
            facs_console_say(console, "%s", error.text);
            return FACS_EXIT_FAILED;
        }
    if (match_frames(a) < 0) {
        facs_console_say(console, "out of memory to compare the files");
        return FACS_EXIT_FAILED;
    }
    if (a->frames == 0) {
        facs_console_say(console,
                         "%s and %s have no frame in common: are they from the same video?",
                         a->paths[0], a->paths[1]);
        return FACS_EXIT_FAILED;
    }
    say_what_is_missing(a, console);
    measure(a);
    if (!json || strcmp(json, "-") != 0)
        print_table(a);
    return json ? facs_json_file_write(to_json(a), json, console) : FACS_EXIT_DONE;
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or a negative
 * errno. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    int status = facs_folder_make_for(args->json, console);
    if (status == 0)
        status = facs_box_open(&box, args, NULL, console);
    if (status < 0)
        return status;
    for (int i = 0; i < args->operand_count; i++)
        facs_box_read(box, args->operands[i]);
    facs_box_write(box, args->json);
    return facs_box_enter(&box, console);
}

int facs_cmd_agreement(const facs_args *args)
{
    facs_console console;
    agreement a = {.paths = {args->operands[0], args->operands[1]}};

    facs_console_open(&console, args);
    int status =
        enter_box(args, &console) < 0 ? FACS_EXIT_FAILED : compare(&a, args->json, &console);
    for (int k = 0; k < 2; k++) {
        free(a.rows[k]);
        free(a.values[k]);
        facs_csv_table_free(&a.tables[k]);
    }
    return status;
}
