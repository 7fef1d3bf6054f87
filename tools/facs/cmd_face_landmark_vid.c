/* FaceLandmarkVid: OpenFace's program that shows what it finds; here it is facs live --view. */
#include "command.h"
#include "openface_run.h"

#include "os/interrupt.h"

#include <stdio.h>
#include <string.h>

/* Shows one input, a file at its own pace. Returns an exit status. */
static int show(const facs_args *analysis, const char *path)
{
    const char *operands[] = {path, NULL};
    facs_args args = *analysis;
    args.operands = operands;
    args.operand_count = 1;
    args.view = 1;
    args.realtime =
        strncmp(path, "camera:", 7) != 0 && strcmp(path, "-") != 0 && !strstr(path, "://");
    return facs_cmd_live(&args);
}

static int show_all(facs_openface_args *args)
{
    facs_console console;
    int failed = 0;
    facs_console_open(&console, &args->analysis);
    if (!args->analysis.quiet)
        facs_openface_say_ignored(&console, args);
    for (int i = 0; i < args->input_count; i++) {
        int status = facs_interrupted() ? FACS_EXIT_INTERRUPTED
                                        : show(&args->analysis, args->inputs[i].path);
        if (status != FACS_EXIT_DONE && status != FACS_EXIT_FAILED)
            return status;
        failed += status == FACS_EXIT_FAILED;
    }
    if (failed > 0 && args->input_count > 1)
        facs_console_say(&console, "%d of %d inputs failed", failed, args->input_count);
    return failed ? FACS_EXIT_FAILED : FACS_EXIT_DONE;
}

int facs_cmd_face_landmark_vid(char **argv)
{
    static const facs_openface_program program = {
        .name = "FaceLandmarkVid",
        .bit = FACS_FACE_LANDMARK_VID,
        .about = "show the face that is tracked in videos, like facs live --view, with OpenFace's "
                 "flags",
        .show = show_all};
    return facs_openface_run(&program, argv);
}
