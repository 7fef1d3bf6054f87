#include "measure/presence.h"

#include "base/spool.h"
#include "measure/evidence.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#define MIN_FRAMES  10 /* fewer say nothing about a neutral face */
#define CALM_SHARE  0.4
#define CALM_BINS   1024
#define CALM_STEP   0.05f /* of a sum of intensities */
#define LEVEL_BINS  1024
#define LEVEL_STEP  0.02f /* of evidence; the average neutral face is in the middle */
#define NOISE_TIMES 2.5
#define MAX_NOISE   0.6   /* so that a face that is never calm has presences too */
#define STAY        0.6   /* of where it began */
#define MIN_SECONDS 0.15  /* shorter ones are noise */
#define SIGMA       1.349 /* of a normal distribution, between its quartiles */

/* Histograms, so that quantiles need no stored values. */
typedef struct levels {
    uint32_t calm[CALM_BINS], calm_count;
    uint32_t own[FACS_PRESENCES][LEVEL_BINS], count; /* of the calm frames' evidence */
} levels;

/* Evidence from where an Action Unit begins, and below which it ends. */
typedef struct limits {
    double begin, end;
} limits;

struct facs_presence_series {
    facs_spool frames;    /* of facs_presence_frame */
    facs_spool decisions; /* uint32_t: a bit for each presence */
    int finished;
};

struct facs_presence_live {
    levels seen;
    uint32_t now;
};

static int bin_of(float value, float step, int bins)
{
    const float place = value / step;
    if (!(place > 0))
        return 0;
    return place < (float)(bins - 1) ? (int)place : bins - 1;
}

/* The bin in which the share of the counted values is reached. */
static int quantile(const uint32_t *bins, uint32_t count, double share)
{
    uint64_t sum = 0;
    int bin = 0;
    while (bin + 1 < LEVEL_BINS && (double)(sum += bins[bin]) < share * (double)count)
        bin++;
    return bin;
}

static void add_calm(levels *seen, const facs_presence_frame *frame)
{
    seen->calm[bin_of(frame->calm, CALM_STEP, CALM_BINS)]++;
    seen->calm_count++;
}

/* Takes a frame's evidence if it is calm among those that were added by add_calm. */
static void add_level(levels *seen, int calm, const facs_presence_frame *frame)
{
    if (bin_of(frame->calm, CALM_STEP, CALM_BINS) > calm)
        return;
    for (int i = 0; i < FACS_PRESENCES; i++)
        seen->own[i][bin_of(frame->evidence[i] + LEVEL_STEP * LEVEL_BINS / 2, LEVEL_STEP,
                            LEVEL_BINS)]++;
    seen->count++;
}

static limits limits_of(const levels *seen, int i)
{
    const uint32_t *bins = seen->own[i];
    const double step = (double)LEVEL_STEP;
    const int middle = quantile(bins, seen->count, 0.5);
    if (middle == 0 || middle == LEVEL_BINS - 1) /* not like a face, or nothing has been seen */
        return (limits){.begin = INFINITY, .end = INFINITY};
    const double neutral = step * (middle - LEVEL_BINS / 2 + 0.5);
    const double noise =
        step * (quantile(bins, seen->count, 0.75) - quantile(bins, seen->count, 0.25)) / SIGMA;
    const double rise =
        fmax((double)facs_evidence_table[i].start, fmin(NOISE_TIMES * noise, MAX_NOISE));
    return (limits){.begin = neutral + rise, .end = neutral + STAY * rise};
}

int facs_presence_series_open(facs_presence_series **out)
{
    *out = calloc(1, sizeof(**out));
    if (!*out)
        return -ENOMEM;
    (*out)->frames = FACS_SPOOL(sizeof(facs_presence_frame));
    (*out)->decisions = FACS_SPOOL(sizeof(uint32_t));
    return 0;
}

void facs_presence_series_close(facs_presence_series **series)
{
    if (!*series)
        return;
    facs_spool_close(&(*series)->frames);
    facs_spool_close(&(*series)->decisions);
    free(*series);
    *series = NULL;
}

int facs_presence_series_beside(facs_presence_series *series, const char *path)
{
    const int status = facs_spool_beside(&series->frames, path);
    return status < 0 ? status : facs_spool_beside(&series->decisions, path);
}

/* Evidence that is not a number says nothing. */
static facs_presence_frame checked(const facs_presence_frame *frame)
{
    facs_presence_frame out = *frame;
    if (!isfinite(out.calm) || !isfinite(out.time))
        out.state = 0;
    for (int i = 0; i < FACS_PRESENCES; i++)
        if (!isfinite(out.evidence[i]))
            out.state = 0;
    return out;
}

int facs_presence_series_add(facs_presence_series *series, const facs_presence_frame *frame)
{
    if (series->finished)
        return -EPIPE;
    const facs_presence_frame kept = checked(frame);
    return facs_spool_add(&series->frames, &kept);
}

static int read_frame(const facs_presence_series *series, size_t n, facs_presence_frame *frame)
{
    return facs_spool_read(&series->frames, n, 1, frame);
}

