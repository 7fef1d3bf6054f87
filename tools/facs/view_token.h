/* The secret in the page's address. */
#ifndef FACS_TOOLS_VIEW_TOKEN_H
#define FACS_TOOLS_VIEW_TOKEN_H

#define FACS_VIEW_TOKEN_BYTES 16 /* 128 random bits */
#define FACS_VIEW_TOKEN_SIZE  (2 * FACS_VIEW_TOKEN_BYTES + 1)

/* Makes a token: lower-case hex digits of random bytes, and a NUL. Returns a negative errno on
 * failure. */
int facs_view_token_make(char token[FACS_VIEW_TOKEN_SIZE]);

/*
 * Returns what follows "/TOKEN/" at the start of path, or NULL if it starts differently. Takes the
 * same time wherever a wrong token differs.
 */
const char *facs_view_token_strip(const char *path, const char token[FACS_VIEW_TOKEN_SIZE]);

/*
 * Returns 1 if host, a Host header or NULL, names this machine, with or without a port. Other names
 * that were made to resolve here (DNS rebinding) do not. Any port is accepted, because a tunnel has
 * its own.
 */
int facs_view_host_is_local(const char *host);

#endif
