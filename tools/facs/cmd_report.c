#include "cmd_report.h"

#include "cmd_events.h"
#include "command.h"
#include "json_input.h"
#include "json_name.h"
#include "results.h"
#include "sandbox.h"
#include "study_report.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *facs_report_provenance_of(const char *csv)
{
    char *own = facs_results_beside(csv, ".json");
    char *stem = facs_results_beside(csv, "");
    size_t length = stem ? strlen(stem) : 0, name = length;
    while (name > 0 && strchr("0123456789", stem[name - 1]))
        name--;
    if (own && !facs_path_kind(own) && name < length && name > 5 &&
        strncmp(stem + name - 5, "_face", 5) == 0) {
        stem[name - 5] = 0;
        free(own);
        own = facs_results_beside(stem, ".json");
    }
    free(stem);
    return own;
}

int facs_report_page_write(const char *csv, const char *html, const char *video,
                           const char *segments, facs_console *console, facs_error *error)
{
    const facs_log log = {facs_console_log, console, FACS_LOG_WARNING};
    facs_report_options options;
    char *beside = facs_results_beside(csv, ".html"), *json = facs_report_provenance_of(csv);
    int status = -ENOMEM;

    *error = (facs_error){FACS_ERROR_INTERNAL, "out of memory for the page's name"};
    facs_default_report_options(&options);
    options.html = html ? html : beside;
    options.json = json;
    options.video = video;
    options.segments = segments;
    options.log = &log;
    if (beside && json)
        status = facs_report(csv, &options, error);
    if (status == 0 && console->terminal)
        facs_console_say(console, "%s: a page to look at: %s", csv, options.html);
    /* A problem with a page's default name is not a usage error, and does not stop the others. */
    if (error->kind == FACS_ERROR_USAGE && !html)
        error->kind = FACS_ERROR_INPUT;
    free(beside);
    free(json);
    return status;
}

/* ---- What earlier runs left ------------------------------------------------------------------ */

int facs_leftovers_outdated(const char *made, const char *csv)
{
    facs_file_info page, rows;
    return facs_path_info(made, &page) < 0 || facs_path_info(csv, &rows) < 0 ||
           page.modified_ns < rows.modified_ns;
}

int facs_report_is_page(const char *path)
{
    char head[1024];
    FILE *file = facs_path_regular_stream(path);
    const size_t length = file ? fread(head, 1, sizeof(head) - 1, file) : 0;
    if (file)
        fclose(file);
    head[length] = 0;
    return strncmp(head, "<!doctype html>", 15) == 0 && strstr(head, "<title>facs report</title>");
}

static void remove_pages(const char *csv, int first)
{
    for (int face = first, there = 1; there; face++) {
        char *rows = facs_results_of_face(csv, face);
        char *page = rows ? facs_results_beside(rows, ".html") : NULL;
        there = facs_path_kind(page) != FACS_NO_FILE;
        if (there && !facs_path_kind(rows) && facs_report_is_page(page))
            facs_path_remove(page);
        free(page);
        free(rows);
    }
}

void facs_leftovers_tidy(const char *csv, int first, facs_console *console)
{
    /* NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one ending, of two literals */
    static const char *const endings[] = {".html",        FACS_EVENTS_SUFFIX ".csv",
                                          "_overlay.mp4", "_overlay.mkv",
                                          "_overlay.mov", "_overlay.avi",
                                          "_overlay.png", "_overlay.jpg"};
    remove_pages(csv, first);
    for (size_t i = 0; console && i < sizeof(endings) / sizeof(endings[0]); i++) {
        char *made = facs_results_beside(csv, endings[i]);
        if (made && facs_path_kind(made) && facs_path_kind(csv) &&
            facs_leftovers_outdated(made, csv))
            facs_console_say(console,
                             "%s is older than %s and does not belong to it: make it again or "
                             "delete it",
                             made, csv);
        free(made);
    }
}

/* ---- facs report ----------------------------------------------------------------------------- */

/* Allows reading the video that NAME.json names, wherever the library looks for it. */
static void allow_video(facs_box *box, const char *csv, const char *json)
{
    json_t *root = box ? facs_json_read(json) : NULL;
    const json_t *input = json_object_get(root, "input");
    char *path = facs_json_read_name(input, "path"), *name = facs_json_read_name(input, "name");
    char *beside = name ? facs_path_beside(csv, facs_path_name(name)) : NULL;
    const char *const places[] = {path, name, beside};
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
        facs_box_read_named(box, places[i]);
    free(path);
    free(name);
    free(beside);
    json_decref(root);
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    if (!args->no_sandbox)
        (void)facs_load_ffmpeg(NULL); /* for the pictures; see facs_box_open */
    if (facs_box_open(&box, args, NULL, console) < 0)
        return -ENOMEM;
    for (int i = 0; box && i < args->operand_count; i++) {
        const char *csv = args->operands[i];
        char *json = facs_report_provenance_of(csv);
        facs_box_read(box, csv);
        facs_box_write(box, args->output ? args->output : csv);
        if (json) {
            facs_box_read(box, json);
            allow_video(box, csv, json);
        }
        free(json);
    }
    facs_box_read(box, args->video);
    facs_box_read(box, args->summarize.segments);
    return facs_box_enter(&box, console);
}

int facs_cmd_report(const facs_args *args)
{
    facs_console console;
    int worst = FACS_EXIT_DONE;

    for (int i = 0; i < args->operand_count; i++)
        if (facs_results_is_folder(args->operands[i]))
            return facs_study_report_make(args);
    facs_console_open(&console, args);
    if (args->summarize.path || args->summarize.baseline || args->group) {
        facs_console_say(&console, "%s is for the page of a study: facs report DIR",
                         args->group            ? "--group"
                         : args->summarize.path ? "--path"
                                                : "--baseline");
        return FACS_EXIT_USAGE;
    }
    if ((args->output || args->video) && args->operand_count > 1) {
        facs_console_say(&console, "%s is for one result: run facs report for each",
                         args->output ? facs_args_spelling(args, 'o') : "--video");
        return FACS_EXIT_USAGE;
    }
    if (facs_folder_make_for(args->output, &console) < 0 || enter_box(args, &console) < 0)
        return FACS_EXIT_FAILED;
    /* A result that cannot be shown does not stop the others; a missing library does. */
    for (int i = 0; i < args->operand_count; i++) {
        facs_error error;
        int status = facs_interrupted() ? FACS_EXIT_INTERRUPTED : FACS_EXIT_DONE;
        if (status == FACS_EXIT_DONE &&
            facs_report_page_write(args->operands[i], args->output, args->video,
                                   args->summarize.segments, &console, &error) < 0)
            status = facs_exit_with(&console, &error);
        if (status == FACS_EXIT_INTERRUPTED || status == FACS_EXIT_ENVIRONMENT)
            return status;
        worst = status > worst ? status : worst;
    }
    return worst;
}
