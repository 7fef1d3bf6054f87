#include "pipeline/cuts.h"

#include "base/log.h"

/*
 * In multi_face.avi, 95 % of the likenesses to other people are below this, and a fifth of the
 * likenesses to the same person (landmarks/roster.c).
 */
#define LIKENESS 0.6f

static void say_other(facs_cuts *cuts, const facs_result *result)
{
    facs_warnings_add(cuts->warnings, FACS_WARNING_OTHER_PERSON, result->index, result->time, NULL);
    if (cuts->others++ == 0 && !cuts->warnings)
        facs_log_write(cuts->log, FACS_LOG_WARNING,
                       "at %.3f s the picture cuts to a face that looks like another person's, but "
                       "both share one neutral face: track several faces to keep people apart",
                       result->time);
}

void facs_cuts_watch(facs_cuts *cuts, const facs_track *track, const facs_image *picture,
                     facs_back_end *back_end, const facs_result *result)
{
    cuts->is_cut |= track->is_cut && cuts->has_face;
    if (!track->success)
        return;
    if (cuts->is_cut && facs_back_end_likeness(back_end, picture, track->landmarks,
                                               &track->shape.global[4]) < LIKENESS)
        say_other(cuts, result);
    cuts->has_face = 1;
    cuts->is_cut = 0;
}
