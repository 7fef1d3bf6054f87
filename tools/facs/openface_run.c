#include "openface_run.h"

#include "analysis.h"
#include "command.h"
#include "console.h"
#include "openface_args.h"
#include "openface_files.h"
#include "results.h"
#include "sandbox.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"
#include "os/place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const facs_openface_program facs_openface_programs[] = {
    {.name = "FeatureExtraction",
     .like = "like extract, with OpenFace's flags and files",
     .about = "measure the face in videos, with OpenFace's flags and files",
     .bit = FACS_FEATURE_EXTRACTION,
     .faces = 1},
    {.name = "FaceLandmarkImg",
     .like = "the same for pictures",
     .about = "measure the faces in pictures, with OpenFace's flags and files",
     .bit = FACS_FACE_LANDMARK_IMG,
     .pictures = 1},
    {.name = "FaceLandmarkVidMulti",
     .like = "the same for up to four faces at a time",
     .about = "measure up to four faces in videos, with OpenFace's flags and files",
     .bit = FACS_FACE_LANDMARK_VID_MULTI,
     .faces = 4,
     .is_static = 1},
    {.name = "FaceLandmarkVid",
     .like = "like live --view, with OpenFace's flags",
     .about =
         "show the face that is tracked in videos, like facs live --view, with OpenFace's flags",
     .bit = FACS_FACE_LANDMARK_VID},
    {.name = NULL},
};

typedef struct run {
    facs_console console; /* first: the progress callback expects it */
    const facs_openface_args *args;
    facs_extract_options options;
    facs_openface_files *files;
    facs_models *models; /* opened for the first input, then kept */
} run;

/* ---- Results --------------------------------------------------------------------------------- */

static int run_one(void *opaque, int i)
{
    run *r = opaque;
    const facs_openface_input *input = &r->args->inputs[i];
    const facs_openface_files *files = &r->files[i];
    facs_summary summary = {.size = sizeof(summary)};
    facs_error error;
    if (input->fault)
        facs_console_say(&r->console, "%s", input->fault);
    if (input->fault || facs_folder_make(files->folder, &r->console) < 0)
        return FACS_EXIT_FAILED;
    r->console.name = input->path;
    r->options.csv = files->csv;
    r->options.details = files->details;
    r->options.hog = files->hog;
    r->options.aligned = files->aligned;
    r->options.tracked = files->tracked;
    int status = facs_extract(input->path, &r->options, &summary, &error);
    facs_console_end_progress(&r->console);
    if (status < 0) {
        const char *part = summary.unfinished;
        if (error.kind == FACS_ERROR_CANCELLED)
            facs_console_say(&r->console, "%s: %s%s%s", input->path, error.text,
                             part[0] ? "; the rows so far are in " : "", part);
        else
            facs_console_say_error(&r->console, &error);
        return facs_exit_status(error.kind);
    }
    if (r->console.terminal)
        facs_console_say(&r->console, "%s: %lld frames, %lld with a face: %s", input->path,
                         (long long)summary.frames, (long long)summary.faces, files->csv);
    return FACS_EXIT_DONE;
}

/* The files that OpenFace's -mloc chooses from, its default first, and --landmarks's word for each.
 * Without its experts, which are a download of their own, the first is the second. */
static const struct {
    const char *file, *landmarks, *experts;
} models[] = {
    {"main_ceclm_general.txt", "auto", "openface/model/patch_experts/cen_patches_0.25_of.dat"},
    {"main_clnf_general.txt", "clnf", NULL}};

/* Says if a model folder lacks the experts. */
static void check_experts(facs_console *console, const char *folder, const char *experts)
{
    char path[4096], *file = NULL;
    if (facs_models_find(folder, path, sizeof(path), NULL) == 0 &&
        (file = facs_place_of_weights(path, experts)) != NULL &&
        facs_path_kind(file) == FACS_NO_FILE)
        facs_console_say(console,
                         "-mloc: there is no %s, so landmarks are CLNF's: facs models says how to "
                         "get it",
                         file);
    free(file);
}

