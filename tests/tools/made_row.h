/* A row of a batch table, made up. */
#ifndef FACS_TESTS_MADE_ROW_H
#define FACS_TESTS_MADE_ROW_H

#include <facs/study.h>

#include <math.h>

/* The row of an input of which nothing else is known. */
static inline facs_batch_row make_row(const char *path, facs_batch_state state, const char *message)
{
    return (facs_batch_row){.size = sizeof(facs_batch_row),
                            .path = path,
                            .state = state,
                            .message = message,
                            .frames = -1,
                            .face_share = NAN,
                            .mean_confidence = NAN,
                            .people = -1,
                            .seconds = NAN,
                            .fps = NAN,
                            .options = "",
                            .results = "",
                            .bytes = -1,
                            .modified = "",
                            .finished = "",
                            .host = "",
                            .usable_share = NAN,
                            .blinks_per_minute = NAN,
                            .smiles_per_minute = NAN,
                            .smile_share = NAN,
                            .duchenne_share = NAN,
                            .talking_share = NAN,
                            .liveliness = NAN,
                            .head_speed = NAN};
}

#endif
