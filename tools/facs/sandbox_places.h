/* The system's files that a run reads, and devices. */
#ifndef FACS_TOOLS_SANDBOX_PLACES_H
#define FACS_TOOLS_SANDBOX_PLACES_H

#include "os/sandbox.h"

/* What only some runs use. */
enum {
    FACS_WHEN_NETWORK = 1 << 0,
    FACS_WHEN_CAMERA = 1 << 1,
    FACS_WHEN_CUDA = 1 << 2,
    FACS_WHEN_DECODER = 1 << 3 /* a device decodes; CUDA is one of them */
};

/* Allows what every run needs, and what those need that use these. Returns 0 or -ENOMEM. */
int facs_sandbox_allow_places(facs_sandbox *sandbox, unsigned uses);

#endif
