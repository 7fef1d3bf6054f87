/* The libraries of FFmpeg that are in use. */
#ifndef FACS_MEDIA_FFMPEG_VERSIONS_H
#define FACS_MEDIA_FFMPEG_VERSIONS_H

#define FACS_FFMPEG_LIBRARIES 4

typedef struct facs_ffmpeg_version {
    const char *name; /* "libavcodec" */
    int major, minor, micro;
} facs_ffmpeg_version;

/* Fill all in; the release that they are of, "5.1.6", is returned: static storage. */
const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES]);

#endif
