/* The FFmpeg libraries in use. */
#ifndef FACS_MEDIA_FFMPEG_VERSIONS_H
#define FACS_MEDIA_FFMPEG_VERSIONS_H

#define FACS_FFMPEG_LIBRARIES 4

typedef struct facs_ffmpeg_version {
    const char *name; /* "libavcodec" */
    int major, minor, micro;
} facs_ffmpeg_version;

/* Fills in all of them and returns FFmpeg's release, "5.1.6", in static storage. */
const char *facs_ffmpeg_versions(facs_ffmpeg_version versions[FACS_FFMPEG_LIBRARIES]);

#endif
