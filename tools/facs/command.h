/* The subcommands of facs and their exit statuses. */
#ifndef FACS_TOOLS_COMMAND_H
#define FACS_TOOLS_COMMAND_H

#include "args.h"
#include "console.h"

#include <facs/facs.h>

/* Exit statuses, as documented in the manual page. */
enum {
    FACS_EXIT_DONE = 0,
    FACS_EXIT_FAILED = 1,      /* an input could not be read or a result could not be written */
    FACS_EXIT_USAGE = 2,       /* the command line is wrong */
    FACS_EXIT_ENVIRONMENT = 3, /* a model, the runtime or a provider is missing */
    FACS_EXIT_INTERRUPTED = 130
};

/* For facs_interrupt_watch_maps. */
#define FACS_LOST_MAP                                                                              \
    "facs: a mapped file, such as the weights of CE-CLM, was cut short while it was in use; "      \
    "replace such files by renaming another one, and run this again\n"

typedef struct facs_command {
    const char *name;
    unsigned bit;         /* FACS_FOR_*, to select its options */
    const char *operands; /* "INPUT..." */
    const char *operand;  /* what each of them is, as in facs_arg.value; "": there are none */
    const char *example;  /* of the words that follow its name */
    int min_operands, max_operands;
    const char *about;                 /* one line */
    int (*run)(const facs_args *args); /* returns an exit status */
} facs_command;

extern const facs_command facs_commands[]; /* ends with a NULL name */

int facs_cmd_extract(const facs_args *args);
int facs_cmd_live(const facs_args *args);
int facs_cmd_models(const facs_args *args);
int facs_cmd_doctor(const facs_args *args);
int facs_cmd_bench(const facs_args *args);
int facs_cmd_quantize(const facs_args *args);
int facs_cmd_agreement(const facs_args *args);
int facs_cmd_report(const facs_args *args);
int facs_cmd_events(const facs_args *args);
int facs_cmd_status(const facs_args *args);
int facs_cmd_merge(const facs_args *args);
int facs_cmd_summary(const facs_args *args);
int facs_cmd_completions(const facs_args *args);

/* Returns the exit status for an error of the library. */
int facs_exit_status(facs_error_kind kind);

/* Prints an error and returns its exit status. console may be NULL. */
int facs_exit_with(facs_console *console, const facs_error *error);

/*
 * Calls run_one with each input's index and reports how many failed, which does not stop the
 * others. Returns an exit status: that of run_one if it is neither FACS_EXIT_DONE nor
 * FACS_EXIT_FAILED.
 */
int facs_run_inputs(facs_console *console, int count, int (*run_one)(void *opaque, int i),
                    void *opaque);

#endif
