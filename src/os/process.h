/* This process, the machine it runs on, and other programs. */
#ifndef FACS_OS_PROCESS_H
#define FACS_OS_PROCESS_H

#include <stddef.h>

int facs_process_id(void);

/* The most memory that the process has had in use so far, bytes; 0: unknown. */
double facs_process_peak_bytes(void);

/* Processors that are there to be used, at least one. */
int facs_processor_count(void);

/* 1: this x86-64 has AVX2 and FMA, or it is an AArch64, which always has NEON. */
int facs_processor_is_fast(void);

/* 1: it has instructions for SHA-256. */
int facs_processor_has_sha256(void);

/* "" where it is unknown. */
void facs_host_name(char *name, size_t size);

/* "Linux 6.1.0 x86_64"; "" where it is unknown. */
void facs_system_name(char *name, size_t size);

/* Bytes that nobody can foresee. 0 or -errno. */
int facs_random_bytes(void *bytes, size_t count);

/* Set a variable of the environment that is not set, before other threads read it. 0 or -errno. */
int facs_environment_default(const char *name, const char *value);

/*
 * Have the desktop open an address in the browser, which goes on by itself and writes to nobody's
 * terminal. 1: it was asked to; 0: there is no desktop, or nothing that opens addresses.
 */
int facs_desktop_open(const char *address);

#endif
