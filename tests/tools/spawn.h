/* Runs the built command as a process, as a user does. */
#ifndef FACS_TESTS_SPAWN_H
#define FACS_TESTS_SPAWN_H

#include <stdint.h>

/* What to do where ONNX Runtime is missing. */
#ifdef _WIN32
#define RUNTIME_REMEDY "put onnxruntime.dll beside facs.exe"
#else
#define RUNTIME_REMEDY "make setup ONNXRUNTIME=npm"
#endif

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

/* A program that runs beside the test: its process id, or on Windows its handle. */
typedef intptr_t running;

/*
 * Starts a program of this build in the scratch folder, with the arguments of run_program(). Its
 * standard input, output and error are these handles, which stay the caller's; -1: empty.
 */
running start_built(const char *program, const char *arguments, const int streams[3]);

/* The same for the command with empty input and output. err: its standard error, or -1. */
running start_facs(const char *arguments, int err);

/* Ask it to end, as Ctrl-C does, or as a system does that shuts down; or end it at once. */
void interrupt_program(running program);
void terminate_program(running program);
void kill_program(running program);

/* Waits until it ends. Returns its exit status; 128 + n: it was ended by signal n. */
int end_of(running program);

/* Returns the wrapper, "" if there is none, for a script that calls the program. */
const char *exe_wrapper(void);

void outcome_free(outcome *o);

/* Runs facs and expects the status and exactly one line on standard error: "facs: ...words...". */
void assert_refused(const char *arguments, int status, const char *words);

#endif
