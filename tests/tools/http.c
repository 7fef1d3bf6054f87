#include "http.h"

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_BYTES (16 << 20)

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* macOS */
#endif

int http_port(const char *address)
{
    int port = 0;
    assert_int_equal(sscanf(address, "http://127.0.0.1:%d/", &port), 1);
    return port;
}

const char *http_path(const char *address)
{
    return strchr(address + strlen("http://"), '/');
}

int http_connect(const char *host, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(connection >= 0);
    assert_int_equal(inet_pton(AF_INET, host, &to.sin_addr), 1);
    if (connect(connection, (struct sockaddr *)&to, sizeof(to)) == 0)
        return connection;
    close(connection);
    return -1;
}

void http_send(int connection, const char *text)
{
    const size_t length = strlen(text);
    assert_int_equal(send(connection, text, length, MSG_NOSIGNAL), length);
}

void http_ask(int connection, const char *path, const char *host)
{
    char request[512];
    snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n%s%s%s\r\n", path, host ? "Host: " : "",
             host ? host : "", host ? "\r\n" : "");
    http_send(connection, request);
}

/* Reads up to count more bytes; flags: of recv(). Returns 0 at the end or after the timeout. */
static size_t receive_some(int connection, char *bytes, size_t count, int flags, int timeout_ms)
{
    struct pollfd ready = {.fd = connection, .events = POLLIN};
    if (poll(&ready, 1, timeout_ms) != 1)
        return 0;
    ssize_t got = recv(connection, bytes, count, flags);
    return got > 0 ? (size_t)got : 0;
}

/* Nothing of the body, which may have arrived, too. */
static void receive_head(http_answer *answer, int connection, int timeout_ms)
{
    enum { MAX_HEAD = 8191 };
    size_t length = 0;
    const char *end = NULL;
    answer->head = calloc(1, MAX_HEAD + 1);
    assert_non_null(answer->head);
    while (!end && length < MAX_HEAD) {
        char *more = answer->head + length;
        size_t count = receive_some(connection, more, MAX_HEAD - length, MSG_PEEK, timeout_ms);
        more[count] = '\0';
        end = strstr(answer->head, "\r\n\r\n");
        if (end)
            count = (size_t)(end + 4 - more);
        if (count == 0 || receive_some(connection, more, count, 0, timeout_ms) != count)
            return;
        more[count] = '\0';
        length += count;
    }
    assert_int_equal(sscanf(answer->head, "HTTP/1.1 %d ", &answer->status), 1);
}

http_answer http_receive(int connection, int timeout_ms)
{
    http_answer answer = {.status = 0};
    char value[32];
    receive_head(&answer, connection, timeout_ms);
    const size_t expected =
        answer.status
            ? strtoul(http_header(&answer, "Content-Length", value, sizeof(value)), NULL, 10)
            : 0;
    assert_true(expected < MAX_BYTES);
    answer.body = calloc(1, expected + 1);
    assert_non_null(answer.body);
    while (answer.bytes < expected) {
        size_t got = receive_some(connection, answer.body + answer.bytes, expected - answer.bytes,
                                  0, timeout_ms);
        if (got == 0)
            break;
        answer.bytes += got;
    }
    if (answer.bytes < expected)
        answer.status = 0;
    return answer;
}

void http_answer_free(http_answer *answer)
{
    free(answer->head);
    free(answer->body);
}

http_answer http_get(int port, const char *path)
{
    int connection = http_connect("127.0.0.1", port);
    assert_true(connection >= 0);
    http_ask(connection, path, "127.0.0.1");
    http_answer answer = http_receive(connection, 10000);
    close(connection);
    return answer;
}

const char *http_header(const http_answer *answer, const char *name, char *value, size_t size)
{
    const size_t length = strlen(name);
    value[0] = '\0';
    for (const char *line = strstr(answer->head, "\r\n"); line; line = strstr(line, "\r\n")) {
        line += 2;
        if (strncasecmp(line, name, length) == 0 && strncmp(line + length, ": ", 2) == 0)
            snprintf(value, size, "%.*s", (int)strcspn(line + length + 2, "\r"), line + length + 2);
    }
    return value;
}