/* Takes -mloc, for which --landmarks is facs's own word. */
static void take_model(facs_console *console, const facs_openface_args *args, facs_args *analysis)
{
    const char *name = args->model ? facs_path_name(args->model) : NULL;
    if (!name)
        return;
    for (size_t i = 0; !analysis->landmarks && i < sizeof(models) / sizeof(models[0]); i++)
        if (strcmp(name, models[i].file) == 0) {
            analysis->landmarks = models[i].landmarks;
            if (models[i].experts)
                check_experts(console, analysis->options.analysis.models, models[i].experts);
            return;
        }
    if (!analysis->quiet && analysis->landmarks)
        facs_console_say(console, "-mloc has no effect here: --landmarks is given");
    else if (!analysis->quiet)
        facs_console_say(console, "-mloc has no effect here: it chooses between %s and %s",
                         models[0].file, models[1].file);
}

/* OpenFace has one detector. */
static int take_detector(facs_extract_options *options, const facs_openface_program *program,
                         facs_error *error)
{
    facs_options *analysis = &options->analysis;
    if (!facs_method_has(analysis, FACS_METHOD_MTCNN))
        return 0;
    if (analysis->detector == FACS_DETECTOR_RETINAFACE)
        return facs_refuse(error, "--detector: %s uses mtcnn, as OpenFace does: leave it out",
                           program->name);
    analysis->detector = FACS_DETECTOR_MTCNN;
    return 0;
}

/* Tracks as many faces as OpenFace's program, unless options ask for a number or for one face. */
static int take_faces(facs_extract_options *options, const facs_openface_program *program,
                      const facs_openface_args *args, facs_error *error)
{
    facs_options *analysis = &options->analysis;
    const int several = facs_method_has(analysis, FACS_METHOD_SEVERAL);
    char methods[FACS_METHODS_SIZE];
    if (args->analysis.faces || analysis->face_choice != FACS_FACE_LARGEST)
        return 0;
    if (several)
        analysis->faces = program->faces;
    if (several || program->faces == 1 || program->pictures)
        return 0;
    return facs_refuse(
        error,
        "--landmarks: %s follows several faces, which needs %s: leave it out, or give --faces 1",
        program->name, facs_methods_with(FACS_METHOD_SEVERAL, methods));
}

static int set_options(run *r, const facs_openface_program *program, const facs_openface_args *args,
                       facs_error *error)
{
    facs_extract_options *options = &r->options;
    facs_args analysis = args->analysis;
    analysis.inputs = args->input_count;
    take_model(&r->console, args, &analysis);
    int status = facs_analysis_options(options, &analysis, &r->console, error);
    if (status == 0)
        status = take_detector(options, program, error);
    options->features = args->results & FACS_FEATURE_OPENFACE;
    options->aligned_flags = (args->unmasked ? FACS_ALIGNED_UNMASKED : 0u) |
                             (args->grey ? FACS_ALIGNED_GREY : 0u) |
                             (args->good_only ? FACS_ALIGNED_GOOD_ONLY : 0u);
    options->aligned_format = facs_openface_aligned_format(args->aligned_format);
    if (program->is_static)
        options->analysis.au = FACS_AU_STATIC;
    if (status == 0)
        status = take_faces(options, program, args, error);
    options->kept = &r->models;
    options->progress = facs_console_progress;
    options->opaque = r;
    return status;
}

/* Reports what has no effect. */
static void say_ignored(facs_console *console, const facs_openface_args *args,
                        const facs_options *analysis)
{
    char methods[FACS_METHODS_SIZE];
    for (int i = 0; i < args->ignored_count; i++)
        facs_console_say(console, "%s has no effect here: %s", args->ignored[i].name,
                         args->ignored[i].why);
    if (analysis && !args->all_results && (args->results & FACS_FEATURE_GAZE) &&
        !facs_method_has(analysis, FACS_METHOD_GAZE))
        facs_console_say(console, "-gaze has no effect here: gaze comes only with --landmarks %s",
                         facs_methods_with(FACS_METHOD_GAZE, methods));
}

/* Allows what the run reads and writes, and nothing else from now on. Returns 0 or -ENOMEM. */
static int enter_box(run *r)
{
    const facs_openface_args *args = r->args;
    const char *last = "";
    facs_box *box;
    if (facs_box_open(&box, &args->analysis, &r->options.analysis, &r->console) < 0)
        return -ENOMEM;
    for (int i = 0; box && i < args->input_count; i++) {
        const char *folder = r->files[i].folder;
        if (args->inputs[i].fault)
            continue;
        facs_box_read(box, args->inputs[i].path);
        if (strcmp(folder, last) != 0 && facs_path_make_folders(folder) == 0)
            facs_box_write_folder(box, folder);
        last = folder;
    }
    facs_box_read(box, r->options.landmarks);
    return facs_box_enter(&box, &r->console);
}

