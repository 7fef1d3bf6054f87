#include "view_server.h"

#include "os/clock.h"
#include "os/socket.h"
#include "os/thread.h"
#include "view_guests.h"
#include "view_http.h"
#include "view_loop.h"
#include "view_message.h"
#include "view_token.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IDLE_SECONDS  10u    /* until an idle connection is closed */
#define WATCHED_MS    3000.0 /* a page that asked this recently may still be open */
#define MAX_WAITING   (FACS_VIEW_MAX_TAKERS / 2) /* leaves room for others */
#define LENGTH_PREFIX 4 /* bytes before a frame's JSON: its length, little-endian */

struct facs_view_server {
    facs_view_frames *frames;
    facs_view_guests *guests;
    facs_view_markers *markers;
    const char *about;
    facs_socket listener; /* until it is the daemon's */
    struct MHD_Daemon *daemon;
    char token[FACS_VIEW_TOKEN_SIZE], entry_token[FACS_VIEW_TOKEN_SIZE];
    char path[FACS_VIEW_TOKEN_SIZE + 2]; /* /TOKEN/ */
    facs_view_loop *loop;                /* its thread, which alone uses the next three */
    struct MHD_Connection *waiting[MAX_WAITING];
    int sending;      /* number of frames being sent */
    int entered;      /* 1: the entry was used */
    facs_mutex mutex; /* guards the rest */
    int waiting_count;
    double asked_ms; /* when a frame was last asked for; 0: never */
};

/* ---- Frames ---------------------------------------------------------------------------------- */

/* A frame being sent. */
typedef struct message {
    facs_view_server *server;
    const facs_view_frame *frame;
    char *json;
    uint8_t length[LENGTH_PREFIX];
} message;

/* Call when the frame was sent or cannot be. */
static void let_go(facs_view_server *server, const facs_view_frame *frame)
{
    facs_view_frames_let_go(server->frames, frame);
    server->sending--;
}

static void release_message(void *opaque)
{
    message *m = opaque;
    let_go(m->server, m->frame);
    free(m->json);
    free(m);
}

/* Sends the length of the JSON, the JSON, and the pixels. Lets go of frame in every case. */
static enum MHD_Result send_frame(struct MHD_Connection *connection, facs_view_server *server,
                                  const facs_view_frame *frame)
{
    size_t bytes = 0;
    message *m = calloc(1, sizeof(*m));
    if (!m) {
        let_go(server, frame);
        return MHD_NO;
    }
    *m = (message){.server = server, .frame = frame};
    m->json = facs_view_message_frame(frame, &bytes);
    for (int i = 0; i < LENGTH_PREFIX; i++)
        m->length[i] = (uint8_t)(bytes >> 8 * i);
    const struct MHD_IoVec parts[] = {
        {m->length, LENGTH_PREFIX},
        {m->json, bytes},
        {frame->pixels, 4 * (size_t)frame->width * (size_t)frame->height}};
    struct MHD_Response *response =
        m->json ? facs_mhd.create_response_from_iovec(parts, 3, release_message, m) : NULL;
    if (!response)
        release_message(m);
    return facs_view_send(connection, MHD_HTTP_OK, response, MHD_HTTP_HEADER_CONTENT_TYPE,
                          "application/octet-stream");
}

/* ---- Requests -------------------------------------------------------------------------------- */

/* Notes that a frame was asked for. Returns 1 if the connection may wait for the next one. */
static int note_request(facs_view_server *server, struct MHD_Connection *waiting)
{
    if (facs_mutex_lock(&server->mutex) != 0)
        return 0;
    server->asked_ms = facs_clock_ms();
    const int waits = waiting && server->waiting_count < MAX_WAITING;
    if (waits)
        server->waiting[server->waiting_count++] = waiting;
    facs_mutex_unlock(&server->mutex);
    return waits;
}

/* With the newest frame, or as soon as there is one; with nothing if too many are waiting or
 * receiving. */
static enum MHD_Result answer_next(facs_view_server *server, struct MHD_Connection *connection)
{
    const char *after =
        facs_mhd.lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "after");
    const int has_room = server->sending < FACS_VIEW_MAX_TAKERS;
    const facs_view_frame *frame =
        has_room ? facs_view_frames_take(server->frames, after ? strtoll(after, NULL, 10) : 0)
                 : NULL;
    const int waits = note_request(server, has_room && !frame ? connection : NULL);
    if (frame) {
        server->sending++;
        return send_frame(connection, server, frame);
    }
    if (!waits)
        return facs_view_send_bytes(connection, MHD_HTTP_NO_CONTENT, "application/octet-stream",
                                    NULL, 0);
    facs_mhd.suspend_connection(connection); /* the request is handled again when resumed */
    return MHD_YES;
}

