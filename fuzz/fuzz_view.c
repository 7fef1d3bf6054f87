/*
 * Requests to the server of facs live --view, and when connections come and go. libmicrohttpd reads
 * the bytes of HTTP; here a stand-in hands facs what it found in them. Each line of the input is a
 * step: a letter, the digit of a connection, and what belongs to it.
 *   c3       connection 3 comes (or goes, if it is there)
 *   g3 PATH  it asks for PATH, in which T and E at the beginning are the tokens
 *   p3 PATH  the same with POST
 *   h3 HOST  the Host header of its next requests
 *   a3 AFTER its next argument "after"; the same for n (frame), m (ms), s (segment) and l (label)
 *   f        the analysis gives a frame
 */
#include "fuzz.h"

#include "os/library.h"
#include "view_loop.h"
#include "view_server.h"
#include "view_token.h"

#include <microhttpd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECTIONS 10

struct MHD_Connection {
    int is_there, waiting;
    unsigned status; /* of the last answer */
    void *context;   /* what facs keeps for it */
    char host[64], after[32], frame[32], ms[32], segment[32], label[256], path[256];
    union MHD_ConnectionInfo info;
};

struct MHD_Response {
    int users;
    MHD_ContentReaderFreeCallback release;
    void *opaque;
};

struct MHD_Daemon {
    MHD_AccessHandlerCallback answer;
    MHD_NotifyConnectionCallback notify;
    void *opaque, *notify_opaque;
};

static struct MHD_Connection connections[CONNECTIONS];
static struct MHD_Daemon daemon_made;
static facs_view_server *server;
static facs_view_frames *frames;
static facs_view_markers *markers;
static char token[FACS_VIEW_TOKEN_SIZE], entry[FACS_VIEW_TOKEN_SIZE];

/* ---- The stand-in for libmicrohttpd ---------------------------------------------------------- */

static enum MHD_Result add_response_header(struct MHD_Response *response, const char *header,
                                           const char *content)
{
    (void)response;
    return header && content ? MHD_YES : MHD_NO;
}

static struct MHD_Response *create_response(const struct MHD_IoVec *parts, unsigned count,
                                            MHD_ContentReaderFreeCallback release, void *opaque)
{
    struct MHD_Response *response = calloc(1, sizeof(*response));
    volatile uint8_t last = 0; /* every byte must be there */
    FUZZ_EXPECT(response != NULL);
    *response = (struct MHD_Response){1, release, opaque};
    for (unsigned i = 0; i < count; i++)
        if (parts[i].iov_len > 0)
            last = ((const uint8_t *)parts[i].iov_base)[parts[i].iov_len - 1];
    (void)last;
    return response;
}

static void destroy_response(struct MHD_Response *response)
{
    if (--response->users > 0)
        return;
    if (response->release)
        response->release(response->opaque);
    free(response);
}

static enum MHD_Result queue_response(struct MHD_Connection *connection, unsigned status,
                                      struct MHD_Response *response)
{
    (void)response; /* sent at once */
    FUZZ_EXPECT(!connection->waiting);
    connection->status = status;
    return MHD_YES;
}

static const union MHD_ConnectionInfo *get_connection_info(struct MHD_Connection *connection,
                                                           enum MHD_ConnectionInfoType type, ...)
{
    connection->info.connect_fd = -1;
    if (type == MHD_CONNECTION_INFO_SOCKET_CONTEXT)
        connection->info.socket_context = connection->context;
    return &connection->info;
}

static const char *lookup(struct MHD_Connection *connection, enum MHD_ValueKind kind,
                          const char *key)
{
    const struct {
        const char *key, *value;
    } given[] = {{"after", connection->after}, {"frame", connection->frame},
                 {"ms", connection->ms},       {"segment", connection->segment},
                 {"label", connection->label}, {"Host", connection->host}};
    size_t i = 0;
    while (i < 5 && strcmp(key, given[i].key) != 0)
        i++;
    FUZZ_EXPECT((kind == MHD_HEADER_KIND) == (i == 5) && strcmp(key, given[i].key) == 0);
    return given[i].value[0] ? given[i].value : NULL;
}

