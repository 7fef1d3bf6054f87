/* facs quantize: makes 8-bit networks for --precision int8. */
#include "analysis.h"
#include "command.h"
#include "console.h"

#include "os/interrupt.h"

#include <stdio.h>

typedef struct run {
    const facs_args *args;
    facs_console console;
} run;

static int on_progress(void *opaque, int64_t frames)
{
    run *r = opaque;
    const facs_progress progress = {.frames_read = frames, .frames_done = frames};
    facs_console_progress(&r->console, "quantize", &progress);
    return facs_interrupted();
}

static void on_made(void *opaque, const facs_quantized *network)
{
    run *r = opaque;
    facs_console_end_progress(&r->console);
    printf("%s: int8 %.3f ms a run, fp32 %.3f ms: %s\n  from %lld inputs, %s\n", network->name,
           network->int8_ms, network->fp32_ms,
           network->faster ? "--precision int8 uses it on this machine"
                           : "no faster on this machine, --precision int8 keeps using fp32",
           (long long)network->inputs, network->path);
}

int facs_cmd_quantize(const facs_args *args)
{
    run r = {.args = args};
    const facs_quantize_callbacks callbacks = {sizeof(callbacks), on_progress, on_made, &r};
    facs_options options;
    facs_error error;

    facs_console_open(&r.console, args);
    facs_environment_options(&options, args, &r.console);
    int status = facs_quantize(args->operands, args->operand_count, &options, &callbacks, &error);
    facs_console_end_progress(&r.console);
    if (status == 0)
        return FACS_EXIT_DONE;
    facs_console_say_error(&r.console, &error);
    return facs_exit_status(error.kind);
}
