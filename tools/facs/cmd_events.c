#include "cmd_events.h"

#include "cmd_report.h"
#include "command.h"
#include "results.h"
#include "sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

char *facs_events_beside(const char *csv, int format)
{
    char ending[32];
    snprintf(ending, sizeof(ending), FACS_EVENTS_SUFFIX ".%s", facs_events_format(format));
    return facs_results_beside(csv, ending);
}

int facs_events_file_write(const char *csv, const char *output, int format,
                           const facs_events_options *options, facs_error *error)
{
    facs_events_options own = *options;
    facs_events *events = NULL;
    char *beside = facs_events_beside(csv, format), *json = facs_report_provenance_of(csv);
    int status = -ENOMEM;

    *error = (facs_error){FACS_ERROR_INTERNAL, "out of memory for the name of the events"};
    own.json = json;
    if (beside && json)
        status = facs_events_read(&events, csv, &own, error);
    if (status == 0)
        status = facs_events_write(events, output ? output : beside, error);
    facs_events_close(&events);
    free(beside);
    free(json);
    return status;
}

int facs_events_check(const facs_args *args, int wanted, facs_error *error)
{
    facs_events *events;
    if (!wanted && (args->find.kinds || args->find.parameters))
        return facs_refuse(error, "%s is for --events: give both",
                           args->find.kinds ? "--kinds" : "--parameters");
    /* The options are looked at before the file, which does not exist. */
    const int status = facs_events_read(&events, "", &args->find, error);
    facs_events_close(&events);
    return status < 0 && error->kind == FACS_ERROR_USAGE ? status : 0;
}

/* ---- facs events ----------------------------------------------------------------------------- */

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, facs_console *console)
{
    facs_box *box;
    int status = 0;
    if (facs_box_open(&box, args, NULL, console) < 0)
        return -ENOMEM;
    for (int i = 0; box && i < args->operand_count; i++) {
        const char *csv = args->operands[i];
        char *json = facs_report_provenance_of(csv);
        facs_box_read(box, csv);
        facs_box_read(box, json);
        facs_box_write(box, args->output ? args->output : csv);
        if (!json)
            status = -ENOMEM;
        free(json);
    }
    const int entered = facs_box_enter(&box, console);
    return status < 0 ? status : entered;
}

typedef struct writing {
    const facs_args *args;
    facs_console *console;
} writing;

static int write_one(void *opaque, int i)
{
    const writing *w = opaque;
    facs_error error;
    if (facs_events_file_write(w->args->operands[i], w->args->output, w->args->events_format,
                               &w->args->find, &error) == 0)
        return FACS_EXIT_DONE;
    facs_console_say_error(w->console, &error);
    return facs_exit_status(error.kind);
}

int facs_cmd_events(const facs_args *args)
{
    facs_console console;
    facs_error error;
    facs_console_open(&console, args);
    if (args->output && args->operand_count > 1) {
        facs_console_say(&console,
                         "%s is for one result: leave it out, for RESULT" FACS_EVENTS_SUFFIX
                         ".csv of each",
                         facs_args_spelling(args, 'o'));
        return FACS_EXIT_USAGE;
    }
    if (args->output && args->events_format) {
        facs_console_say(&console, "%s has an ending, which says the format: leave out --format",
                         facs_args_spelling(args, 'o'));
        return FACS_EXIT_USAGE;
    }
    if (facs_events_check(args, 1, &error) < 0) {
        facs_console_say_error(&console, &error);
        return facs_exit_status(error.kind);
    }
    if (facs_folder_make_for(args->output, &console) < 0 || enter_box(args, &console) < 0)
        return FACS_EXIT_FAILED;
    return facs_run_inputs(&console, args->operand_count, write_one, &(writing){args, &console});
}