static int run_line(const facs_openface_program *program, facs_openface_args *args)
{
    facs_error error;
    run r = {.args = args};
    facs_console_open(&r.console, &args->analysis);
    int status = program->pictures ? facs_openface_expand(args, &error) : 0;
    if (status < 0) {
        facs_console_say(&r.console, "%s", error.text);
        return status == -EINVAL ? FACS_EXIT_USAGE : FACS_EXIT_FAILED;
    }
    status = set_options(&r, program, args, &error);
    if (status == 0)
        status = facs_openface_files_name(&r.files, args, program->pictures, &error);
    if (status < 0)
        return facs_exit_with(&r.console, &error);
    if (!args->analysis.quiet)
        say_ignored(&r.console, args, &r.options.analysis);
    status = enter_box(&r) < 0 ? FACS_EXIT_FAILED
                               : facs_run_inputs(&r.console, args->input_count, run_one, &r);
    facs_models_close(&r.models);
    facs_openface_files_free(&r.files, args->input_count);
    return status;
}

/* ---- FaceLandmarkVid, which only shows ------------------------------------------------------- */

/* Shows one input, a file at its own pace. Returns an exit status. */
static int show_one(void *opaque, int i)
{
    const facs_openface_args *line = opaque;
    const char *path = line->inputs[i].path, *operands[] = {path, NULL};
    facs_args args = line->analysis;
    args.operands = operands;
    args.operand_count = 1;
    args.view = 1;
    args.realtime =
        strncmp(path, "camera:", 7) != 0 && strcmp(path, "-") != 0 && !strstr(path, "://");
    return facs_cmd_live(&args);
}

/* Of several inputs, each has its page, so the sandbox cannot wait for the last one's address.
 * Returns 0 or a negative number. */
static int enter_box_of_several(facs_openface_args *args, facs_console *console)
{
    facs_box *box;
    if (args->input_count < 2)
        return 0;
    if (facs_folder_make_for(args->analysis.json, console) < 0 ||
        facs_box_open(&box, &args->analysis, &args->analysis.options.analysis, console) < 0)
        return -1;
    for (int i = 0; i < args->input_count; i++)
        facs_box_read(box, args->inputs[i].path);
    facs_box_write(box, args->analysis.json);
    facs_box_listen(box);
    args->analysis.no_sandbox = 1; /* for facs_cmd_live: it is entered already */
    return facs_box_enter(&box, console);
}

static int show_line(facs_openface_args *args)
{
    facs_console console;
    facs_console_open(&console, &args->analysis);
    take_model(&console, args, &args->analysis);
    if (!args->analysis.quiet)
        say_ignored(&console, args, NULL);
    return enter_box_of_several(args, &console) < 0
               ? FACS_EXIT_FAILED
               : facs_run_inputs(&console, args->input_count, show_one, args);
}

/* ---- The line -------------------------------------------------------------------------------- */

static void print_help(const facs_openface_program *program)
{
    printf("Usage: %s -f FILE [FLAG]...\n\n%s: %s.\n%s\n", program->name, program->name,
           program->about,
           program->bit == FACS_FACE_LANDMARK_VID
               ? ""
               : "Without a flag that asks for a result, all results are written.\n");
    facs_openface_args_print_help(stdout, program->bit);
}

int facs_openface_run(const facs_openface_program *program, char **argv)
{
    facs_error error;
    facs_openface_args args;
    int status = FACS_EXIT_USAGE;
    if (facs_openface_args_parse(&args, program->bit, program->name, argv, &error) < 0) {
        facs_console_say(NULL, "%s", error.text);
    } else if (args.analysis.help) {
        print_help(program);
        status = FACS_EXIT_DONE;
    } else if (args.input_count == 0) {
        facs_console_say(NULL, "%s expects an input, -f FILE%s: see %s --help", program->name,
                         program->pictures ? " or -fdir DIR" : ", -fdir DIR or -device N",
                         program->name);
    } else {
        if (args.analysis.quiet) /* OpenFace accepts both */
            args.analysis.verbose = 0;
        facs_interrupt_watch();
        facs_interrupt_watch_maps(FACS_LOST_MAP, FACS_EXIT_ENVIRONMENT);
        status =
            program->bit == FACS_FACE_LANDMARK_VID ? show_line(&args) : run_line(program, &args);
    }
    facs_openface_args_free(&args);
    return status;
}
