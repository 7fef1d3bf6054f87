/* The networks, and what differs between them: which file, and how it is rewritten. */
#ifndef FACS_PIPELINE_NETWORKS_H
#define FACS_PIPELINE_NETWORKS_H

#include "nn/session.h"

typedef struct facs_network {
    int64_t fixed_input[4]; /* where the backend wants fixed shapes: see facs_session_options */
    void (*rewrite)(struct facs_onnx *model);
} facs_network;

const facs_network *facs_network_of(facs_network_kind kind);

/* The network's file in a folder of weights, allocated; NULL without memory. *name: within folder.
 */
char *facs_network_path(facs_network_kind kind, const char *folder, const char **name);

#endif
