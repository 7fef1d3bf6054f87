/* libmicrohttpd, loaded when a page is served: facs_mhd.start_daemon() is MHD_start_daemon(). */
#ifndef FACS_TOOLS_MHD_LIBRARY_H
#define FACS_TOOLS_MHD_LIBRARY_H

#include "os/library.h"

#include <microhttpd.h>

/* clang-format off */
#define FACS_MHD_FUNCTIONS(F) \
    F(MHD_, add_response_header) F(MHD_, create_response_from_iovec) F(MHD_, destroy_response) \
    F(MHD_, get_connection_info) F(MHD_, get_daemon_info) F(MHD_, lookup_connection_value) \
    F(MHD_, queue_response) F(MHD_, resume_connection) F(MHD_, start_daemon) \
    F(MHD_, stop_daemon) F(MHD_, suspend_connection)
/* clang-format on */

typedef struct facs_mhd_functions {
    FACS_MHD_FUNCTIONS(FACS_LIBRARY_POINTER)
} facs_mhd_functions;

/* Filled in by facs_mhd_open. */
extern facs_mhd_functions facs_mhd;

/* Returns -ENOSYS if the library or one of its functions is missing. */
int facs_mhd_open(void);

#endif
