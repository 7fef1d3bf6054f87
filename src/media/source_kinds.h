/* The kinds of source, among which facs_source_open chooses. */
#ifndef FACS_MEDIA_SOURCE_KINDS_H
#define FACS_MEDIA_SOURCE_KINDS_H

#include "media/source.h"

#define FACS_CAMERA_PREFIX "camera:"

/* Like facs_source_open; a folder is known to be one. */
typedef int facs_source_opener(facs_source **out, const char *name,
                               const facs_source_options *options, facs_error *error);

facs_source_opener facs_source_open_file, facs_source_open_images, facs_source_open_bytes,
    facs_source_open_standard_input, facs_source_open_url, facs_source_open_camera;

#endif
