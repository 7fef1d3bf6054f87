#include "cmd_models.h"

#include "command.h"

#include <inttypes.h>
#include <string.h>

static const char *const states[] = {"complete", "MISSING", "DAMAGED", "own"}; /* facs_file_state */
static const char *const needs[] = {"", "needed", "onnx"};

static int is_whole(const facs_model_file *file)
{
    return file->state == FACS_FILE_GOOD || file->state == FACS_FILE_OWN;
}

void facs_weights_count(void *opaque, const facs_model_file *file)
{
    facs_weights *w = opaque;
    w->files++;
    w->good += file->state == FACS_FILE_GOOD;
    w->missing += file->state == FACS_FILE_MISSING;
    w->damaged += file->state == FACS_FILE_DAMAGED;
    w->own += file->state == FACS_FILE_OWN;
    w->bad_needed += file->needed == 1 && !is_whole(file);
    if (is_whole(file)) {
        w->landmarks |= strncmp(file->name, "pfld", 4) == 0;
        w->retinaface |= strncmp(file->name, "retinaface", 10) == 0; /* either of two */
    }
    if (w->listing)
        fprintf(w->listing, "%-8s %-6s %10" PRId64 "  %-20s %s\n", states[file->state],
                needs[file->needed], file->bytes, file->licence, file->name);
}

typedef struct complaint {
    facs_console *console;
    const char *folder;
} complaint;

static void complain(void *opaque, const facs_model_file *file)
{
    const complaint *c = opaque;
    if (file->needed != 1 || is_whole(file))
        return;
    facs_console_say(
        c->console, "%s/%s is %s (%s): it is available from %s", c->folder, file->name,
        file->state == FACS_FILE_MISSING ? "missing"
                                         : "damaged, its sha256 differs from the manifest's",
        file->licence, file->address[0] ? file->address : "no public address; see docs/install.md");
}

void facs_weights_say_bad(facs_console *console, const char *folder)
{
    complaint c = {.console = console, .folder = folder};
    facs_models_check(folder, complain, &c, NULL);
}

/* facs models: lists the weights, where they are, whether they are complete, and their licences. */
int facs_cmd_models(const facs_args *args)
{
    char folder[4096];
    facs_console console;
    facs_weights weights = {.listing = stdout};
    facs_error error;

    facs_console_open(&console, args);
    int status = facs_models_find(args->options.analysis.models, folder, sizeof(folder), &error);
    if (status == 0) {
        printf("%s\n\n", folder);
        status = facs_models_check(folder, facs_weights_count, &weights, &error);
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
