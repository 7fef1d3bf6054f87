/*
 * Calls that fail on purpose. A program linked with fault_link_args has every such call of the
 * library under test counted here, and the k-th of a kind fails. Those that FFmpeg and other shared
 * libraries make are not touched. Linux, for the linker's --wrap.
 */
#ifndef FACS_TESTS_FAULTS_H
#define FACS_TESTS_FAULTS_H

typedef enum fault_kind {
    FAULT_ALLOCATION, /* memory, FFmpeg's objects among it, and locks */
    FAULT_FILE,       /* write, sync, rename, remove, make a folder */
    FAULT_OPEN,       /* open a file or folder */
    FAULT_THREAD,     /* start a thread */
    FAULT_KINDS
} fault_kind;

/* Begin to count; the k-th call of this kind from now on fails, of any thread. 0: none does. */
void faults_begin(fault_kind kind, long k);

/* Stop counting. Returns how many calls of that kind there were. */
long faults_end(void);

const char *fault_kind_name(fault_kind kind);

#endif
