#include "media/timeline.h"

#include <math.h>

#define STEP_WHEN_UNKNOWN (1.0 / 25) /* seconds; what FFmpeg assumes of a stream without a rate */
#define RESTART_SECONDS   1.0        /* further back than any reordering of frames reaches */

/*
 * Matroska, ASF and FLV round times to 1 ms, so two steps of an even stream differ by up to 2 ms.
 */
#define EVEN_SECONDS 0.0025

void facs_timeline_begin(facs_timeline *timeline, double frame_rate)
{
    *timeline = (facs_timeline){.step = frame_rate > 0 ? 1 / frame_rate : STEP_WHEN_UNKNOWN};
}

double facs_timeline_next(facs_timeline *timeline, double stamp)
{
    const double expected = timeline->count > 0 ? timeline->last + timeline->step : 0;
    double time = expected;

    if (!isnan(stamp)) {
        if (!timeline->anchored || stamp - timeline->start < timeline->last - RESTART_SECONDS) {
            timeline->start = stamp - expected;
            timeline->anchored = 1;
        }
        time = fmax(stamp - timeline->start, timeline->last);
    }
    if (timeline->count > 0) {
        const double step = time - timeline->last;
        timeline->shortest = timeline->count == 1 ? step : fmin(timeline->shortest, step);
        timeline->longest = timeline->count == 1 ? step : fmax(timeline->longest, step);
    }
    timeline->last = time;
    timeline->count++;
    return time;
}

double facs_timeline_stamp(const facs_timeline *timeline, double time)
{
    return timeline->anchored ? timeline->start + time : (double)NAN;
}

void facs_timeline_jump(facs_timeline *timeline)
{
    timeline->last = 0;
}

int facs_timeline_is_variable(const facs_timeline *timeline)
{
    return timeline->longest - timeline->shortest > EVEN_SECONDS;
}
