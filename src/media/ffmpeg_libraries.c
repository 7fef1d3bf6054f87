#include "media/ffmpeg_libraries.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

facs_avdevice_functions facs_avdevice = FACS_LIBRARY_POINTERS(FACS_AVDEVICE_FUNCTIONS);

static const char *const names[] = {FACS_AVDEVICE_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_AVDEVICE_LIBRARY,
                               .leaf = FACS_AVDEVICE_LEAF,
                               .purpose = "a camera",
                               .names = names,
                               .functions = &facs_avdevice,
                               .opened = FACS_LIBRARY_OPENED};

int facs_avdevice_open(facs_error *error)
{
    return facs_library_open(&library, error);
}

const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES])
{
    static const char *const libraries[FACS_FFMPEG_LIBRARIES] = {"libavformat", "libavcodec",
                                                                 "libavutil", "libswscale"};
    const unsigned numbers[FACS_FFMPEG_LIBRARIES] = {avformat_version(), avcodec_version(),
                                                     avutil_version(), swscale_version()};
    for (int i = 0; i < FACS_FFMPEG_LIBRARIES; i++)
        versions[i] = (facs_ffmpeg_version){libraries[i], (int)AV_VERSION_MAJOR(numbers[i]),
                                            (int)AV_VERSION_MINOR(numbers[i]),
                                            (int)AV_VERSION_MICRO(numbers[i])};
    return av_version_info();
}
