/*
 * A stand-in for ONNX Runtime's library, for what cannot run on every machine (Core ML, CUDA): it
 * takes the calls that facs makes, notes them, and does as the environment says:
 *   FAKE_ORT_API        the newest version of the interface that it has (default 29)
 *   FAKE_ORT_PROVIDERS  names of the providers that can be asked for, in one text ("CUDA CoreML")
 *   FAKE_ORT_CUDA       what asking for CUDA fails with if it is not one of them
 *   FAKE_ORT_BROKEN     of these, the ones that no session can be made with
 *   FAKE_ORT_RUN        if set, what every run fails with
 * Any bytes are a model to it: input "image" [batch,3,height,width] with batch, height and width
 * open, output "sum" [1,2]: the input's sum, and the number of this run of the session.
 */
#ifndef FACS_TESTS_FAKE_ORT_H
#define FACS_TESTS_FAKE_ORT_H

#include <pthread.h>
#include <stddef.h>

typedef struct fake_call {
    char text[480]; /* the function's name and what matters of its arguments */
    pthread_t thread;
} fake_call;

/* The library exports these two. The calls so far, in order; forgetting them. */
typedef const fake_call *fake_ort_calls_function(size_t *count);
typedef void fake_ort_forget_function(void);

fake_ort_calls_function fake_ort_calls;
fake_ort_forget_function fake_ort_forget;

#endif
