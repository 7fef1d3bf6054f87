/* Runs the built command as a process, as a user does. */
#ifndef FACS_TESTS_SPAWN_H
#define FACS_TESTS_SPAWN_H

typedef struct outcome {
    int status; /* exit status; 128 + n for a signal n; 999 for a run of more than two minutes */
    char *out;  /* standard output and standard error */
    char *err;
    int short_clips; /* number of warnings about short clips, removed from err: the tests' clips
                        have a dozen frames, too few for the dynamic models that most tests use */
} outcome;

/*
 * Runs a program in the scratch folder (scratch.h) with empty input. Blanks separate the
 * arguments; "%" stands for a blank in one. Ends the test if the program cannot be started.
 */
outcome run_program(const char *program, const char *arguments);

/*
 * The same for a program of this build, under the wrapper that the tests run under (qemu, if they
 * are for another processor), which the environment variable MESON_EXE_WRAPPER holds as shell
 * words.
 */
outcome run_built(const char *program, const char *arguments);

/* The same for the command, which the environment variable FACS_EXE names. */
outcome run_facs(const char *arguments);

/* In a child process: becomes that program of this build. Does not return. */
void exec_built(const char *program, const char *arguments);

/* Returns the wrapper, "" if there is none, for a script that calls the program. */
const char *exe_wrapper(void);

void outcome_free(outcome *o);

/* Runs facs and expects the status and exactly one line on standard error: "facs: ...words...". */
void assert_refused(const char *arguments, int status, const char *words);

#endif
