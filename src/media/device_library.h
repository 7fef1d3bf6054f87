/* libavdevice, loaded when a camera is opened: facs_avdevice.register_all() is
 * avdevice_register_all(). */
#ifndef FACS_MEDIA_DEVICE_LIBRARY_H
#define FACS_MEDIA_DEVICE_LIBRARY_H

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

#endif
