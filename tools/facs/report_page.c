#include "report_page.h"

#include "command.h"
#include "results.h"

#include "os/file.h"

#include <stdlib.h>
#include <string.h>

/* Returns NAME.json for NAME.csv or NAME_face00.csv; allocated, NULL without memory. */
static char *provenance_of(const char *csv)
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
                           facs_console *console)
{
    facs_error error = {.kind = FACS_ERROR_INTERNAL};
    const facs_log log = {facs_console_log, console, FACS_LOG_WARNING};
    facs_report_options options;
    char *beside = facs_results_beside(csv, ".html"), *json = provenance_of(csv);
    int status = -1;

    facs_default_report_options(&options);
    options.html = html ? html : beside;
    options.json = json;
    options.video = video;
    options.log = &log;
    if (!beside || !json) {
        facs_console_say(console, "out of memory for the page's name");
    } else {
        status = facs_report(csv, &options, &error);
        if (status < 0)
            facs_console_say(console, "%s", error.text);
        else if (console->terminal)
            facs_console_say(console, "%s: a page to look at: %s", csv, options.html);
    }
    free(beside);
    free(json);
    if (status == 0)
        return FACS_EXIT_DONE;
    /* A problem with a page's default name is not a usage error, and does not stop the others. */
    return error.kind == FACS_ERROR_USAGE && !html ? FACS_EXIT_FAILED
                                                   : facs_exit_status(error.kind);
}
