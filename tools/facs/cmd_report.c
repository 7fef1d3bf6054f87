/* facs report: makes a page to look at from each result. */
#include "command.h"
#include "console.h"
#include "folders.h"
#include "report_page.h"

#include "os/interrupt.h"

int facs_cmd_report(const facs_args *args)
{
    facs_console console;
    int worst = FACS_EXIT_DONE;

    facs_console_open(&console, args);
    if ((args->output || args->video) && args->operand_count > 1) {
        facs_console_say(&console, "%s is for one result: run facs report for each",
                         args->output ? facs_args_spelling(args, 'o') : "--video");
        return FACS_EXIT_USAGE;
    }
    if (facs_folder_make_for(args->output, &console) < 0)
        return FACS_EXIT_FAILED;
    /* A result that cannot be shown does not stop the others; a missing library does. */
    for (int i = 0; i < args->operand_count; i++) {
        int status = facs_interrupted() ? FACS_EXIT_INTERRUPTED
                                        : facs_report_page_write(args->operands[i], args->output,
                                                                 args->video, &console);
        if (status == FACS_EXIT_INTERRUPTED || status == FACS_EXIT_ENVIRONMENT)
            return status;
        worst = status > worst ? status : worst;
    }
    return worst;
}
