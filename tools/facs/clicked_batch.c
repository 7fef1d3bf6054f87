#include "clicked_batch.h"

#include "clicked_place.h"
#include "cmd_report.h"
#include "command.h"
#include "command_line.h"
#include "results.h"
#include "study_args.h"
#include "study_report.h"

#include "os/desktop.h"
#include "os/file.h"
#include "os/path.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPENED 4 /* reports at once; of more, their folder */

static int no_memory(void)
{
    facs_console_tell("facs is out of memory.");
    return FACS_EXIT_FAILED;
}

/* ---- Reports --------------------------------------------------------------------------------- */

static void open_page(const char *path, const char *what)
{
    char *whole = facs_path_absolute(path);
    if (whole && facs_desktop_open(whole))
        facs_console_tell("%s opens now: %s", what, whole);
    else
        facs_console_tell("%s is for your browser: %s", what, whole ? whole : path);
    free(whole);
}

/* Returns the page of the i-th input, allocated; NULL: it has none that belongs to its result. */
static char *page_of(const facs_study *study, int64_t i)
{
    facs_study_input input = {.size = sizeof(input)};
    char *page =
        facs_study_get(study, i, &input) == 0 ? facs_results_beside(input.csv, ".html") : NULL;
    if (page && facs_leftovers_outdated(page, input.csv)) {
        free(page);
        page = NULL;
    }
    return page;
}

static int64_t count_pages(const facs_study *study)
{
    int64_t count = 0;
    for (int64_t i = 0; i < facs_study_count(study); i++) {
        char *page = page_of(study, i);
        count += page != NULL;
        free(page);
    }
    return count;
}

static void open_pages(const facs_study *study)
{
    for (int64_t i = 0; i < facs_study_count(study); i++) {
        char *page = page_of(study, i);
        if (page)
            open_page(page, "The report");
        free(page);
    }
}

/* Makes and opens the page of all results of a folder. Returns an exit status. */
static int report_study(char *results)
{
    char end_of_options[] = "--", *words[] = {end_of_options, results, NULL};
    char *page = facs_path_join(results, "study.html");
    facs_error error;
    facs_args args;
    int status = FACS_EXIT_FAILED;
    if (facs_args_parse(&args, FACS_FOR_REPORT, "report", words, &error) < 0 || !page) {
        no_memory();
    } else {
        args.no_sandbox = 1;
        status = facs_study_report_make(&args);
        if (facs_path_kind(page) == FACS_REGULAR_FILE)
            open_page(page, "The report");
    }
    facs_args_free(&args);
    free(page);
    return status;
}

/* ---- Measuring ------------------------------------------------------------------------------- */

/* When the result of the only input was written; 0: there is none, or there are several inputs. */
static int64_t written_ns(const facs_study *study)
{
    facs_study_input input = {.size = sizeof(input)};
    facs_file_info csv = {.modified_ns = 0};
    if (facs_study_count(study) == 1 && facs_study_get(study, 0, &input) == 0)
        facs_path_info(input.csv, &csv);
    return csv.modified_ns;
}

/* Says where the results are and opens what there is to look at. Returns an exit status. */
static int show(const facs_clicked_batch *batch, const facs_study *study, char *results)
{
    const int64_t pages = count_pages(study);
    if (pages == 0)
        return FACS_EXIT_DONE; /* what went wrong was said */
    facs_console_tell("The results are in the folder %s: of each video a table (.csv), a report "
                      "(.html), and how they were made (.json).",
                      results);
    if (batch->is_folder && facs_study_count(study) > 1)
        return report_study(results);
    if (pages > MAX_OPENED)
        open_page(results, "The folder of the reports");
    else
        open_pages(study);
    return FACS_EXIT_DONE;
}

/* Measures what args say and shows it. Returns an exit status. */
static int measure(const facs_clicked_batch *batch, facs_args *args, char *results)
{
    const facs_log silent = {.level = FACS_LOG_WARNING};
    facs_error error;
    facs_study *study;
    const int failed = facs_study_args_open(&study, args, &silent, &error);
    const int64_t before = failed ? 0 : written_ns(study);
    int status = facs_cmd_extract(args); /* says why it failed */
    if (!failed && (status == FACS_EXIT_DONE || status == FACS_EXIT_FAILED)) {
        if (before != 0 && status == FACS_EXIT_DONE && written_ns(study) == before)
            facs_console_tell("This was measured before, so its results stay as they are.");
        const int shown = show(batch, study, results);
        status = shown > status ? shown : status;
    }
    facs_study_close(&study);
    return status;
}

/* Makes the command line that does the same in a terminal, for NAME.json; allocated, ends with
 * NULL. */
static char **line_of(const facs_clicked_batch *batch, char *program, char *results, int *count)
{
    static char extract[] = "extract", page[] = "--report", again[] = "--resume",
                failed[] = "--retry-failed", directory[] = "-d", end_of_options[] = "--";
    char *const first[] = {program, extract,   page,    again,
                           failed,  directory, results, end_of_options};
    const size_t before = sizeof(first) / sizeof(first[0]), paths = (size_t)batch->count;
    char **line = calloc(before + paths + 1, sizeof(*line));
    *count = (int)(before + paths);
    if (line) {
        memcpy(line, first, sizeof(first));
        memcpy(line + before, batch->paths, paths * sizeof(*line));
    }
    return line;
}

/* Returns an exit status. */
static int run_line(const facs_clicked_batch *batch, char **line, char *results)
{
    facs_error error;
    facs_args args;
    int status = FACS_EXIT_USAGE;
    if (facs_args_parse(&args, FACS_FOR_EXTRACT, line[1], line + 2, &error) < 0) {
        facs_console_tell("%s", error.text);
    } else {
        args.no_sandbox = 1; /* inside it, nothing could be opened afterwards */
        status = measure(batch, &args, results);
    }
    facs_args_free(&args);
    return status;
}

int facs_clicked_measure(char *program, const facs_clicked_batch *batch)
{
    int count, status = FACS_EXIT_FAILED;
    char *results = facs_clicked_place(batch);
    char **line = results ? line_of(batch, program, results, &count) : NULL;
    if (results && !line)
        status = no_memory();
    if (line) {
        facs_command_line_keep(count, line);
        status = run_line(batch, line, results);
        facs_command_line_keep(0, NULL);
    }
    free(line);
    free(results);
    return status;
}
