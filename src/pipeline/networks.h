/* The networks: which file each has, and how it is rewritten. */
#ifndef FACS_PIPELINE_NETWORKS_H
#define FACS_PIPELINE_NETWORKS_H

#include "nn/session.h"

typedef struct facs_network {
    int64_t fixed_input[4]; /* for backends that need fixed shapes: see facs_session_options */
    void (*rewrite)(struct facs_onnx *model);
} facs_network;

/* The file of a network in use. */
typedef struct facs_network_file {
    const char *name; /* under the models folder */
    facs_precision precision;
    char *path; /* of the file from facs quantize, if that is in use; otherwise NULL */
} facs_network_file;

extern const facs_network facs_networks[FACS_NETWORKS]; /* by facs_network_kind */

/* Returns the path of the network's file in a folder of weights, allocated; NULL: out of memory.
 * *name: its name within folder. */
char *facs_network_path(facs_network_kind kind, const char *folder, const char **name);

#endif
