/* libmicrohttpd, loaded when a page is served, and answers by it. */
#ifndef FACS_TOOLS_VIEW_HTTP_H
#define FACS_TOOLS_VIEW_HTTP_H

#include "os/library.h"

#include <microhttpd.h>
#include <stddef.h>

/* clang-format off */
#define MHD_FUNCTIONS(F) \
    F(MHD_, add_response_header) F(MHD_, create_response_from_iovec) F(MHD_, destroy_response) \
    F(MHD_, get_connection_info) F(MHD_, get_fdset2) F(MHD_, get_timeout) \
    F(MHD_, lookup_connection_value) F(MHD_, queue_response) F(MHD_, resume_connection) \
    F(MHD_, run_from_select) F(MHD_, start_daemon) F(MHD_, stop_daemon) \
    F(MHD_, suspend_connection)
/* clang-format on */

/* facs_mhd.start_daemon() is MHD_start_daemon(), once facs_view_lacks() has returned NULL. */
struct facs_mhd {
    MHD_FUNCTIONS(FACS_LIBRARY_POINTER)
};
extern struct facs_mhd facs_mhd;

/* Queues response (NULL: out of memory) with one more header and those of every answer, and
 * releases it. */
enum MHD_Result facs_view_send(struct MHD_Connection *connection, unsigned status,
                               struct MHD_Response *response, const char *header,
                               const char *value);

/* bytes must stay valid. */
enum MHD_Result facs_view_send_bytes(struct MHD_Connection *connection, unsigned status,
                                     const char *type, const void *bytes, size_t count);
enum MHD_Result facs_view_send_text(struct MHD_Connection *connection, unsigned status,
                                    const char *text);
enum MHD_Result facs_view_not_found(struct MHD_Connection *connection);

/* Sends an allocated text (NULL: out of memory), and releases it. */
enum MHD_Result facs_view_send_json(struct MHD_Connection *connection, char *text);

#endif
