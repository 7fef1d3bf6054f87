/* facs models: lists the weights, where they are, whether they are complete, and their licences. */
#include "analysis.h"
#include "command.h"
#include "console.h"
#include "weights.h"

int facs_cmd_models(const facs_args *args)
{
    char folder[4096];
    facs_console console;
    facs_weights weights = {.listing = stdout};
    facs_error error;

    facs_console_open(&console, args);
    int status = facs_models_find(args->models, folder, sizeof(folder), &error);
    if (status == 0) {
        printf("%s\n\n", folder);
        status = facs_weights_check(&weights, folder, &error);
    }
    if (status < 0)
        return facs_exit_with(&console, &error);
    printf("\n%d files: %d complete, %d missing, %d damaged", weights.files, weights.good,
           weights.missing, weights.damaged);
    if (weights.own > 0)
        printf(", %d of your own, listed in %s/manifest.tsv", weights.own, folder);
    printf("\n");
    if (weights.bad_needed == 0)
        return FACS_EXIT_DONE;
    fflush(stdout);
    facs_weights_say_bad(&console, folder);
    return FACS_EXIT_ENVIRONMENT;
}