/* Returns a whole number from 0 on among the arguments, or -1. */
static int64_t number_of(struct MHD_Connection *connection, const char *name)
{
    const char *text = facs_mhd.lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
    char *end = NULL;
    if (!text || *text < '0' || *text > '9')
        return -1;
    const int64_t number = strtoll(text, &end, 10);
    return *end ? -1 : number;
}

/* POST marker?label=TEXT&frame=N&ms=N&segment=0 or 1 */
static enum MHD_Result answer_marker(facs_view_server *server, struct MHD_Connection *connection)
{
    const char *label =
        facs_mhd.lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "label");
    const int status =
        label ? facs_view_markers_set(server->markers, label, number_of(connection, "frame"),
                                      number_of(connection, "ms"),
                                      number_of(connection, "segment") == 1)
              : -EINVAL;
    switch (status) {
    case 0:
        return facs_view_send_text(connection, MHD_HTTP_OK, "set\n");
    case -EINVAL:
        return facs_view_send_text(connection, MHD_HTTP_BAD_REQUEST, "no marker\n");
    case -EAGAIN:
        return facs_view_send_text(connection, MHD_HTTP_TOO_MANY_REQUESTS, "too many at once\n");
    default:
        return facs_view_send_text(connection, MHD_HTTP_INTERNAL_SERVER_ERROR, "not saved\n");
    }
}

/* ---- Connections ----------------------------------------------------------------------------- */

/* What libmicrohttpd keeps for a connection is its number among the guests, from 1. */
static void come_or_go(void *opaque, struct MHD_Connection *connection, void **number,
                       enum MHD_ConnectionNotificationCode what)
{
    facs_view_server *server = opaque;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        facs_view_guests_leave(server->guests, (int)(intptr_t)*number - 1);
        return;
    }
    const union MHD_ConnectionInfo *info =
        facs_mhd.get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info)
        *number = (void *)(intptr_t)(facs_view_guests_enter(server->guests, info->connect_fd) + 1);
}

/* Call when the connection has shown the token. Returns 0 if there are too many such connections.
 */
static int trust(facs_view_server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        facs_mhd.get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info && facs_view_guests_trust(server->guests, (int)(intptr_t)info->socket_context - 1);
}

/* ---- Requests' answers ----------------------------------------------------------------------- */

/* The first visitor is redirected to the page. */
static enum MHD_Result answer_entry(facs_view_server *server, struct MHD_Connection *connection)
{
    if (server->entered)
        return facs_view_not_found(connection);
    server->entered = 1;
    return facs_view_send(connection, MHD_HTTP_SEE_OTHER,
                          facs_mhd.create_response_from_iovec(NULL, 0, NULL, NULL),
                          MHD_HTTP_HEADER_LOCATION, server->path);
}

static enum MHD_Result answer_file(struct MHD_Connection *connection, const char *name)
{
    static const char *const types[][2] = {{".html", "text/html; charset=utf-8"},
                                           {".css", "text/css; charset=utf-8"},
                                           {".js", "text/javascript; charset=utf-8"},
                                           {".svg", "image/svg+xml"}};
    for (const facs_view_page_file *file = facs_view_page; file->name; file++) {
        if (strcmp(name, file->name) != 0)
            continue;
        const char *ending = strrchr(name, '.');
        for (size_t i = 0; ending && i < sizeof(types) / sizeof(types[0]); i++)
            if (strcmp(ending, types[i][0]) == 0)
                return facs_view_send_bytes(connection, MHD_HTTP_OK, types[i][1], file->bytes,
                                            file->count);
    }
    return facs_view_not_found(connection);
}

