/* Which file a network is in use from. */
#ifndef FACS_PIPELINE_NETWORK_FILE_H
#define FACS_PIPELINE_NETWORK_FILE_H

#include <facs/facs.h>

/* A network in use. */
typedef struct facs_network_file {
    const char *name; /* of its file, under the models folder */
    facs_precision precision;
    char *path; /* of the file that facs quantize made of it, if that is in use; else NULL */
} facs_network_file;

#endif
