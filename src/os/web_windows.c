/*
 * WinHTTP, asynchronously, so that a wait can end at any time. Its thread calls on_status, which
 * notes how an operation ended; the caller waits for that. The bytes it reads go into memory that
 * lives until its handles are closed.
 */
#include "os/names_windows.h"
#include "os/thread.h"
#include "os/web.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <winhttp.h>

#define POLL_MS  50
#define CLOSE_MS 3000
#define BLOCK    ((size_t)64 << 10) /* bytes */

/* ---- The library, which is opened when it is first needed ------------------------------------ */

#define FUNCTIONS(F)                                                                               \
    F(WinHttpOpen)                                                                                 \
    F(WinHttpSetStatusCallback)                                                                    \
    F(WinHttpSetTimeouts)                                                                          \
    F(WinHttpCrackUrl)                                                                             \
    F(WinHttpConnect)                                                                              \
    F(WinHttpOpenRequest)                                                                          \
    F(WinHttpSetOption)                                                                            \
    F(WinHttpSendRequest)                                                                          \
    F(WinHttpReceiveResponse)                                                                      \
    F(WinHttpQueryHeaders)                                                                         \
    F(WinHttpQueryDataAvailable)                                                                   \
    F(WinHttpReadData)                                                                             \
    F(WinHttpCloseHandle)

#define POINTER(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(POINTER)
} http;

static facs_mutex lock = FACS_MUTEX_INITIALIZER;

