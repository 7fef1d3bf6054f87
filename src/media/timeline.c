#include "media/timeline.h"

#include <math.h>
#include <string.h>

#define STEP_WHEN_UNKNOWN (1.0 / 25) /* seconds; FFmpeg's default for a stream without a rate */
#define IN_LINE_STEPS     1.5 /* a stamp up to this many steps after the frame before is in line */
#define JUMP_SECONDS      1.0 /* a smaller lead is no jump */
#define FAR_SECONDS       3600.0 /* a larger lead is no pause but another clock */
#define PROOF             3      /* stamps in a row that prove a restarted clock */
#define ROUNDING          1e-6   /* seconds; containers' clocks tick in 11 us or more */
/* Times that a program mended by one tick of the container's clock count as standing still, too. */
#define STILL_STEPS   0.05
#define STILL_SECONDS 0.0015

#define EVEN_FRAMES 10 /* after this many even steps, one jump at the end is wrong */

/* Matroska, ASF and FLV round times to 1 ms, so steps of an even stream differ by up to 2 ms. */
#define EVEN_SECONDS 0.0025

void facs_timeline_begin(facs_timeline *timeline, double frame_rate)
{
    *timeline = (facs_timeline){.step = frame_rate > 0 ? 1 / frame_rate : STEP_WHEN_UNKNOWN,
                                .rate_known = frame_rate > 0,
                                .window = FACS_TIMELINE_WINDOW};
}

void facs_timeline_add(facs_timeline *timeline, double stamp)
{
    if (timeline->waiting < FACS_TIMELINE_WINDOW)
        timeline->stamps[timeline->waiting++] = stamp;
}

static void anchor(facs_timeline *timeline, double start)
{
    if (!timeline->anchored)
        timeline->origin = start;
    timeline->start = start;
    timeline->anchored = 1;
}

/* How long a frame lasts here: the nominal step, or longer if frames are further apart. */
static double usual_step(const facs_timeline *timeline)
{
    return fmax(timeline->step, fmin(timeline->latest, timeline->before));
}

static double next_time(const facs_timeline *timeline)
{
    return timeline->count > 0 ? timeline->last + timeline->step : 0;
}

/* Returns 1 if a frame at `to` can follow one at `from`, count frames earlier. */
static int follows(const facs_timeline *timeline, double from, double to, int count)
{
    return to >= from && to - from <= count * IN_LINE_STEPS * usual_step(timeline) + EVEN_SECONDS;
}

/* Sets the frame's time. */
static void settle(facs_timeline *timeline, facs_moment *moment, double time)
{
    moment->time = timeline->count > 0 ? fmax(time, timeline->last) : time;
    if (timeline->sought || timeline->count == 0) {
        moment->is_still = 0;
    } else {
        const double step = moment->time - timeline->last;
        timeline->shortest = timeline->count == 1 ? step : fmin(timeline->shortest, step);
        timeline->longest = timeline->count == 1 ? step : fmax(timeline->longest, step);
        timeline->before = timeline->latest;
        timeline->latest = step;
        moment->is_still = step < fmin(timeline->step * STILL_STEPS, STILL_SECONDS);
    }
    timeline->sought = 0;
    timeline->last = moment->time;
    timeline->count++;
}

/* ---- Judging by the stamps after it ---------------------------------------------------------- */

/* Waiting stamps that are in order, by their places. */
typedef struct chain {
    int length;
    int places[FACS_TIMELINE_WINDOW];
} chain;

/* How far the stamp waiting at place i is from where it should be; 0 at the beginning. */
static double distance(const facs_timeline *timeline, int i)
{
    if (timeline->count == 0)
        return 0;
    return fabs(timeline->stamps[i] - timeline->start - timeline->last - (i + 1) * timeline->step);
}

