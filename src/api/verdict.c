#include "api/verdict.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From so many frames on dynamic models come closer than static ones to what they say of a long
 * video, also where a movement is to be seen (docs/performance.md, "How short a clip may be"). */
#define SHORT_CLIP_FRAMES 60

void facs_verdict_count(facs_summary *summary, const facs_source *source, facs_warnings *warnings)
{
    const facs_source_info *info = facs_source_get_info(source);
    summary->failed = info->failed;
    summary->expected = info->frames_expected;
    summary->decoded = info->decoded;
    summary->damaged = info->damaged;
    summary->lost = info->lost;
    summary->complete = !info->is_incomplete && info->failed == 0 && info->lost == 0;
    summary->width = info->width;
    summary->height = info->height;
    summary->warnings = facs_warnings_kinds(warnings);
}

static int row(void *self, const facs_result *result, const facs_pool_frame *frame,
               facs_error *error)
{
    facs_verdict *verdict = self;
    (void)frame;
    if (!result->success || result->face_id < 0)
        return 0;
    if (result->face_id >= verdict->faces) {
        const int faces = result->face_id + 1;
        int64_t *seen = realloc(verdict->seen, (size_t)faces * sizeof(*seen));
        if (!seen)
            return facs_fail_memory(error, "the count of faces");
        memset(seen + verdict->faces, 0, (size_t)(faces - verdict->faces) * sizeof(*seen));
        verdict->seen = seen;
        verdict->faces = faces;
    }
    verdict->seen[result->face_id]++;
    return 0;
}

static void warn_of_short_clips(const facs_verdict *verdict)
{
    for (int i = 0; verdict->au == FACS_AU_DYNAMIC && i < verdict->faces; i++)
        if (verdict->seen[i] > 0 && verdict->seen[i] < SHORT_CLIP_FRAMES)
            facs_warnings_add(
                verdict->warnings, FACS_WARNING_SHORT_CLIP, -1, NAN,
                "face %d is found in %lld frame%s; dynamic models mean something from "
                "%d on",
                i, (long long)verdict->seen[i], verdict->seen[i] == 1 ? "" : "s",
                SHORT_CLIP_FRAMES);
}

static int finish(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    const facs_verdict *verdict = self;
    if (verdict->summary->rows > 0 && verdict->summary->faces == 0)
        facs_warnings_add(verdict->warnings, FACS_WARNING_NO_FACE, -1, NAN, NULL);
    warn_of_short_clips(verdict);
    if (facs_warnings_status(verdict->warnings) < 0)
        return facs_fail_memory(error, "the warnings");
    if (!verdict->strict || facs_warnings_kinds(verdict->warnings) == 0)
        return 0;
    facs_warning first;
    facs_warnings_get(verdict->warnings, 0, &first);
    return facs_fail(error, FACS_ERROR_INPUT, -EINVAL,
                     "%s: there is no result, because a warning is a failure here (strict): %s",
                     verdict->input, first.text);
}

static void release(void *self)
{
    facs_verdict *verdict = self;
    free(verdict->seen);
    verdict->seen = NULL;
}

facs_sink facs_verdict_sink(facs_verdict *verdict)
{
    return (facs_sink){.self = verdict, .row = row, .finish = finish, .close = release};
}

void facs_verdict_tell(facs_warnings *warnings, const facs_log *log,
                       void (*each)(void *opaque, const facs_warning *warning), void *opaque)
{
    facs_warning warning;
    facs_warnings_tell(warnings, log);
    for (int i = 0; each && facs_warnings_get(warnings, i, &warning) == 0; i++)
        each(opaque, &warning);
}