static enum MHD_Result answer(void *opaque, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_bytes, void **request)
{
    facs_view_server *server = opaque;
    (void)version;
    (void)upload;
    if (!*request || *upload_bytes > 0) {
        /* Only the headers have arrived, or a body, which is ignored. Answering before the request
           ends would close the connection. */
        *request = server;
        *upload_bytes = 0;
        return MHD_YES;
    }
    const char *host =
        facs_mhd.lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    const int is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    if ((!is_post && strcmp(method, MHD_HTTP_METHOD_GET) != 0) || !facs_view_host_is_local(host))
        return facs_view_not_found(connection);
    const char *entry = facs_view_token_strip(url, server->entry_token);
    if (entry && *entry == '\0' && !is_post)
        return answer_entry(server, connection);
    const char *name = facs_view_token_strip(url, server->token);
    if (!name || is_post != (strcmp(name, "marker") == 0))
        return facs_view_not_found(connection);
    if (!trust(server, connection))
        return facs_view_send_text(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                                   "too many connections\n");
    if (is_post)
        return answer_marker(server, connection);
    if (strcmp(name, "next") == 0)
        return answer_next(server, connection);
    if (strcmp(name, "markers") == 0)
        return facs_view_send_json(connection, facs_view_markers_list(server->markers));
    if (strcmp(name, "about") == 0)
        return facs_view_send_bytes(connection, MHD_HTTP_OK, "application/json", server->about,
                                    strlen(server->about));
    return answer_file(connection, *name ? name : "index.html");
}

/* ---- The server ------------------------------------------------------------------------------ */

/* Has the waiting requests handled again. */
static void resume_waiting(void *opaque)
{
    facs_view_server *server = opaque;
    if (facs_mutex_lock(&server->mutex) != 0)
        return;
    const int count = server->waiting_count;
    server->waiting_count = 0;
    facs_mutex_unlock(&server->mutex);
    for (int i = 0; i < count; i++)
        facs_mhd.resume_connection(server->waiting[i]);
}

/* Listens, so that the address is known. */
static int listen_on(facs_view_server *server, int port, facs_view_address *address)
{
    static const char form[] = "http://127.0.0.1:%d/%s/";
    const int status = facs_socket_listen(&server->listener, &port);
    if (status < 0)
        return status;
    snprintf(address->page, sizeof(address->page), form, port, server->token);
    snprintf(address->entry, sizeof(address->entry), form, port, server->entry_token);
    return 0;
}

int facs_view_server_open(facs_view_server **out, facs_view_address *address, int port,
                          facs_view_frames *frames, facs_view_markers *markers, const char *about)
{
    *out = NULL;
    if (facs_view_lacks())
        return -ENOSYS;
    facs_view_server *server = calloc(1, sizeof(*server));
    if (!server)
        return -ENOMEM;
    server->frames = frames;
    server->markers = markers;
    server->about = about;
    server->listener = FACS_NO_SOCKET;
    int status = facs_mutex_init(&server->mutex);
    if (status < 0) {
        free(server);
        return status;
    }
    status = facs_view_guests_open(&server->guests);
    if (status == 0)
        status = facs_view_loop_open(&server->loop, server->guests, resume_waiting, server);
    if (status == 0)
        status = facs_view_token_make(server->token);
    if (status == 0)
        status = facs_view_token_make(server->entry_token);
    snprintf(server->path, sizeof(server->path), "/%s/", server->token);
    if (status == 0)
        status = listen_on(server, port, address);
    if (status < 0)
        facs_view_server_close(&server);
    *out = server;
    return status;
}

int facs_view_server_start(facs_view_server *server)
{
    const facs_socket listener = server->listener; /* the daemon's, whether it starts or not */
    server->listener = FACS_NO_SOCKET;
    errno = 0;
    server->daemon = facs_mhd.start_daemon(
        MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, answer, server, MHD_OPTION_LISTEN_SOCKET, listener,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)FACS_VIEW_GUESTS, MHD_OPTION_CONNECTION_TIMEOUT,
        IDLE_SECONDS, MHD_OPTION_NOTIFY_CONNECTION, come_or_go, server, MHD_OPTION_END);
    if (!server->daemon)
        return errno ? -errno : -EIO;
    return facs_view_loop_start(server->loop, server->daemon);
}

void facs_view_server_close(facs_view_server **server)
{
    if (!*server)
        return;
    facs_view_loop_close(&(*server)->loop);
    if ((*server)->daemon) {
        resume_waiting(*server);
        facs_mhd.stop_daemon((*server)->daemon);
    }
    if ((*server)->listener != FACS_NO_SOCKET)
        facs_socket_close((*server)->listener);
    facs_view_guests_close(&(*server)->guests);
    facs_mutex_destroy(&(*server)->mutex);
    free(*server);
    *server = NULL;
}

void facs_view_server_wake(facs_view_server *server)
{
    facs_view_loop_wake(server->loop);
}

int facs_view_server_is_watched(facs_view_server *server)
{
    if (facs_mutex_lock(&server->mutex) != 0)
        return 0;
    const int watched = server->waiting_count > 0 ||
                        (server->asked_ms > 0 && facs_clock_ms() - server->asked_ms < WATCHED_MS);
    facs_mutex_unlock(&server->mutex);
    return watched;
}