/* Finds the longest run of stamps in order within [from, below), and of equal ones the nearest. */
static chain find_chain(const facs_timeline *timeline, double from, double below)
{
    const int n = timeline->waiting;
    int lengths[FACS_TIMELINE_WINDOW], next[FACS_TIMELINE_WINDOW], best = -1;
    double distances[FACS_TIMELINE_WINDOW];
    chain found = {0};

    for (int i = n - 1; i >= 0; i--) {
        const double stamp = timeline->stamps[i];
        lengths[i] = 0;
        if (isnan(stamp) || stamp < from || stamp >= below)
            continue;
        lengths[i] = 1;
        next[i] = -1;
        distances[i] = distance(timeline, i);
        for (int j = i + 1; j < n; j++) {
            if (lengths[j] == 0 || timeline->stamps[j] < stamp || lengths[j] + 1 < lengths[i])
                continue;
            const double sum = distance(timeline, i) + distances[j];
            if (lengths[j] + 1 > lengths[i] || sum < distances[i]) {
                lengths[i] = lengths[j] + 1;
                next[i] = j;
                distances[i] = sum;
            }
        }
        if (best < 0 || lengths[i] > lengths[best] ||
            (lengths[i] == lengths[best] && distances[i] <= distances[best]))
            best = i;
    }
    for (int i = best; i >= 0; i = next[i])
        found.places[found.length++] = i;
    return found;
}

/* Replaces a wrong first stamp by a time between the frame before and the next believed one. */
static double mend(const facs_timeline *timeline, const chain *believed)
{
    for (int i = 0; i < believed->length; i++) {
        const int place = believed->places[i];
        const double ahead = timeline->stamps[place] - timeline->start - timeline->last;
        if (ahead > 0)
            return timeline->last + fmin(ahead / (place + 1), IN_LINE_STEPS * usual_step(timeline));
    }
    return timeline->last; /* the clock stands still */
}

/* Returns 1 if the last few stamps of a so far even stream leap ahead: that is no pause. */
static int leaps_at_end(const facs_timeline *timeline, int ended, double ahead)
{
    return ended && timeline->waiting < PROOF && ahead > JUMP_SECONDS &&
           timeline->count >= EVEN_FRAMES && !facs_timeline_is_variable(timeline);
}

/* Judges the first waiting stamp by those that are believed. */
static facs_timing time_by(const facs_timeline *timeline, const chain *believed, int is_anew,
                           int ended)
{
    const double ahead = timeline->stamps[0] - timeline->start - timeline->last;

    if (believed->places[0] != 0)
        return FACS_TIMING_MENDED;
    if (is_anew || ahead > FAR_SECONDS)
        return believed->length >= PROOF ? FACS_TIMING_RESTART : FACS_TIMING_MENDED;
    return leaps_at_end(timeline, ended, ahead) ? FACS_TIMING_MENDED : FACS_TIMING_GIVEN;
}

static void judge(facs_timeline *timeline, int ended, facs_moment *moment)
{
    const double stamp = timeline->stamps[0], expected = next_time(timeline);
    const double line = timeline->start + timeline->last - ROUNDING;
    const chain on = find_chain(timeline, line, INFINITY);
    const chain anew = find_chain(timeline, -INFINITY, line);
    const int is_anew = anew.length > on.length;

    moment->timing = time_by(timeline, is_anew ? &anew : &on, is_anew, ended);
    if (moment->timing == FACS_TIMING_GIVEN) {
        settle(timeline, moment, stamp - timeline->start);
        return;
    }
    if (moment->timing == FACS_TIMING_RESTART)
        anchor(timeline, stamp - expected);
    const int between = !is_anew && on.places[0] != 0;
    settle(timeline, moment, between ? mend(timeline, &on) : expected);
}

/* Returns 1 if the first stamp is far before others that follow at the nominal rate. */
static int lags_at_start(const facs_timeline *timeline)
{
    if (!timeline->rate_known || timeline->waiting <= PROOF ||
        timeline->stamps[1] - timeline->stamps[0] <= JUMP_SECONDS)
        return 0;
    for (int i = 2; i < timeline->waiting; i++)
        if (!follows(timeline, timeline->stamps[i - 1], timeline->stamps[i], 1))
            return 0;
    return 1;
}

