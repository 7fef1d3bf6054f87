/* facs doctor: what works on this machine, what it is for, and what stops facs extract from
 * working. */
#include "analysis.h"
#include "cmd_models.h"
#include "command.h"
#include "console.h"
#include "view.h"

#include "os/again.h"
#include "os/process.h"
#include "os/sandbox.h"

#include <facs/study.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A little more than a batch of one-second clips of 640 x 480 pixels needs, which is more than one
 * of long videos: 96, 110 and 166 MB with 1, 2 and 4 jobs (docs/performance.md, "Many short
 * inputs"). */
#define BATCH_MB 80
#define JOB_MB   25

/* Drivers of graphics cards may hang, or crash, and whatever waits for one cannot be stopped in
 * this process: a second one asks them. The limit allows for cards that have to wake up. */
#define PARTS_SECONDS  15.0
#define PARTS_VARIABLE "FACS_DOCTOR_PARTS" /* set: this is that one */

static void print_machine(void)
{
    char system[256];
    const int cores = facs_processor_count(), jobs = cores < FACS_MAX_JOBS ? cores : FACS_MAX_JOBS;
    facs_system_name(system, sizeof(system));
    printf("facs      %s\n", facs_version());
    if (system[0])
        printf("system    %s, %d cores\n", system, cores);
    printf("jobs      %d video%s at a time unless extract --jobs says otherwise: about %d MB of "
           "memory for pictures of 640 x 480 pixels\n",
           jobs, jobs == 1 ? "" : "s", BATCH_MB + JOB_MB * jobs);
}

/* Which landmarks a run has unless it is told otherwise. Jobs share the pages of CE-CLM's weights.
 */
static void print_landmarks(const facs_weights *weights)
{
    if (weights->ceclm_missing > 0)
        printf(
            "landmarks CLNF, by --landmarks auto: facs models says how to get CE-CLM's weights\n");
    else if (weights->ceclm_damaged > 0)
        printf(
            "landmarks NO: damaged files of CE-CLM, which --landmarks auto takes: %d; facs models "
            "lists them\n",
            weights->ceclm_damaged);
    else
        printf("landmarks CE-CLM, by --landmarks auto: up to 430 MB of memory for its weights, for "
               "all jobs together\n");
}

/* Returns 1 if the weights that facs extract needs are complete. */
static int print_weights(facs_weights *weights, const facs_options *options, facs_console *console)
{
    char folder[4096];
    facs_error error;

    if (facs_models_find(options->models, folder, sizeof(folder), &error) < 0 ||
        facs_models_check(folder, facs_weights_count, weights, &error) < 0) {
        printf("models    NO: %s\n", error.text);
        return 0;
    }
    printf("models    %s: %d of %d files complete\n", folder, weights->good, weights->files);
    if (weights->own > 0)
        printf("models    %d of your own, listed in %s/manifest.tsv\n", weights->own, folder);
    if (weights->bad_needed == 0)
        print_landmarks(weights);
    if (weights->bad_needed == 0)
        return facs_weights_work(weights);
    printf("models    NO: %d files that facs extract needs are missing or damaged\n",
           weights->bad_needed);
    fflush(stdout);
    facs_weights_say_bad(console, folder, options->models);
    return 0;
}

/* Each at once: the process may be ended. */
static void print_part(void *opaque, const facs_part *part)
{
    (void)opaque;
    if (part->works)
        printf("%-9s %s, for %s\n", part->name, part->text, part->serves);
    else
        printf("%-9s no %s: %s\n", part->name, part->serves, part->text);
    fflush(stdout);
}

/* The parts of the library, by a process that has to end in time. */
static void print_library_parts(void)
{
    char text[256] = "";
    fflush(stdout);
    const int status = facs_environment_default(PARTS_VARIABLE, "1") == 0
                           ? facs_again_run("doctor", PARTS_SECONDS)
                           : -ENOMEM;
    if (status == -ETIMEDOUT)
        snprintf(text, sizeof(text),
                 "not found out: a driver of the graphics card does not answer within %.0f seconds",
                 PARTS_SECONDS);
    else if (status == -EINTR)
        snprintf(text, sizeof(text), "not found out: interrupted");
    else if (status == -EIO)
        snprintf(text, sizeof(text), "not found out: a driver of the graphics card crashes");
    else if (status != FACS_EXIT_DONE)
        facs_parts_check(print_part, NULL);
    const facs_part devices = {"devices", "--hwaccel", 0, text};
    if (text[0])
        print_part(NULL, &devices);
}

static void print_parts(void)
{
    print_library_parts();
    const char *lacks = facs_view_lacks();
    const facs_part page = {.name = "page",
                            .serves = "facs live --view",
                            .works = !lacks,
                            .text = lacks ? lacks : "libmicrohttpd"};
    print_part(NULL, &page);
    char text[FACS_SANDBOX_TEXT];
    const int parts = facs_sandbox_describe(text);
    const facs_part sandbox = {.name = "sandbox",
                               .serves = "limits on what a run may open",
                               .works = parts > 0,
                               .text = text};
    print_part(NULL, &sandbox);
}

/* Returns 1 if networks can run on this machine. */
static int print_runtime(const facs_options *options)
{
    static const struct {
        facs_backend backend;
        const char *name;
    } backends[] = {
        {FACS_BACKEND_CUDA, "CUDA"}, {FACS_BACKEND_COREML, "Core ML"}, {FACS_BACKEND_CPU, "CPU"}};
    char text[4096], methods[FACS_METHODS_SIZE];
    facs_error error;
    int works = 0;

    if (facs_runtime_describe(options, text, sizeof(text), &error) < 0) {
        printf("runtime   no: %s\n", error.text);
        return 0;
    }
    printf("runtime   ONNX Runtime %s, for --landmarks %s, --detector retinaface, --backend, "
           "--precision\n",
           text, facs_methods_with(FACS_METHOD_ONNX, methods));
    for (size_t i = 0; i < sizeof(backends) / sizeof(backends[0]); i++) {
        int status = facs_backend_probe(backends[i].backend, options, &error);
        printf("backend   %-8s %s%s\n", backends[i].name,
               status == 0 ? "works" : "no: ", status == 0 ? "" : error.text);
        works |= status == 0;
    }
    return works;
}

static void print_quantized(void *opaque, const facs_quantized *network)
{
    (void)opaque;
    printf("int8      %s: %.2f ms a run, fp32 %.2f ms%s\n", network->name, network->int8_ms,
           network->fp32_ms, network->faster ? "" : ": not used, because it is no faster here");
}

int facs_cmd_doctor(const facs_args *args)
{
    facs_console console;
    facs_options options;
    facs_weights weights = {.listing = NULL};
    facs_error error;

    if (facs_environment(PARTS_VARIABLE)) {
        facs_parts_check(print_part, NULL);
        return FACS_EXIT_DONE;
    }
    facs_console_open(&console, args);
    facs_environment_options(&options, args, &console);
    print_machine();
    const int weights_work = print_weights(&weights, &options, &console);
    print_parts();
    const int decodes = facs_load_ffmpeg(&error) == 0;
    const int networks = print_runtime(&options);
    const int works = weights_work && decodes;
    const int onnx = works && networks && weights.landmarks && weights.retinaface;
    char methods[FACS_METHODS_SIZE];
    if (onnx && facs_quantized_list(&options, print_quantized, NULL, &error) < 0)
        printf("int8      no: %s\n", error.text);
    printf("\nfacs extract %s\n", works ? "works here" : "does not work here yet");
    printf("with --landmarks %s or --detector retinaface it %s\n",
           facs_methods_with(FACS_METHOD_ONNX, methods),
           onnx       ? "also works"
           : !decodes ? "does not: FFmpeg is missing"
           : networks ? "does not: models are missing, which facs models lists"
                      : "does not: ONNX Runtime is missing");
    return works ? FACS_EXIT_DONE : FACS_EXIT_ENVIRONMENT;
}
