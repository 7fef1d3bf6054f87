#include "api/summary.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* From this many frames on, dynamic models come closer than static ones to their own results for a
 * long video, even in clips with a movement (docs/performance.md, "How short a clip may be"). */
#define SHORT_CLIP_FRAMES 60

static int make_room(facs_summary_sink *sink)
{
    if (sink->summary->rows < sink->room)
        return 0;
    int64_t room = sink->room ? 2 * sink->room : 1024;
    uint8_t *success = realloc(sink->success, (size_t)room);
    if (!success)
        return -ENOMEM;
    sink->success = success;
    sink->room = room;
    return 0;
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    (void)frame;
    facs_summary_sink *sink = self;
    if (make_room(sink) < 0)
        return facs_fail_memory(error, "the summary");
    facs_summary *summary = sink->summary;
    summary->frames += summary->rows == 0 || result->index != sink->index;
    sink->index = result->index;
    sink->success[summary->rows++] = (uint8_t)result->success;
    summary->faces += result->success;
    if (result->success && result->face_id >= summary->people)
        summary->people = result->face_id + 1;
    summary->mean_confidence +=
        ((double)result->confidence - summary->mean_confidence) / (double)summary->rows;
    summary->duration = result->time;
    if (sink->result && sink->result(sink->opaque, result))
        return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped after %lld frames",
                         (long long)summary->frames);
    return 0;
}

static void warn_of_short_clips(const facs_summary_sink *sink)
{
    const int64_t *seen = sink->seen;
    for (int i = 0; sink->au == FACS_AU_DYNAMIC && i < sink->summary->people; i++)
        if (seen[i] > 0 && seen[i] < SHORT_CLIP_FRAMES)
            facs_warnings_add(sink->warnings, FACS_WARNING_SHORT_CLIP, -1, NAN,
                              "face %d is found in %lld frame%s; dynamic models mean something "
                              "from %d on",
                              i, (long long)seen[i], seen[i] == 1 ? "" : "s", SHORT_CLIP_FRAMES);
}

/* Warn about the rows themselves. With strict, any warning is a failure. */
static int judge(const facs_summary_sink *sink, facs_error *error)
{
    if (sink->summary->rows > 0 && sink->summary->faces == 0)
        facs_warnings_add(sink->warnings, FACS_WARNING_NO_FACE, -1, NAN, NULL);
    warn_of_short_clips(sink);
    if (facs_warnings_status(sink->warnings) < 0)
        return facs_fail_memory(error, "the warnings");
    if (!sink->strict || facs_warnings_kinds(sink->warnings) == 0)
        return 0;
    facs_warning first;
    facs_warnings_get(sink->warnings, 0, &first);
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: there is no result, because a warning is a failure here (strict): %s",
                     sink->input, first.text);
}

static int finish(void *self, const facs_series *series, facs_error *error)
{
    facs_summary_sink *sink = self;
    double intensities[FACS_INTENSITIES] = {0}, presences[FACS_PRESENCES] = {0};
    facs_result result = {.face_id = 0};
    sink->seen = calloc((size_t)sink->summary->people + 1, sizeof(*sink->seen));
    if (!sink->seen)
        return facs_fail_memory(error, "the summary");
    for (int64_t n = 0; n < series->rows; n++) {
        int status = series->get(series->self, n, &result);
        if (status < 0)
            return facs_fail(error, FACS_ERROR_INTERNAL, status,
                             "row %lld has no calibrated values", (long long)n);
        if (!sink->success[n])
            continue;
        sink->seen[result.face_id]++;
        for (int i = 0; i < FACS_INTENSITIES; i++)
            intensities[i] += result.intensity[i];
        for (int i = 0; i < FACS_PRESENCES; i++)
            presences[i] += result.presence[i];
    }
    double faces = sink->summary->faces ? (double)sink->summary->faces : 1;
    for (int i = 0; i < FACS_INTENSITIES; i++)
        sink->summary->mean_intensity[i] = (float)(intensities[i] / faces);
    for (int i = 0; i < FACS_PRESENCES; i++)
        sink->summary->share_present[i] = (float)(presences[i] / faces);
    return judge(sink, error);
}

static void release(void *self)
{
    facs_summary_sink *sink = self;
    free(sink->success);
    free(sink->seen);
    sink->success = NULL;
    sink->seen = NULL;
}

facs_sink facs_summary_sink_callbacks(facs_summary_sink *sink)
{
    return (facs_sink){.self = sink, .row = row, .finish = finish, .close = release};
}

/* ---- Delays ------------------------------------------------------------------------------- */

void facs_delays_add(facs_delays *delays, double ms)
{
    const double bin = ms > 0 ? ms / FACS_DELAY_BIN_MS : 0;
    delays->bin[bin < FACS_DELAY_BINS ? (int)bin : FACS_DELAY_BINS]++;
    delays->count++;
    if (ms > delays->max_ms)
        delays->max_ms = ms;
}

double facs_delays_quantile(const facs_delays *delays, double share)
{
    int64_t seen = 0;
    for (int i = 0; i < FACS_DELAY_BINS; i++) {
        const double upper = (i + 1) * FACS_DELAY_BIN_MS;
        seen += delays->bin[i];
        if (seen > 0 && (double)seen >= share * (double)delays->count)
            return upper < delays->max_ms ? upper : delays->max_ms;
    }
    return delays->max_ms;
}
