/* The inference providers of ONNX Runtime. */
#ifndef FACS_NN_PROVIDER_H
#define FACS_NN_PROVIDER_H

#include "nn/session.h"

/*
 * Check that backend (not AUTO) works here: the runtime has it and accepts its options. Loads no
 * model. ENVIRONMENT -ENODEV with the reason.
 */
int facs_provider_probe(facs_runtime *runtime, facs_backend backend, facs_error *error);

#endif
