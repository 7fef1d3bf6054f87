/* This process, the machine it runs on, and other programs. */
#ifndef FACS_OS_PROCESS_H
#define FACS_OS_PROCESS_H

#include <stddef.h>

/* The first thing that a program does, with main's arguments. On Windows it replaces them by their
 * UTF-8, which lives until the process ends, makes the standard streams and all files binary, and
 * the console UTF-8. 0 or -errno. */
int facs_process_begin(int *argc, char ***argv);

/* The value of an environment variable in UTF-8, or NULL; on Windows without quotation marks around
 * it. It lives until the process ends, unless the variable changes. Thread-safe. */
const char *facs_environment(const char *name);

/* How users write a variable, for messages (an argument of %s). */
#ifdef _WIN32
#define FACS_VARIABLE(name) "%" name "%"
#else
#define FACS_VARIABLE(name) "$" name
#endif

int facs_process_id(void);

/* The most memory the process has used so far, in bytes; 0: unknown. */
double facs_process_peak_bytes(void);

/* The number of processors that this process may use, at least 1: fewer than the machine has if a
 * batch system or a container allots some (on Linux: affinity, cgroup v2). */
int facs_processor_count(void);

/* 1: this x86-64 has AVX2 and FMA, or it is an AArch64, which always has NEON. */
int facs_processor_is_fast(void);

/* 1: it also has AVX-512 (its foundation). */
int facs_processor_is_wide(void);

/* 1: it has instructions for SHA-256. */
int facs_processor_has_sha256(void);

/* "" if it is unknown. */
void facs_host_name(char *name, size_t size);

/* "Linux 6.1.0 x86_64"; "" if it is unknown. */
void facs_system_name(char *name, size_t size);

/* Fill at most 256 bytes with unpredictable values. 0 or -errno. */
int facs_random_bytes(void *bytes, size_t count);

/* Set an environment variable unless it is set. Call it before other threads read the environment.
 * 0 or -errno. */
int facs_environment_default(const char *name, const char *value);

#endif
