/*
 * Several threads decode until the first sign of damage, and then one thread decodes everything
 * again, from the start of the file. So what is guessed in damaged pictures, which of them are
 * marked and what is warned of do not depend on the number of threads: only one thread ever sees
 * damage. No frame that was returned before was concerned, because a decoder tells what it met in a
 * picture before it returns the next one.
 *
 * Hardware that fails, or meets damage, is replaced in the same way: no frame is lost or comes
 * twice.
 */
#include "media/source_video.h"

#include "base/log.h"
#include "os/file.h"

#include <math.h>
#include <string.h>

int facs_video_distrust(facs_video *video)
{
    video->suspect = 1;
    return video->provisional;
}

int facs_video_is_suspect(facs_video *video)
{
    return video->provisional &&
           (video->suspect || video->damage.count > 0 || facs_stream_log_places(&video->log) > 0);
}

/* Makes a source as it was before it was opened, except for what its caller knows and for the
 * file. */
static void start_over(facs_video *video)
{
    facs_source *source = &video->source;
    const facs_video fresh = {
        .source = *source, .file = video->file, .open_input = video->open_input, .again = 1};

    facs_video_release(video);
    *video = fresh;
    source->silent = 1;
    source->info = (facs_source_info){.sound_start = NAN,
                                      .decoded = fresh.source.info.decoded,
                                      .damaged = fresh.source.info.damaged};
    source->range.begun = source->options.begin <= 0;
    source->range.ended = 0;
    source->range.last = -1;
}

int facs_video_reopen(facs_video *video, facs_error *error)
{
    const facs_descriptor *descriptor = &video->descriptor;
    const char *who = video->hardware.device ? av_hwdevice_get_type_name(video->hardware.type)
                                             : "several threads";
    const int64_t at =
        descriptor->from ? 0 : facs_handle_seek(descriptor->fd, descriptor->start, SEEK_SET);

    if (at < 0)
        return facs_fail(error, FACS_ERROR_INPUT, facs_source_errno((int)at),
                         "%s: the file cannot be read again: %s", video->source.name,
                         facs_strerror((int)at));
    facs_log_write(&video->source.options.log, FACS_LOG_INFO,
                   "%s: %s met damage after %lld frames%s%s, so one thread decodes it again",
                   video->source.name, who, (long long)video->source.info.decoded,
                   video->why[0] ? ": " : "", video->why);
    start_over(video);
    return video->open_input(video, error);
}
