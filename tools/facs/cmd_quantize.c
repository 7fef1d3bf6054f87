/* facs quantize: makes 8-bit networks for --precision int8. */
#include "analysis.h"
#include "command.h"
#include "console.h"
#include "sandbox.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static int on_progress(void *opaque, int64_t frames)
{
    const facs_progress progress = {.frames_read = frames, .frames_done = frames};
    return facs_console_progress(opaque, &progress);
}

static void on_made(void *opaque, const facs_quantized *network)
{
    facs_console_end_progress(opaque);
    printf("%s: int8 %.3f ms a run, fp32 %.3f ms: %s\n  from %lld inputs, %s\n", network->name,
           network->int8_ms, network->fp32_ms,
           network->faster ? "--precision int8 uses it on this machine"
                           : "no faster on this machine, --precision int8 keeps using fp32",
           (long long)network->inputs, network->path);
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(const facs_args *args, const facs_options *options, facs_console *console)
{
    facs_box *box;
    char *folder;
    if (facs_box_open(&box, args, options, console) < 0)
        return -ENOMEM;
    for (int i = 0; i < args->operand_count; i++)
        facs_box_read(box, args->operands[i]);
    if (box && facs_user_path(&folder, FACS_USER_CACHE, "facs/quantized") == 0) {
        if (facs_path_make_folders(folder) == 0)
            facs_box_write_folder(box, folder);
        free(folder);
    }
    return facs_box_enter(&box, console);
}

int facs_cmd_quantize(const facs_args *args)
{
    facs_console console;
    const facs_quantize_callbacks callbacks = {sizeof(callbacks), on_progress, on_made, &console};
    facs_options options;
    facs_error error;

    facs_console_open(&console, args);
    console.name = "quantize";
    facs_environment_options(&options, args, &console);
    if (enter_box(args, &options, &console) < 0)
        return FACS_EXIT_FAILED;
    int status = facs_quantize(args->operands, args->operand_count, &options, &callbacks, &error);
    facs_console_end_progress(&console);
    if (status == 0)
        return FACS_EXIT_DONE;
    facs_console_say_error(&console, &error);
    return facs_exit_status(error.kind);
}
