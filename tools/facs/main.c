/* The command facs: runs a subcommand and returns its exit status. */
#include "clicked.h"
#include "command.h"
#include "command_line.h"
#include "console.h"
#include "hints.h"
#include "openface_run.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/path.h"
#include "os/process.h"
#include "os/terminal.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const facs_command facs_commands[] = {
    {"extract", FACS_FOR_EXTRACT, "INPUT...", "FILE", "interview.mp4 -d results", 1, INT_MAX,
     "measure Action Units in videos, images, cameras, URLs", facs_cmd_extract},
    {"live", FACS_FOR_LIVE, "[INPUT]", "FILE", "camera:0", 0, 1,
     "write lines of JSON at once from a camera (camera:0), a URL, -, or a file", facs_cmd_live},
    {"models", FACS_FOR_MODELS, "[fetch]", "fetch", "fetch", 0, 1,
     "list the weights, where they are, and whether they are complete; fetch: download them",
     facs_cmd_models},
    {"doctor", FACS_FOR_DOCTOR, "", "", "", 0, 0, "say what works on this machine",
     facs_cmd_doctor},
    {"bench", FACS_FOR_BENCH, "VIDEO", "FILE", "interview.mp4", 1, 1,
     "measure the time that each stage takes", facs_cmd_bench},
    {"quantize", FACS_FOR_QUANTIZE, "CLIP...", "FILE", "interview.mp4", 1, INT_MAX,
     "make the networks for --precision int8", facs_cmd_quantize},
    {"agreement", FACS_FOR_AGREEMENT, "A.csv B.csv", "FILE.csv", "facs.csv openface.csv", 2, 2,
     "compare two results of one video", facs_cmd_agreement},
    {"report", FACS_FOR_REPORT, "RESULT.csv...|DIR", "FILE", "interview.csv", 1, INT_MAX,
     "make a page to look at from a result (RESULT.html) or a study (DIR/study.html)",
     facs_cmd_report},
    {"events", FACS_FOR_EVENTS, "RESULT.csv...", "FILE.csv", "interview.csv", 1, INT_MAX,
     "find blinks, smiles, nods and other events in a result", facs_cmd_events},
    {"status", FACS_FOR_STATUS, "DIR", "DIR", "results", 1, 1,
     "say what became of the inputs of a study", facs_cmd_status},
    {"merge", FACS_FOR_MERGE, "DIR", "DIR", "results -o all.csv", 1, 1,
     "put all results of a folder into one table", facs_cmd_merge},
    {"summary", FACS_FOR_SUMMARY, "RESULT.csv|DIR...", "FILE", "results -o summary.csv", 1, INT_MAX,
     "sum up results: a row for each face and segment", facs_cmd_summary},
    {"completions", FACS_FOR_COMPLETIONS, "SHELL", "bash|zsh|fish", "bash", 1, 1,
     "print what a shell needs to complete facs on the command line", facs_cmd_completions},
    {.name = NULL},
};

int facs_exit_status(facs_error_kind kind)
{
    switch (kind) {
    case FACS_ERROR_CLOSED: /* the reader closed early, as in head -n 5 */
        return FACS_EXIT_DONE;
    case FACS_ERROR_USAGE:
        return FACS_EXIT_USAGE;
    case FACS_ERROR_ENVIRONMENT:
        return FACS_EXIT_ENVIRONMENT;
    case FACS_ERROR_CANCELLED:
        return FACS_EXIT_INTERRUPTED;
    default:
        return FACS_EXIT_FAILED;
    }
}

int facs_exit_with(facs_console *console, const facs_error *error)
{
    facs_console_say(console, "%s", error->text);
    return facs_exit_status(error->kind);
}

int facs_run_inputs(facs_console *console, int count, int (*run_one)(void *opaque, int i),
                    void *opaque)
{
    int failed = 0;
    for (int i = 0; i < count; i++) {
        const int status = facs_interrupted() ? FACS_EXIT_INTERRUPTED : run_one(opaque, i);
        if (status != FACS_EXIT_DONE && status != FACS_EXIT_FAILED)
            return status;
        failed += status == FACS_EXIT_FAILED;
    }
    if (failed > 0 && count > 1)
        facs_console_say(console, "%d of %d inputs failed", failed, count);
    return failed ? FACS_EXIT_FAILED : FACS_EXIT_DONE;
}

static void print_overview(FILE *out)
{
    char left[64];
    fputs("facs measures facial Action Units in video.\n\n", out);
    for (const facs_command *c = facs_commands; c->name; c++) {
        snprintf(left, sizeof(left), "  facs %s %s", c->name, c->operands);
        facs_args_print_line(out, left, c->about);
    }
    fputc('\n', out);
    for (const facs_openface_program *p = facs_openface_programs; p->name; p++) {
        snprintf(left, sizeof(left), "  facs %s -f FILE...", p->name);
        facs_args_print_line(out, left, p->like);
    }
    fputs("\n  facs help [COMMAND]     the options of a command"
          "\n  facs version            the version\n"
          "\nTo begin with:\n\n"
          "  facs doctor\n"
          "  facs extract interview.mp4 --summary\n"
          "  facs report interview.csv\n",
          out);
    if (FACS_SHELL_HAS_MAN)
        fputs("\nThe manual page: man facs\n", out);
}

