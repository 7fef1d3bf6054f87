#include "media/ffmpeg_libraries.h"

#include "media/ffmpeg.h"
#include "media/stream_log.h"

#include <stdatomic.h>
#include <stddef.h>

/* ---- What every input needs ------------------------------------------------------------------ */

static facs_ffmpeg_functions functions; /* unused if they are linked */

static const char *const util_names[] = {FACS_AVUTIL_FUNCTIONS(FACS_LIBRARY_NAME) NULL};
static const char *const codec_names[] = {FACS_AVCODEC_FUNCTIONS(FACS_LIBRARY_NAME) NULL};
static const char *const format_names[] = {FACS_AVFORMAT_FUNCTIONS(FACS_LIBRARY_NAME) NULL};
static const char *const scale_names[] = {FACS_SWSCALE_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

#define LIBRARY(NAME, member)                                                                      \
    {                                                                                              \
        .file = FACS_##NAME##_LIBRARY, .leaf = FACS_##NAME##_LEAF,                                 \
        .purpose = "a video or picture", .names = member##_names, .functions = &functions.member,  \
        .opened = FACS_LIBRARY_OPENED, .is_large = 1                                               \
    }

/* The first brings the others along. */
static facs_library files[] = {LIBRARY(AVFORMAT, format), LIBRARY(AVCODEC, codec),
                               LIBRARY(AVUTIL, util), LIBRARY(SWSCALE, scale)};

static atomic_int opened = FACS_LIBRARY_OPENED;

int facs_ffmpeg_is_open(void)
{
    return atomic_load_explicit(&opened, memory_order_acquire);
}

int facs_ffmpeg_open(facs_error *error)
{
    if (facs_ffmpeg_is_open())
        return 0;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const int status = facs_library_open(&files[i], error);
        if (status < 0)
            return status;
    }
    atomic_store_explicit(&opened, 1, memory_order_release);
    facs_stream_log_begin();
    return 0;
}

const facs_ffmpeg_functions *facs_ffmpeg(void)
{
    (void)facs_ffmpeg_open(NULL);
    return &functions;
}

/* ---- Cameras --------------------------------------------------------------------------------- */

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

/* ---- Versions -------------------------------------------------------------------------------- */

/* ---- Versions -------------------------------------------------------------------------------- */

const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES])
{
    static const char *const libraries[FACS_FFMPEG_LIBRARIES] = {"libavformat", "libavcodec",
                                                                 "libavutil", "libswscale"};
    unsigned numbers[FACS_FFMPEG_LIBRARIES] = {0};
    const int is_open = facs_ffmpeg_open(NULL) == 0;
    if (is_open) {
        numbers[0] = avformat_version();
        numbers[1] = avcodec_version();
        numbers[2] = avutil_version();
        numbers[3] = swscale_version();
    }
    for (int i = 0; i < FACS_FFMPEG_LIBRARIES; i++)
        versions[i] = (facs_ffmpeg_version){libraries[i], (int)AV_VERSION_MAJOR(numbers[i]),
                                            (int)AV_VERSION_MINOR(numbers[i]),
                                            (int)AV_VERSION_MICRO(numbers[i])};
    return is_open ? av_version_info() : "none";
}
