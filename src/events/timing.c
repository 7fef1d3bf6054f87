#include "events/timing.h"

#include <math.h>

/* Seconds: times in the CSV are rounded to a thousandth, so that an interval is off by up to one;
 * and so are those of containers that count in thousandths. */
#define ROUNDING 0.0015

static uint32_t step_of(const facs_recording *recording)
{
    uint32_t step = 0;
    for (int f = 0; f < recording->count; f++) {
        const facs_recorded_face *face = &recording->faces[f];
        for (size_t i = 1; i < face->rows; i++) {
            const uint32_t frames = face->frames[i] - face->frames[i - 1];
            step = step == 0 || frames < step ? frames : step;
        }
    }
    return step;
}

int facs_timing_follows(const facs_timing *timing, const facs_recorded_face *face, size_t row)
{
    return row + 1 < face->rows && face->frames[row + 1] - face->frames[row] == timing->step;
}

static int is_even(const facs_timing *timing, const facs_recording *recording)
{
    for (int f = 0; f < recording->count; f++) {
        const facs_recorded_face *face = &recording->faces[f];
        for (size_t i = 0; i < face->rows; i++)
            if (facs_timing_follows(timing, face, i) &&
                fabs(face->times[i + 1] - face->times[i] - timing->interval) > ROUNDING)
                return 0;
    }
    return 1;
}

facs_timing facs_timing_of(const facs_recording *recording)
{
    facs_timing timing = {.step = step_of(recording),
                          .interval = (double)NAN,
                          .timed = recording->has_times,
                          .even = 1};
    double sum = 0;
    size_t count = 0;
    for (int f = 0; recording->has_times && f < recording->count; f++) {
        const facs_recorded_face *face = &recording->faces[f];
        for (size_t i = 0; i < face->rows; i++)
            if (facs_timing_follows(&timing, face, i)) {
                sum += face->times[i + 1] - face->times[i];
                count++;
            }
    }
    if (count > 0 && sum > 0) {
        timing.interval = sum / (double)count;
        timing.even = is_even(&timing, recording);
    }
    return timing;
}

double facs_timing_seconds(const facs_timing *timing, const facs_recorded_face *face, size_t row)
{
    return !timing->even && facs_timing_follows(timing, face, row)
               ? face->times[row + 1] - face->times[row]
               : timing->interval;
}
