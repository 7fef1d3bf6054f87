/* One file of the weights: copied from a folder that has it, or downloaded, and checked. */
#ifndef FACS_API_FETCH_FILE_H
#define FACS_API_FETCH_FILE_H

#include <facs/facs.h>

typedef struct facs_fetch_job {
    const char *folder;  /* of the weights */
    const char *copies;  /* a folder that may have the file; NULL: none */
    const char *address; /* below which the file has its name; NULL: it has its own address */
    double patience_ms;  /* with a server that sends nothing */
    double pause_ms;     /* before the second try; twice as long before each further one */
    /* Bytes of the file so far, also again and again while a server is waited for. Not 0: stop. */
    int (*progress)(void *opaque, int64_t bytes);
    void *opaque;
    const facs_log *log; /* what is tried again, and why */
} facs_fetch_job;

/* Puts the file in the folder, once it is the right one. Errors: as facs_models_fetch. */
int facs_fetch_file(const facs_fetch_job *job, const facs_model_file *file, facs_error *error);

#endif