/* Windows' own, and no other of this name. 1: all functions are there. */
static int load(void)
{
    static HMODULE library;
    facs_mutex_lock(&lock);
    if (!library)
        library = LoadLibraryExW(L"winhttp.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    int found = library != NULL;
#define FIND(name)                                                                                 \
    if (found)                                                                                     \
        found =                                                                                    \
            (http.name = (__typeof__(http.name))(void (*)(void))GetProcAddress(library, #name)) != \
            NULL;
    FUNCTIONS(FIND)
    facs_mutex_unlock(&lock);
    return found;
}

/* ---- One request ----------------------------------------------------------------------------- */

struct facs_web_client {
    HINTERNET connection, request;
    HANDLE done, closed; /* events: an operation has ended; the request is gone */
    facs_web_patience patience;
    /* What on_status noted before done was set. */
    DWORD failure, count;
    DWORD distrust; /* WINHTTP_CALLBACK_STATUS_FLAG_... */
    int is_heard;   /* on_status is told about the request, also when it is gone */
    unsigned char block[BLOCK];
};

static void CALLBACK on_status(HINTERNET handle, DWORD_PTR context, DWORD status, void *info,
                               DWORD length)
{
    facs_web_client *client = (facs_web_client *)context; /* NOLINT(performance-no-int-to-ptr) */
    if (!client || handle != client->request)
        return;
    switch (status) {
    case WINHTTP_CALLBACK_STATUS_SECURE_FAILURE:
        client->distrust = *(const DWORD *)info;
        return;
    case WINHTTP_CALLBACK_STATUS_SENDREQUEST_COMPLETE:
    case WINHTTP_CALLBACK_STATUS_HEADERS_AVAILABLE:
        client->failure = 0;
        break;
    case WINHTTP_CALLBACK_STATUS_DATA_AVAILABLE:
        client->failure = 0;
        client->count = *(const DWORD *)info;
        break;
    case WINHTTP_CALLBACK_STATUS_READ_COMPLETE:
        client->failure = 0;
        client->count = length;
        break;
    case WINHTTP_CALLBACK_STATUS_REQUEST_ERROR:
        client->failure = ((const WINHTTP_ASYNC_RESULT *)info)->dwError;
        break;
    case WINHTTP_CALLBACK_STATUS_HANDLE_CLOSING:
        SetEvent(client->closed);
        return;
    default:
        return;
    }
    SetEvent(client->done);
}

static const struct {
    DWORD number;
    int status;
    const char *text;
} failures[] = {
    {ERROR_WINHTTP_NAME_NOT_RESOLVED, -EHOSTUNREACH, "the name of the server is not known"},
    {ERROR_WINHTTP_CANNOT_CONNECT, -EHOSTUNREACH, "the server cannot be reached"},
    {ERROR_WINHTTP_TIMEOUT, -ETIMEDOUT, ""},
    {ERROR_WINHTTP_CONNECTION_ERROR, -EIO, "the connection broke off"},
    {ERROR_WINHTTP_REDIRECT_FAILED, -ENOENT, "it sends us on and on, or out of the encryption"},
    {ERROR_WINHTTP_SECURE_FAILURE, -EACCES, "its certificate is not trusted"},
    {ERROR_WINHTTP_SECURE_CHANNEL_ERROR, -EACCES,
     "its certificate is not trusted, or there is no encryption that both know"},
    {ERROR_WINHTTP_CLIENT_AUTH_CERT_NEEDED, -EACCES, "it asks for a certificate of ours"},
    {ERROR_NOT_ENOUGH_MEMORY, -ENOMEM, ""},
};

static const struct {
    DWORD flag;
    const char *text;
} distrusts[] = {
    {WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA, "its certificate is from nobody known"},
    {WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID, "its certificate is of another server"},
    {WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID,
     "its certificate, or the clock of this machine, is out of date"},
    {WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED, "its certificate was revoked"},
};

/* Says in words what Windows says in numbers. */
static int explain(const facs_web_client *client, DWORD number, char reason[FACS_WEB_REASON])
{
    const char *text = NULL;
    int status = -EIO;
    for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
        if (failures[i].number == number) {
            status = failures[i].status;
            text = failures[i].text;
        }
    for (size_t i = 0; status == -EACCES && i < sizeof(distrusts) / sizeof(distrusts[0]); i++)
        if (client->distrust & distrusts[i].flag)
            text = distrusts[i].text;
    if (text)
        snprintf(reason, FACS_WEB_REASON, "%s", text);
    else
        snprintf(reason, FACS_WEB_REASON, "Windows' error %lu", (unsigned long)number);
    return status;
}

/* Waits until the operation that was begun has ended; begun 0: it was not. */
static int wait_for(facs_web_client *client, BOOL begun, char reason[FACS_WEB_REASON])
{
    if (!begun)
        return explain(client, GetLastError(), reason);
    for (double waited = 0; waited < client->patience.ms; waited += POLL_MS) {
        if (WaitForSingleObject(client->done, POLL_MS) == WAIT_OBJECT_0)
            return client->failure ? explain(client, client->failure, reason) : 0;
        if (client->patience.is_stopped(client->patience.opaque))
            return -ECANCELED;
    }
    return -ETIMEDOUT;
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Returns the session of this process, with the system's proxies or for this machine. It stays
 * open, as it has found out the proxy and keeps connections for the next request. NULL with
 * GetLastError(). */
static HINTERNET session_for(int is_here)
{
    static HINTERNET sessions[2];
    facs_mutex_lock(&lock);
    HINTERNET *session = &sessions[is_here];
    if (!*session) {
        *session = http.WinHttpOpen(
            L"facs", is_here ? WINHTTP_ACCESS_TYPE_NO_PROXY : WINHTTP_ACCESS_TYPE_AUTOMATIC_PROXY,
            NULL, NULL, WINHTTP_FLAG_ASYNC);
        if (*session && http.WinHttpSetStatusCallback(*session, on_status,
                                                      WINHTTP_CALLBACK_FLAG_ALL_NOTIFICATIONS,
                                                      0) == WINHTTP_INVALID_STATUS_CALLBACK) {
            http.WinHttpCloseHandle(*session);
            *session = NULL;
        }
    }
    HINTERNET opened = *session;
    facs_mutex_unlock(&lock);
    return opened;
}

/* Opens the request for an address. 0 with GetLastError(), or 1. */
static int open_request(facs_web_client *client, const wchar_t *address)
{
    wchar_t host[256];
    DWORD_PTR context = (DWORD_PTR)client;
    DWORD policy = WINHTTP_OPTION_REDIRECT_POLICY_DISALLOW_HTTPS_TO_HTTP;
    URL_COMPONENTS parts = {.dwStructSize = sizeof(parts),
                            .lpszHostName = host,
                            .dwHostNameLength = sizeof(host) / sizeof(host[0]),
                            .dwUrlPathLength = (DWORD)-1};
    if (!http.WinHttpCrackUrl(address, 0, 0, &parts))
        return 0;
    const int is_here = parts.nScheme != INTERNET_SCHEME_HTTPS;
    const int ms = 2 * (int)client->patience.ms; /* its own limits come after wait_for's */
    HINTERNET session = session_for(is_here);
    if (session)
        client->connection = http.WinHttpConnect(session, host, parts.nPort, 0);
    if (client->connection) /* the path goes on to the end of the address */
        client->request =
            http.WinHttpOpenRequest(client->connection, L"GET", parts.lpszUrlPath, NULL, NULL, NULL,
                                    is_here ? 0 : WINHTTP_FLAG_SECURE);
    client->is_heard =
        client->request && http.WinHttpSetOption(client->request, WINHTTP_OPTION_CONTEXT_VALUE,
                                                 &context, sizeof(context));
    return client->is_heard && http.WinHttpSetTimeouts(client->request, ms, ms, ms, ms) &&
           http.WinHttpSetOption(client->request, WINHTTP_OPTION_REDIRECT_POLICY, &policy,
                                 sizeof(policy));
}

static int send_request(facs_web_client *client, int64_t from, char reason[FACS_WEB_REASON])
{
    wchar_t range[64] = L"";
    if (from > 0)
        swprintf(range, sizeof(range) / sizeof(range[0]), L"Range: bytes=%lld-", (long long)from);
    int status = wait_for(client,
                          http.WinHttpSendRequest(client->request, from > 0 ? range : NULL,
                                                  (DWORD)-1, NULL, 0, 0, (DWORD_PTR)client),
                          reason);
    if (status == 0)
        status = wait_for(client, http.WinHttpReceiveResponse(client->request, NULL), reason);
    return status;
}

/* The value of a header as a number; -1: it has none. */
static int64_t header(const facs_web_client *client, DWORD which)
{
    wchar_t text[32], *end;
    DWORD size = sizeof(text);
    if (!http.WinHttpQueryHeaders(client->request, which, NULL, text, &size, NULL))
        return -1;
    const long long number = wcstoll(text, &end, 10);
    return end != text && number >= 0 ? number : -1;
}

/* Looks at the answer: it is the file from that byte on, or what is wrong. */
static int take_answer(facs_web_client *client, int64_t from, int64_t *size,
                       char reason[FACS_WEB_REASON])
{
    const int answer = (int)header(client, WINHTTP_QUERY_STATUS_CODE);
    const int64_t length = header(client, WINHTTP_QUERY_CONTENT_LENGTH);
    snprintf(reason, FACS_WEB_REASON, "HTTP error %d", answer);
    if (answer == 200 || answer == 206) {
        if ((answer == 206) != (from > 0))
            return -ERANGE;
        *size = length < 0 ? -1 : length + from;
        return 0;
    }
    if (answer == 416 && from > 0)
        return -ERANGE;
    if (answer == HTTP_STATUS_PROXY_AUTH_REQ) {
        snprintf(reason, FACS_WEB_REASON, "the proxy asks for a password");
        return -EHOSTUNREACH;
    }
    return answer >= 400 && answer < 500 ? -ENOENT : -EIO;
}

int facs_web_client_open(facs_web_client **out, const char *address, int64_t from,
                         const facs_web_patience *patience, int64_t *size,
                         char reason[FACS_WEB_REASON])
{
    *out = NULL;
    *size = -1;
    reason[0] = '\0';
    if (!load()) {
        snprintf(reason, FACS_WEB_REASON, "Windows' winhttp.dll cannot be loaded");
        return -EHOSTUNREACH;
    }
    wchar_t *wide = facs_wide(address);
    facs_web_client *client = wide ? calloc(1, sizeof(*client)) : NULL;
    int status = -ENOMEM;
    if (client) {
        client->patience = *patience;
        client->done = CreateEventW(NULL, FALSE, FALSE, NULL);
        client->closed = CreateEventW(NULL, FALSE, FALSE, NULL);
        if (client->done && client->closed)
            status = open_request(client, wide) ? send_request(client, from, reason)
                                                : explain(client, GetLastError(), reason);
        if (status == 0)
            status = take_answer(client, from, size, reason);
    }
    free(wide);
    if (status < 0)
        facs_web_client_close(&client);
    *out = client;
    return status;
}

/* ---- Reading and closing --------------------------------------------------------------------- */

int64_t facs_web_client_read(facs_web_client *client, void *data, size_t size,
                             char reason[FACS_WEB_REASON])
{
    reason[0] = '\0';
    /* Only what is there: reading waits until it has all that it was asked for. */
    int status = wait_for(client, http.WinHttpQueryDataAvailable(client->request, NULL), reason);
    if (status < 0 || client->count == 0)
        return status;
    const DWORD room = (DWORD)(size < BLOCK ? size : BLOCK);
    const DWORD wanted = client->count < room ? client->count : room;
    status = wait_for(client, http.WinHttpReadData(client->request, client->block, wanted, NULL),
                      reason);
    if (status < 0)
        return status;
    memcpy(data, client->block, client->count);
    return client->count;
}

/* The request may still write to the client until it is gone; one that does not go keeps it. */
void facs_web_client_close(facs_web_client **client)
{
    facs_web_client *c = *client;
    *client = NULL;
    if (!c)
        return;
    if (c->request) {
        http.WinHttpCloseHandle(c->request);
        if (c->is_heard && WaitForSingleObject(c->closed, CLOSE_MS) != WAIT_OBJECT_0)
            return;
    }
    if (c->connection)
        http.WinHttpCloseHandle(c->connection);
    if (c->done)
        CloseHandle(c->done);
    if (c->closed)
        CloseHandle(c->closed);
    free(c);
}

const char *facs_certificates(void)
{
    return NULL;
}
