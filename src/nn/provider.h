/* The table of inference providers: how each is asked for, and what it needs. */
#ifndef FACS_NN_PROVIDER_H
#define FACS_NN_PROVIDER_H

#include "nn/session.h"

/*
 * Whether backend (not AUTO) can be used here at all: the runtime has it and takes its options.
 * -ENODEV (ENVIRONMENT) with the reason. Loads no model.
 */
int facs_provider_probe(facs_runtime *runtime, facs_backend backend, facs_error *error);

#endif