static void print_help(const facs_command *command)
{
    const char *between = command->operands[0] ? " " : "";
    printf("Usage: facs %s%s%s [OPTION]...\n\nfacs %s: %s.\n", command->name, between,
           command->operands, command->name, command->about);
    if (command->example[0])
        printf("Example: facs %s %s\n", command->name, command->example);
    putchar('\n');
    facs_args_print_help(stdout, command->bit);
    if (FACS_SHELL_HAS_MAN)
        printf("\nThe manual page has the details: man facs-%s\n", command->name);
}

static const facs_command *find(const char *name)
{
    for (const facs_command *c = facs_commands; c->name; c++)
        if (strcmp(name, c->name) == 0)
            return c;
    return NULL;
}

/* ---- Running --------------------------------------------------------------------------------- */

/* facs extract help */
static int asks_for_help(const facs_args *args)
{
    return args->operand_count == 1 && strcmp(args->operands[0], "help") == 0 &&
           facs_path_kind("help") == FACS_NO_FILE;
}

static int run(const facs_command *command, char **argv)
{
    facs_error error;
    facs_args args;
    int status = FACS_EXIT_USAGE;

    if (facs_hint_words(command, argv + 2, &error) < 0)
        return facs_exit_with(NULL, &error);
    if (facs_args_parse(&args, command->bit, command->name, argv + 2, &error) < 0 ||
        facs_hint_operands(command, &args, &error) < 0) {
        status = facs_exit_with(NULL, &error);
    } else if (args.help || asks_for_help(&args)) {
        print_help(command);
        status = FACS_EXIT_DONE;
    } else if (args.operand_count < command->min_operands && !args.list) {
        facs_console_say(NULL, "facs %s expects %s, as in facs %s %s: see facs %s --help",
                         command->name, command->operands, command->name, command->example,
                         command->name);
    } else if (args.operand_count > command->max_operands) {
        facs_console_say(NULL, "facs %s does not know what to do with %s: see facs %s --help",
                         command->name, args.operands[command->max_operands], command->name);
    } else {
        facs_interrupt_watch();
        facs_interrupt_watch_maps(FACS_LOST_MAP, FACS_EXIT_ENVIRONMENT);
        status = command->run(&args);
    }
    facs_args_free(&args);
    return status;
}

/* Returns the OpenFace program that a path names, or NULL. */
static const facs_openface_program *find_openface(const char *path)
{
    for (const facs_openface_program *p = facs_openface_programs; p->name; p++)
        if (facs_path_is_program(path, p->name))
            return p;
    return NULL;
}

static int is_one_of(const char *word, const char *const words[3])
{
    for (int i = 0; i < 3; i++)
        if (strcmp(word, words[i]) == 0)
            return 1;
    return 0;
}

/* facs help [COMMAND]; words: what follows help. */
static int run_help(int count, char **words)
{
    static const char *const plain[] = {"help", "version", "--help"};
    char option[] = "--help";
    if (count == 0 || (count == 1 && is_one_of(words[0], plain))) {
        print_overview(stdout);
        return FACS_EXIT_DONE;
    }
    char *asked[] = {words[0], option, NULL};
    const facs_command *command = find(words[0]);
    if (count > 1) {
        facs_console_say(NULL, "help takes one command, not also %s", words[1]);
        return FACS_EXIT_USAGE;
    }
    if (find_openface(words[0]))
        return facs_openface_run(find_openface(words[0]), asked);
    if (!command)
        return facs_hint_command(words[0], 0);
    print_help(command);
    return FACS_EXIT_DONE;
}

static int run_command(int argc, char **argv)
{
    static const char *const help[] = {"help", "--help", "-h"};
    static const char *const version[] = {"version", "--version", "-V"};
    facs_error error;
    const facs_openface_program *openface = argc > 0 ? find_openface(argv[0]) : NULL;
    if (argc > 1 && facs_hint_shell(argv + 1, &error) < 0)
        return facs_exit_with(NULL, &error);
    if (openface && facs_clicked(argv + 1))
        return facs_clicked_openface(openface->name);
    if (openface)
        return facs_openface_run(openface, argv);
    if (argc == 1 && facs_clicked(argv + 1))
        return facs_clicked_run(argv[0], argv + 1);
    if (argc < 2) {
        print_overview(stderr);
        return FACS_EXIT_USAGE;
    }
    if (find_openface(argv[1]))
        return facs_openface_run(find_openface(argv[1]), argv + 1);
    if (is_one_of(argv[1], help))
        return run_help(argc - 2, argv + 2);
    if (is_one_of(argv[1], version)) {
        printf("facs %s\n", facs_version());
        return FACS_EXIT_DONE;
    }
    const facs_command *command = find(argv[1]);
    if (command)
        return run(command, argv);
    return facs_clicked(argv + 1) ? facs_clicked_run(argv[0], argv + 1)
                                  : facs_hint_command(argv[1], argc > 2);
}

int main(int argc, char **argv)
{
    if (facs_process_begin(&argc, &argv) < 0)
        return FACS_EXIT_FAILED;
    facs_command_line_keep(argc, argv);

    /* Official builds of ONNX Runtime report to their maker unless told not to. The library does
       this too, but here no other thread can be reading the environment. */
    if (facs_environment_default("ORT_DISABLE_TELEMETRY", "1") < 0)
        return FACS_EXIT_FAILED;
    int status = run_command(argc, argv);
    const int written = facs_console_flush_output();
    if (written < 0 && status == FACS_EXIT_DONE) {
        facs_console_say(NULL, "standard output cannot be written (%s)", facs_strerror(written));
        status = FACS_EXIT_FAILED;
    }
    return status;
}
