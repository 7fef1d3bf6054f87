#include "api/verdict.h"

#include "base/error.h"

#include <errno.h>
#include <math.h>

/* From this many frames on, dynamic models come closer than static ones to their own results for a
 * long video, even in clips with a movement (docs/performance.md, "How short a clip may be"). */
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

static void warn_of_short_clips(const facs_verdict *verdict)
{
    const int64_t *seen = verdict->counts->seen;
    for (int i = 0; verdict->au == FACS_AU_DYNAMIC && i < verdict->counts->summary->people; i++)
        if (seen[i] > 0 && seen[i] < SHORT_CLIP_FRAMES)
            facs_warnings_add(
                verdict->warnings, FACS_WARNING_SHORT_CLIP, -1, NAN,
                "face %d is found in %lld frame%s; dynamic models mean something from "
                "%d on",
                i, (long long)seen[i], seen[i] == 1 ? "" : "s", SHORT_CLIP_FRAMES);
}

static int finish(void *self, const facs_series *series, facs_error *error)
{
    (void)series;
    const facs_verdict *verdict = self;
    const facs_summary *summary = verdict->counts->summary;
    if (summary->rows > 0 && summary->faces == 0)
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

facs_sink facs_verdict_sink(facs_verdict *verdict)
{
    return (facs_sink){.self = verdict, .finish = finish};
}

void facs_verdict_tell(facs_warnings *warnings, const facs_log *log,
                       void (*each)(void *opaque, const facs_warning *warning), void *opaque)
{
    facs_warning warning;
    facs_warnings_tell(warnings, log);
    for (int i = 0; each && facs_warnings_get(warnings, i, &warning) == 0; i++)
        each(opaque, &warning);
}
