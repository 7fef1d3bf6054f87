/* The least of a web client: requests as they are written, over a socket of the test's own. */
#ifndef FACS_TESTS_HTTP_H
#define FACS_TESTS_HTTP_H

#include <stddef.h>

typedef struct http_answer {
    int status; /* 0: the server closed the connection, or did not answer in time */
    char *head; /* status line and headers */
    char *body; /* NUL-terminated behind its bytes */
    size_t bytes;
} http_answer;

/* The port of an address "http://127.0.0.1:PORT/...", and what follows it. */
int http_port(const char *address);
const char *http_path(const char *address);

/* A connection, or -1: refused. host is a dotted address. */
int http_connect(const char *host, int port);

/* Send the text. Ends the test on failure. */
void http_send(int connection, const char *text);

/* Send "GET path" with the Host header (NULL: none). */
void http_ask(int connection, const char *path, const char *host);

/* Read one whole answer; waits so long at most for each part of it. */
http_answer http_receive(int connection, int timeout_ms);
void http_answer_free(http_answer *answer);

/* Connect, ask with the Host 127.0.0.1, receive, close. */
http_answer http_get(int port, const char *path);

/* The value of a header, copied to value; "" where there is none. */
const char *http_header(const http_answer *answer, const char *name, char *value, size_t size);

#endif
