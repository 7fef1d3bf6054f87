#include "view_http.h"

#include "view.h"

#include <stdlib.h>
#include <string.h>

struct facs_mhd facs_mhd = FACS_LIBRARY_POINTERS(MHD_FUNCTIONS);

static const char *const mhd_names[] = {MHD_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_MHD_LIBRARY,
                               .leaf = FACS_MHD_LEAF,
                               .purpose = "a page",
                               .names = mhd_names,
                               .functions = &facs_mhd,
                               .opened = FACS_LIBRARY_OPENED};

const char *facs_view_lacks(void)
{
    return facs_library_open(&library, NULL) == 0
               ? NULL
               : "the page needs the library libmicrohttpd, which is missing or "
                 "cannot be loaded: install it";
}

/* ---- Answers --------------------------------------------------------------------------------- */

/* Nothing is stored, nothing is loaded from elsewhere, and no other page may embed or read this
 * one. */
static const char *const headers[][2] = {
    {"Cache-Control", "no-store"},
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
     "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
};

enum MHD_Result facs_view_send(struct MHD_Connection *connection, unsigned status,
                               struct MHD_Response *response, const char *header, const char *value)
{
    if (!response)
        return MHD_NO;
    enum MHD_Result result = facs_mhd.add_response_header(response, header, value);
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]) && result == MHD_YES; i++)
        result = facs_mhd.add_response_header(response, headers[i][0], headers[i][1]);
    if (result == MHD_YES)
        result = facs_mhd.queue_response(connection, status, response);
    facs_mhd.destroy_response(response);
    return result;
}

enum MHD_Result facs_view_send_bytes(struct MHD_Connection *connection, unsigned status,
                                     const char *type, const void *bytes, size_t count)
{
    const struct MHD_IoVec part = {bytes, count};
    return facs_view_send(connection, status,
                          facs_mhd.create_response_from_iovec(&part, count > 0, NULL, NULL),
                          MHD_HTTP_HEADER_CONTENT_TYPE, type);
}

enum MHD_Result facs_view_send_text(struct MHD_Connection *connection, unsigned status,
                                    const char *text)
{
    return facs_view_send_bytes(connection, status, "text/plain", text, strlen(text));
}

enum MHD_Result facs_view_not_found(struct MHD_Connection *connection)
{
    return facs_view_send_text(connection, MHD_HTTP_NOT_FOUND, "not found\n");
}

enum MHD_Result facs_view_send_json(struct MHD_Connection *connection, char *text)
{
    const struct MHD_IoVec part = {text, text ? strlen(text) : 0};
    struct MHD_Response *response =
        text ? facs_mhd.create_response_from_iovec(&part, 1, free, text) : NULL;
    if (!response)
        free(text);
    return facs_view_send(connection, MHD_HTTP_OK, response, MHD_HTTP_HEADER_CONTENT_TYPE,
                          "application/json");
}
