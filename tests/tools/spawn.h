/* Running the built command as a process, as a user does. */
#ifndef FACS_TESTS_SPAWN_H
#define FACS_TESTS_SPAWN_H

typedef struct outcome {
    int status; /* exit status; 128 + n for a signal n; 999 for a run of more than two minutes */
    char *out;  /* what it wrote to standard output and standard error */
    char *err;
    int short_clips; /* lines that said so of a clip were taken out of err: the tests' own worlds
                        have a dozen frames, too few for the dynamic models that most of them use */
} outcome;

/*
 * Run a program with blank-separated arguments ("%" stands for a blank within one) in the scratch
 * folder (scratch.h), its input empty. Ends the test when it cannot be started.
 */
outcome run_program(const char *program, const char *arguments);

/*
 * The same for a program of this build, under the wrapper that the tests themselves run under
 * (qemu, where they are for another processor): the environment has it in MESON_EXE_WRAPPER, as
 * words of the shell.
 */
outcome run_built(const char *program, const char *arguments);

/* The same for the command, which the environment names in FACS_EXE. */
outcome run_facs(const char *arguments);

/* In a child process: become that program of this build. Does not return. */
void exec_built(const char *program, const char *arguments);

/* The wrapper, "" without one: for a script that calls the program. */
const char *exe_wrapper(void);

void outcome_free(outcome *o);

/* Run facs, and expect the status and just one line on standard error: "facs: ...words...". */
void assert_refused(const char *arguments, int status, const char *words);

#endif