static void suspend(struct MHD_Connection *connection)
{
    connection->waiting = 1;
}

static void resume(struct MHD_Connection *connection)
{
    FUZZ_EXPECT(connection->waiting);
    connection->waiting = 0;
}

static struct MHD_Daemon *start(unsigned flags, uint16_t port, MHD_AcceptPolicyCallback accept,
                                void *accept_opaque, MHD_AccessHandlerCallback answer, void *opaque,
                                ...)
{
    va_list options;
    (void)flags;
    (void)port;
    (void)accept;
    (void)accept_opaque;
    daemon_made = (struct MHD_Daemon){.answer = answer, .opaque = opaque};
    va_start(options, opaque);
    for (int option; (option = va_arg(options, int)) != MHD_OPTION_END;)
        if (option == MHD_OPTION_NOTIFY_CONNECTION) {
            daemon_made.notify = va_arg(options, MHD_NotifyConnectionCallback);
            daemon_made.notify_opaque = va_arg(options, void *);
        } else {
            (void)va_arg(options, unsigned);
        }
    va_end(options);
    return &daemon_made;
}

static void stop(struct MHD_Daemon *daemon)
{
    (void)daemon;
}

/* Of the server's thread, which the stand-in for it below does without. */
static void not_called(void)
{
    FUZZ_EXPECT(0);
}

/* In the order of the library's names (view_http.h). */
static const struct {
    const char *name;
    facs_library_function function;
} functions[] = {{"MHD_add_response_header", (facs_library_function)add_response_header},
                 {"MHD_create_response_from_iovec", (facs_library_function)create_response},
                 {"MHD_destroy_response", (facs_library_function)destroy_response},
                 {"MHD_get_connection_info", (facs_library_function)get_connection_info},
                 {"MHD_get_fdset2", not_called},
                 {"MHD_get_timeout", not_called},
                 {"MHD_lookup_connection_value", (facs_library_function)lookup},
                 {"MHD_queue_response", (facs_library_function)queue_response},
                 {"MHD_resume_connection", (facs_library_function)resume},
                 {"MHD_run_from_select", not_called},
                 {"MHD_start_daemon", (facs_library_function)start},
                 {"MHD_stop_daemon", (facs_library_function)stop},
                 {"MHD_suspend_connection", (facs_library_function)suspend}};

int __wrap_facs_library_open(facs_library *library, facs_error *error);

int __wrap_facs_library_open(facs_library *library, facs_error *error)
{
    facs_library_function *to = library->functions;
    (void)error;
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        FUZZ_EXPECT(strcmp(library->names[i], functions[i].name) == 0);
        to[i] = functions[i].function;
    }
    return 0;
}

/* ---- The stand-in for the server's thread: what wakes it is done at once ----------------------
 */

struct facs_view_loop {
    facs_view_guests *guests;
    void (*resume)(void *opaque);
    void *opaque;
};

static facs_view_loop loop_made;

int __wrap_facs_view_loop_open(facs_view_loop **out, facs_view_guests *guests,
                               void (*resume)(void *opaque), void *opaque);
int __wrap_facs_view_loop_start(facs_view_loop *loop, struct MHD_Daemon *daemon);
void __wrap_facs_view_loop_wake(facs_view_loop *loop);

int __wrap_facs_view_loop_open(facs_view_loop **out, facs_view_guests *guests,
                               void (*resume)(void *opaque), void *opaque)
{
    loop_made = (facs_view_loop){guests, resume, opaque};
    *out = &loop_made;
    return 0;
}

int __wrap_facs_view_loop_start(facs_view_loop *loop, struct MHD_Daemon *daemon)
{
    (void)loop;
    (void)daemon;
    return 0;
}

void __wrap_facs_view_loop_wake(facs_view_loop *loop)
{
    facs_socket cut[FACS_VIEW_GUESTS];
    const int left = facs_view_guests_look(loop->guests);
    const int count = facs_view_guests_cut(loop->guests, cut);
    FUZZ_EXPECT(count > 0 ? left == 0 : left > 0 && left <= FACS_VIEW_PATIENCE_MS);
    loop->resume(loop->opaque);
}

