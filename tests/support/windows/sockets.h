/* Sockets as file handles, as in POSIX; see posix.h. */
#ifndef FACS_TESTS_SOCKETS_H
#define FACS_TESTS_SOCKETS_H

#include <winsock2.h>
#include <ws2tcpip.h>

#include "posix.h"

#define SHUT_RDWR    SD_BOTH
#define SHUT_WR      SD_SEND
#define AF_UNIX      1
#define MSG_DONTWAIT 0x10000

struct posix_pollfd {
    int fd;
    short events, revents;
};

int posix_socket(int family, int type, int protocol);
int posix_socketpair(int family, int type, int protocol, int ends[2]);
int posix_connect(int handle, const struct sockaddr *to, int size);
int posix_bind(int handle, const struct sockaddr *to, int size);
int posix_listen(int handle, int count);
int posix_accept(int handle, struct sockaddr *from, int *size);
int posix_getsockname(int handle, struct sockaddr *name, int *size);
int posix_setsockopt(int handle, int level, int option, const void *value, int size);
ssize_t posix_send(int handle, const void *bytes, size_t count, int flags);
ssize_t posix_recv(int handle, void *bytes, size_t count, int flags);
int posix_shutdown(int handle, int how);
int posix_poll(struct posix_pollfd *handles, unsigned count, int timeout_ms);

/* What the system's own functions take. */
int system_socket(int handle);

#define pollfd      posix_pollfd
#define poll        posix_poll
#define socket      posix_socket
#define socketpair  posix_socketpair
#define connect     posix_connect
#define bind        posix_bind
#define listen      posix_listen
#define accept      posix_accept
#define getsockname posix_getsockname
#define setsockopt  posix_setsockopt
#define send        posix_send
#define recv        posix_recv
#define shutdown    posix_shutdown

#endif