static int learn(const facs_presence_series *series, levels *seen)
{
    const size_t count = facs_spool_count(&series->frames);
    facs_presence_frame frame;
    int status = 0;
    for (size_t n = 0; n < count && status == 0; n++) {
        status = read_frame(series, n, &frame);
        if (status == 0 && frame.state == 2)
            add_calm(seen, &frame);
    }
    const int calm = quantile(seen->calm, seen->calm_count, CALM_SHARE);
    for (size_t n = 0; n < count && status == 0; n++) {
        status = read_frame(series, n, &frame);
        if (status == 0 && frame.state == 2)
            add_level(seen, calm, &frame);
    }
    return status;
}

/* Returns 1 if presence i, which begins in frame first, lasts long enough, 0 if not, or a status.
 * The last frame lasts as long as the one before. */
static int lasts(const facs_presence_series *series, size_t first, int i, double end)
{
    const size_t count = facs_spool_count(&series->frames);
    facs_presence_frame frame;
    double began = 0, last = 0, length = 0;
    for (size_t n = first; n < count; n++) {
        const int status = read_frame(series, n, &frame);
        if (status < 0)
            return status;
        if (n == first)
            began = frame.time;
        else
            length = frame.time - last;
        last = frame.time;
        if (last - began >= MIN_SECONDS)
            return 1;
        if (!frame.state || (double)frame.evidence[i] < end)
            return 0;
    }
    return last + length - began >= MIN_SECONDS;
}

/* AU45, the last one: blinks are short. */
static int may_be_short(int i)
{
    return i == FACS_PRESENCES - 1;
}

/* Returns the decision about presence i in frame n, or a status; was: in the frame before. */
static int decide(const facs_presence_series *series, size_t n, const facs_presence_frame *frame,
                  const limits *limit, int i, int was)
{
    if (!frame->state)
        return 0;
    if (was)
        return (double)frame->evidence[i] >= limit->end;
    if (!((double)frame->evidence[i] > limit->begin))
        return 0;
    return may_be_short(i) ? 1 : lasts(series, n, i, limit->end);
}

/* limit: NULL if the neutral face is not known. */
static int decide_all(facs_presence_series *series, const limits *limit)
{
    const size_t count = facs_spool_count(&series->frames);
    const size_t decided = facs_spool_count(&series->decisions); /* of a call that failed */
    uint32_t was = 0;
    int status = decided > 0 ? facs_spool_read(&series->decisions, decided - 1, 1, &was) : 0;
    for (size_t n = decided; n < count && status >= 0; n++) {
        facs_presence_frame frame = {.state = 0};
        uint32_t now = 0;
        status = read_frame(series, n, &frame);
        for (int i = 0; i < FACS_PRESENCES && limit && status >= 0; i++) {
            status = decide(series, n, &frame, &limit[i], i, was >> i & 1);
            now |= status > 0 ? 1u << i : 0;
        }
        if (frame.state && limit)
            now |= 1u << FACS_PRESENCES;
        if (status >= 0)
            status = facs_spool_add(&series->decisions, &now);
        was = now;
    }
    return status < 0 ? status : 0;
}

int facs_presence_series_finish(facs_presence_series *series)
{
    if (series->finished)
        return 0;
    limits limit[FACS_PRESENCES];
    levels *seen = calloc(1, sizeof(*seen));
    int status = seen ? learn(series, seen) : -ENOMEM;
    for (int i = 0; i < FACS_PRESENCES && status == 0; i++)
        limit[i] = limits_of(seen, i);
    if (status == 0)
        status = decide_all(series, seen->calm_count < MIN_FRAMES ? NULL : limit);
    series->finished = status == 0;
    free(seen);
    return status;
}

static void spread(uint32_t decisions, float presence[FACS_PRESENCES])
{
    for (int i = 0; i < FACS_PRESENCES; i++)
        presence[i] = decisions >> FACS_PRESENCES & 1 ? (float)(decisions >> i & 1) : NAN;
}

int facs_presence_series_get(const facs_presence_series *series, int64_t n,
                             float presence[FACS_PRESENCES])
{
    uint32_t decisions;
    if (!series->finished)
        return -EAGAIN;
    if (n < 0 || (uint64_t)n >= facs_spool_count(&series->decisions))
        return -ERANGE;
    const int status = facs_spool_read(&series->decisions, (size_t)n, 1, &decisions);
    if (status == 0)
        spread(decisions, presence);
    return status;
}

int facs_presence_live_open(facs_presence_live **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : -ENOMEM;
}

void facs_presence_live_close(facs_presence_live **live)
{
    free(*live);
    *live = NULL;
}

void facs_presence_live_add(facs_presence_live *live, const facs_presence_frame *frame,
                            float presence[FACS_PRESENCES])
{
    const facs_presence_frame kept = checked(frame);
    uint32_t now = 0;
    if (kept.state == 2) {
        add_calm(&live->seen, &kept);
        add_level(&live->seen, quantile(live->seen.calm, live->seen.calm_count, CALM_SHARE), &kept);
    }
    const int known = kept.state && live->seen.calm_count >= MIN_FRAMES;
    now |= known ? 1u << FACS_PRESENCES : 0;
    for (int i = 0; i < FACS_PRESENCES && known; i++) {
        const limits limit = limits_of(&live->seen, i);
        const double evidence = (double)kept.evidence[i];
        if (evidence > limit.begin || (live->now >> i & 1 && evidence >= limit.end))
            now |= 1u << i;
    }
    live->now = now;
    spread(now, presence);
}
