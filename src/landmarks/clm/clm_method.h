/* What the rows of CLNF and CE-CLM share: see facs_method. models: facs_clm_models. */
#ifndef FACS_LANDMARKS_CLM_CLM_METHOD_H
#define FACS_LANDMARKS_CLM_CLM_METHOD_H

#include "landmarks/clm/clm.h"
#include "landmarks/method.h"

int facs_clm_method_open(void **models, const facs_clm_kind *kind, const char *folder,
                         facs_crew *crew, facs_error *error);
void facs_clm_method_halve(void *models);
void facs_clm_method_close(void *models);
const facs_pdm *facs_clm_method_eye_pdm(const void *models, int eye);
int facs_clm_method_start(void **tracker, const facs_method_stream *stream, facs_error *error);
int facs_clm_method_next(void *tracker, const facs_view *views, int count, facs_track *tracks,
                         facs_error *error);
void facs_clm_method_cancel(void *tracker);
void facs_clm_method_stop(void *tracker);

/* The fields of a row that the two have in common. */
#define FACS_CLM_METHOD                                                                            \
    .traits = FACS_METHOD_FINDS | FACS_METHOD_SEVERAL | FACS_METHOD_MTCNN,                         \
    .eye_pdm = facs_clm_method_eye_pdm, .start = facs_clm_method_start,                            \
    .next = facs_clm_method_next, .cancel = facs_clm_method_cancel, .stop = facs_clm_method_stop

#endif