/* ---- The steps ------------------------------------------------------------------------------- */

static void come_or_go(struct MHD_Connection *c)
{
    if (c->waiting)
        return; /* libmicrohttpd does not close one that waits */
    daemon_made.notify(daemon_made.notify_opaque, c, &c->context,
                       c->is_there ? MHD_CONNECTION_NOTIFY_CLOSED : MHD_CONNECTION_NOTIFY_STARTED);
    c->is_there = !c->is_there;
    c->host[0] = c->after[0] = c->frame[0] = c->ms[0] = c->segment[0] = c->label[0] = 0;
}

/* Without a token in the path, nothing is told. */
static void ask(struct MHD_Connection *c, const char *method)
{
    void *request = NULL;
    size_t upload = 0;
    c->status = 0;
    for (int part = 0; part < 2; part++)
        FUZZ_EXPECT(daemon_made.answer(daemon_made.opaque, c, c->path, method, "HTTP/1.1", NULL,
                                       &upload, &request) == MHD_YES);
    FUZZ_EXPECT(c->status != 0 || c->waiting);
    if (strncmp(c->path + 1, token, sizeof(token) - 1) != 0 &&
        strncmp(c->path + 1, entry, sizeof(entry) - 1) != 0)
        FUZZ_EXPECT(c->status == MHD_HTTP_NOT_FOUND);
}

static void give_frame(void)
{
    facs_view_frame *frame = facs_view_frames_begin(frames, 0, 2, 2);
    FUZZ_EXPECT(frame != NULL);
    memset(frame->pixels, 0, 16);
    facs_view_frames_give(frames, frame);
    facs_view_markers_reach(markers, 100, 5000);
    const char *line = facs_view_markers_line(markers);
    FUZZ_EXPECT(!line || line[strlen(line) - 1] == '\n');
    facs_view_server_wake(server);
}

static void take_step(char *line)
{
    struct MHD_Connection *c = &connections[(unsigned char)line[1] % CONNECTIONS];
    const char *text = line[1] && line[2] ? line + 3 : "";
    const struct {
        char letter, *to;
        size_t size;
    } texts[] = {{'h', c->host, sizeof(c->host)},       {'a', c->after, sizeof(c->after)},
                 {'n', c->frame, sizeof(c->frame)},     {'m', c->ms, sizeof(c->ms)},
                 {'s', c->segment, sizeof(c->segment)}, {'l', c->label, sizeof(c->label)}};
    if (line[0] == 'f')
        give_frame();
    else if (line[0] == 'c')
        come_or_go(c);
    else if (!c->is_there || c->waiting)
        return;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (line[0] == texts[i].letter)
            snprintf(texts[i].to, texts[i].size, "%s", text);
    if (line[0] != 'g' && line[0] != 'p')
        return;
    const int known = *text == 'T' || *text == 'E';
    snprintf(c->path, sizeof(c->path), "/%s%s",
             !known         ? ""
             : *text == 'T' ? token
                            : entry,
             text + known);
    ask(c, line[0] == 'g' ? "GET" : "POST");
}

static void open_server(void)
{
    facs_view_address address;
    if (facs_view_frames_open(&frames) < 0 || facs_view_markers_open(&markers) < 0 ||
        facs_view_server_open(&server, &address, 0, frames, markers, "{}") < 0 ||
        facs_view_server_start(server) < 0)
        abort();
    memcpy(token, strrchr(address.page, '/') - sizeof(token) + 1, sizeof(token) - 1);
    memcpy(entry, strrchr(address.entry, '/') - sizeof(entry) + 1, sizeof(entry) - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text((fuzz_part){data, size}), *next = text;
    if (!server)
        open_server();
    for (char *line; (line = strsep(&next, "\n"));)
        if (line[0] && (line[0] == 'f' || line[1]))
            take_step(line);
    for (int i = 0; i < CONNECTIONS; i++)
        if (connections[i].waiting) {
            give_frame(); /* wakes all of them */
            break;
        }
    for (int i = 0; i < CONNECTIONS; i++)
        if (connections[i].is_there)
            come_or_go(&connections[i]);
    free(text);
    return 0;
}
