/* The networks by name, and which file each is in use from. */
#ifndef FACS_PIPELINE_NETWORK_FILE_H
#define FACS_PIPELINE_NETWORK_FILE_H

#include <facs/facs.h>

typedef enum facs_network_kind {
    FACS_NETWORK_PFLD,
    FACS_NETWORK_DETECTOR,
    FACS_NETWORKS
} facs_network_kind;

/* A network in use. */
typedef struct facs_network_file {
    const char *name; /* of its file, under the models folder */
    facs_precision precision;
    char *path; /* of the file that facs quantize made of it, if that is in use; else NULL */
} facs_network_file;

#endif
