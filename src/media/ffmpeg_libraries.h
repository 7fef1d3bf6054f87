/* FFmpeg's libraries beyond ffmpeg.h: their versions, and cameras. libavdevice is loaded when a
 * camera is opened: facs_avdevice.register_all() is avdevice_register_all(). */
#ifndef FACS_MEDIA_FFMPEG_LIBRARIES_H
#define FACS_MEDIA_FFMPEG_LIBRARIES_H

#include "os/library.h"

#include <libavdevice/avdevice.h>

#define FACS_AVDEVICE_FUNCTIONS(F)                                                                 \
    F(avdevice_, register_all) F(avdevice_, list_input_sources) F(avdevice_, free_list_devices)

typedef struct facs_avdevice_functions {
    FACS_AVDEVICE_FUNCTIONS(FACS_LIBRARY_POINTER)
} facs_avdevice_functions;

/* Filled in by facs_avdevice_open. */
extern facs_avdevice_functions facs_avdevice;

/* Like facs_library_open. */
int facs_avdevice_open(facs_error *error);

#define FACS_FFMPEG_LIBRARIES 4

typedef struct facs_ffmpeg_version {
    const char *name; /* "libavcodec" */
    int major, minor, micro;
} facs_ffmpeg_version;

/* Fills in all of them and returns FFmpeg's release, "5.1.6", in static storage; "none" and zeros
 * if it is not installed. */
const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES]);

#endif
