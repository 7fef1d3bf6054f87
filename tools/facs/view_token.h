/* The secret in the page's address. */
#ifndef FACS_TOOLS_VIEW_TOKEN_H
#define FACS_TOOLS_VIEW_TOKEN_H

#define FACS_VIEW_TOKEN_BYTES 16 /* of chance: 128 bits */
#define FACS_VIEW_TOKEN_SIZE  (2 * FACS_VIEW_TOKEN_BYTES + 1)

/* Lower-case hex digits of random bytes of the system's, and a NUL. A negative errno on failure. */
int facs_view_token_make(char token[FACS_VIEW_TOKEN_SIZE]);

/*
 * path begins with "/", the token and "/": what follows, else NULL. Takes the same time wherever a
 * wrong token differs.
 */
const char *facs_view_token_strip(const char *path, const char token[FACS_VIEW_TOKEN_SIZE]);

/* 1: the value of a Host header (may be NULL) that names this machine, with or without a port. A
 * name that was made to lead here (DNS rebinding) is none. The port may differ: a tunnel has its
 * own. */
int facs_view_host_is_local(const char *host);

#endif
