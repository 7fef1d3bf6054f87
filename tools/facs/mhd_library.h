/* libmicrohttpd, opened when a page is served: facs_mhd.start_daemon() is MHD_start_daemon(). */
#ifndef FACS_TOOLS_MHD_LIBRARY_H
#define FACS_TOOLS_MHD_LIBRARY_H

#include <microhttpd.h>

/* clang-format off */
#define FACS_MHD_FUNCTIONS(F) \
    F(add_response_header) F(create_response_from_iovec) F(destroy_response) \
    F(get_connection_info) F(get_daemon_info) \
    F(lookup_connection_value) F(queue_response) F(resume_connection) F(start_daemon) \
    F(stop_daemon) F(suspend_connection)
/* clang-format on */

#define FACS_MHD_POINTER(name) __typeof__(MHD_##name) *name;

typedef struct facs_mhd_functions {
    FACS_MHD_FUNCTIONS(FACS_MHD_POINTER)
} facs_mhd_functions;

/* Filled in by facs_mhd_open. */
extern facs_mhd_functions facs_mhd;

/* Before any other thread is started. -ENOSYS: the library is not there, or lacks a function. */
int facs_mhd_open(void);

#endif
