#include "media/ffmpeg_versions.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES])
{
    static const char *const names[FACS_FFMPEG_LIBRARIES] = {"libavformat", "libavcodec",
                                                             "libavutil", "libswscale"};
    const unsigned numbers[FACS_FFMPEG_LIBRARIES] = {avformat_version(), avcodec_version(),
                                                     avutil_version(), swscale_version()};
    for (int i = 0; i < FACS_FFMPEG_LIBRARIES; i++)
        versions[i] = (facs_ffmpeg_version){names[i], (int)AV_VERSION_MAJOR(numbers[i]),
                                            (int)AV_VERSION_MINOR(numbers[i]),
                                            (int)AV_VERSION_MICRO(numbers[i])};
    return av_version_info();
}
