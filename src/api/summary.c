#include "api/summary.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>

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
    summary->duration = result->time;
    if (sink->result && sink->result(sink->opaque, result))
        return facs_fail(error, FACS_ERROR_CANCELLED, -ECANCELED, "stopped after %lld frames",
                         (long long)summary->frames);
    return 0;
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
    return 0;
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
