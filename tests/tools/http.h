/* A minimal web client that sends requests as written, over its own socket. */
#ifndef FACS_TESTS_HTTP_H
#define FACS_TESTS_HTTP_H

#include <stddef.h>

typedef struct http_answer {
    int status; /* 0: the server closed the connection, or did not answer in time */
    char *head; /* status line and headers */
    char *body; /* followed by a NUL */
    size_t bytes;
} http_answer;

/* Returns the port of an address "http://127.0.0.1:PORT/...", and what follows it. */
int http_port(const char *address);
const char *http_path(const char *address);

/* Returns a connection, or -1 if refused. host is a dotted address. */
int http_connect(const char *host, int port);

/* Sends the text. Ends the test on failure. */
void http_send(int connection, const char *text);

/* Sends "GET path" with a Host header (NULL: none). */
void http_ask(int connection, const char *path, const char *host);

/* Reads one whole answer. The timeout applies to each part of it. */
http_answer http_receive(int connection, int timeout_ms);
void http_answer_free(http_answer *answer);

/* Connects, asks with the Host 127.0.0.1, receives and closes. */
http_answer http_get(int port, const char *path);

/* Copies the value of a header to value; "" if it is missing. */
const char *http_header(const http_answer *answer, const char *name, char *value, size_t size);

#endif
