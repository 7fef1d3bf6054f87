#include "cmd_models.h"

#include "command.h"

#include "os/place.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* facs_file_state */
static const char *const states[] = {"complete", "MISSING", "DAMAGED", "own", "unknown"};
static const char *const needs[] = {"", "needed", "onnx", "ceclm"};
#define ONLY_CE_CLM 3

static int is_whole(const facs_model_file *file)
{
    return file->state != FACS_FILE_MISSING && file->state != FACS_FILE_DAMAGED;
}

void facs_weights_count(void *opaque, const facs_model_file *file)
{
    facs_weights *w = opaque;
    w->files++;
    w->good += file->state == FACS_FILE_GOOD;
    w->missing += file->state == FACS_FILE_MISSING;
    w->damaged += file->state == FACS_FILE_DAMAGED;
    w->own += file->state == FACS_FILE_OWN;
    w->unknown += file->state == FACS_FILE_UNKNOWN;
    w->bad_needed += file->needed == 1 && !is_whole(file);
    w->ceclm += file->needed == ONLY_CE_CLM;
    if (file->needed == ONLY_CE_CLM && !is_whole(file)) {
        w->ceclm_missing += file->state == FACS_FILE_MISSING;
        w->ceclm_damaged += file->state == FACS_FILE_DAMAGED;
        w->ceclm_bytes += file->bytes;
    }
    if (is_whole(file)) {
        w->landmarks |= strncmp(file->name, "pfld", 4) == 0;
        w->retinaface |= strncmp(file->name, "retinaface", 10) == 0; /* either of two */
    }
    if (w->listing)
        fprintf(w->listing, "%-8s %-6s %10" PRId64 "  %-20s %s\n", states[file->state],
                needs[file->needed], file->bytes, file->licence, file->name);
}

int facs_weights_work(const facs_weights *weights)
{
    return weights->bad_needed == 0 && (weights->ceclm_missing > 0 || weights->ceclm_damaged == 0);
}

typedef struct complaint {
    facs_console *console;
    const char *folder;
    int count;
} complaint;

static void complain(void *opaque, const facs_model_file *file)
{
    complaint *c = opaque;
    if (file->needed != 1 || is_whole(file))
        return;
    c->count++;
    char *path = facs_place_of_weights(c->folder, file->name);
    facs_console_say(
        c->console, "%s is %s (%s): it is available from %s", path ? path : file->name,
        file->state == FACS_FILE_MISSING ? "missing"
                                         : "damaged, its sha256 differs from the manifest's",
        file->licence, file->address[0] ? file->address : "no public address; see docs/install.md");
    free(path);
}

#define REMEDY_SIZE (FACS_PLACE_REMEDY_SIZE + 32)

/* How to download what is missing in a folder, which was named or not. */
static void find_remedy(const char *named, int ceclm, char text[REMEDY_SIZE])
{
    char remedy[FACS_PLACE_REMEDY_SIZE];
    facs_place place;
    facs_place_find(&place);
    facs_place_remedy(&place, ceclm, remedy);
    snprintf(text, REMEDY_SIZE, "%s%s", remedy,
             named && !place.checkout[0] ? " with the same --models" : "");
}

void facs_weights_say_bad(facs_console *console, const char *folder, const char *named)
{
    complaint c = {.console = console, .folder = folder};
    char remedy[REMEDY_SIZE];
    facs_models_check(folder, complain, &c, NULL);
    if (c.count == 0) /* it is in a file of CE-CLM's */
        return;
    find_remedy(named, 0, remedy);
    facs_console_say(console, "to download what is missing, %s", remedy);
}

/* Which landmarks a run has unless it is told otherwise, and how to get CE-CLM's weights. A damaged
 * file is there, so it is not passed over. */
static void say_ceclm(const facs_weights *weights, const char *named)
{
    const int missing = weights->ceclm_missing, damaged = weights->ceclm_damaged;
    char remedy[REMEDY_SIZE];
    if (missing + damaged == 0) {
        printf("CE-CLM: its %d files are here, so --landmarks auto takes CE-CLM\n", weights->ceclm);
        return;
    }
    find_remedy(named, 1, remedy);
    printf("CE-CLM: %d of its %d files %s, so --landmarks auto %s; to download %s (%.0f MB), %s; "
           "if OpenFace has them here, --models takes its folder\n",
           missing ? missing : damaged, weights->ceclm, missing ? "are missing" : "are damaged",
           missing ? "takes CLNF" : "does not work", missing + damaged > 1 ? "them" : "it",
           (double)weights->ceclm_bytes / 1e6, remedy);
}

/* Lists the weights, where they are, whether they are complete, and their licences. */
static int list(const facs_args *args)
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
    if (weights.unknown > 0)
        printf(", %d unknown", weights.unknown);
    printf("\n");
    say_ceclm(&weights, args->options.analysis.models);
    if (facs_weights_work(&weights))
        return FACS_EXIT_DONE;
    fflush(stdout);
    facs_weights_say_bad(&console, folder, args->options.analysis.models);
    return FACS_EXIT_ENVIRONMENT;
}

/* Options that only fetching has. */
static const char *fetch_option(const facs_fetch_options *fetch)
{
    return fetch->from      ? "--from"
           : fetch->ceclm   ? "--ceclm"
           : fetch->onnx    ? "--onnx"
           : fetch->dry_run ? "--dry-run"
                            : NULL;
}

int facs_cmd_models(const facs_args *args)
{
    const char *word = args->operands[0], *option = fetch_option(&args->fetch);
    if (word && strcmp(word, "fetch") == 0)
        return facs_cmd_fetch(args);
    if (!word && !option)
        return list(args);
    if (word)
        facs_console_say(NULL, "facs models does not know what to do with %s: did you mean fetch?",
                         word);
    else
        facs_console_say(NULL, "%s belongs to facs models fetch", option);
    return FACS_EXIT_USAGE;
}