static void judge_first(facs_timeline *timeline, facs_moment *moment)
{
    const chain believed = find_chain(timeline, -INFINITY, INFINITY);
    const int first = lags_at_start(timeline) ? 1 : believed.places[0];

    anchor(timeline, timeline->stamps[first] - first * timeline->step);
    moment->timing = first > 0 ? FACS_TIMING_MENDED : FACS_TIMING_GIVEN;
    moment->said = timeline->stamps[0] - timeline->start;
    settle(timeline, moment, 0);
}

/* ---- One stamp at a time --------------------------------------------------------------------- */

/* Takes a frame whose stamp raises no doubt. Returns 1 if it did. */
static int take_plain(facs_timeline *timeline, double stamp, facs_moment *moment)
{
    const double expected = next_time(timeline);
    double time = stamp - timeline->start;

    *moment = (facs_moment){.said = time, .timing = FACS_TIMING_GIVEN};
    if (isnan(stamp)) {
        time = expected;
    } else if (!timeline->anchored && timeline->count > 0) {
        anchor(timeline, stamp - expected);
        time = moment->said = expected;
    } else if (!timeline->sought &&
               (timeline->count == 0 || !follows(timeline, timeline->last, time, 1))) {
        return 0;
    }
    settle(timeline, moment, time);
    return 1;
}

/* With no frame before it, a first stamp is in line if the next one is in line with it. */
static int take_first(facs_timeline *timeline, facs_moment *moment)
{
    const double *stamps = timeline->stamps;
    if (timeline->waiting < 2 || (!isnan(stamps[1]) && !follows(timeline, stamps[0], stamps[1], 1)))
        return 0;
    anchor(timeline, stamps[0]);
    moment->said = 0;
    settle(timeline, moment, 0);
    return 1;
}

int facs_timeline_take(facs_timeline *timeline, int ended, facs_moment *moment)
{
    if (timeline->waiting == 0)
        return 0;
    if (!take_plain(timeline, timeline->stamps[0], moment) &&
        !(timeline->count == 0 && take_first(timeline, moment))) {
        if (!ended && timeline->waiting < timeline->window)
            return 0;
        if (timeline->count == 0)
            judge_first(timeline, moment);
        else
            judge(timeline, ended, moment);
    }
    timeline->waiting--;
    memmove(timeline->stamps, timeline->stamps + 1,
            (size_t)timeline->waiting * sizeof(timeline->stamps[0]));
    return 1;
}

void facs_timeline_at_once(facs_timeline *timeline, double stamp, double elapsed,
                           facs_moment *moment)
{
    if (timeline->count == 0 && !isnan(stamp))
        anchor(timeline, stamp);
    const double expected = next_time(timeline), time = stamp - timeline->start;
    const double ahead = time - timeline->last;
    const int doubts = timeline->doubts + 1;

    timeline->doubts = 0;
    if (timeline->count > 0 && take_plain(timeline, stamp, moment))
        return;
    *moment = (facs_moment){.said = time, .timing = FACS_TIMING_GIVEN};
    if (timeline->count == 0 || isnan(stamp)) {
        settle(timeline, moment, expected);
    } else if (ahead >= -JUMP_SECONDS && ahead <= JUMP_SECONDS + 2 * elapsed) {
        moment->timing = ahead < 0 ? FACS_TIMING_MENDED : FACS_TIMING_GIVEN;
        settle(timeline, moment, time); /* never before the last one */
    } else if (doubts < PROOF) {
        timeline->doubts = doubts;
        moment->timing = FACS_TIMING_MENDED;
        settle(timeline, moment, expected);
    } else if (ahead > 0 && ahead <= FAR_SECONDS) {
        settle(timeline, moment, time); /* a pause that reached us faster than it was */
    } else {
        moment->timing = FACS_TIMING_RESTART;
        anchor(timeline, stamp - expected);
        settle(timeline, moment, expected);
    }
}

double facs_timeline_stamp(const facs_timeline *timeline, double time)
{
    return timeline->anchored ? timeline->start + time : (double)NAN;
}

void facs_timeline_jump(facs_timeline *timeline)
{
    timeline->last = 0;
    timeline->sought = 1;
    timeline->waiting = 0;
    timeline->doubts = 0;
}

int facs_timeline_is_variable(const facs_timeline *timeline)
{
    return timeline->longest - timeline->shortest > EVEN_SECONDS;
}
