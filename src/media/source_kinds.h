/* The kinds of source, among which facs_source_open chooses. */
#ifndef FACS_MEDIA_SOURCE_KINDS_H
#define FACS_MEDIA_SOURCE_KINDS_H

#include "media/source.h"

/* A folder is known to be one; device is what follows "camera:". */
int facs_source_open_file(facs_source **out, const char *name, const facs_source_options *options,
                          facs_error *error);
int facs_source_open_images(facs_source **out, const char *name, const facs_source_options *options,
                            facs_error *error);
int facs_source_open_bytes(facs_source **out, const char *name, const facs_source_options *options,
                           facs_error *error);
int facs_source_open_standard_input(facs_source **out, const facs_source_options *options,
                                    facs_error *error);
int facs_source_open_url(facs_source **out, const char *name, const facs_source_options *options,
                         facs_error *error);
int facs_source_open_camera(facs_source **out, const char *name, const char *device,
                            const facs_source_options *options, facs_error *error);

#endif
