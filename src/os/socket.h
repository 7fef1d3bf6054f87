/* The network functions that a server for this machine alone needs. */
#ifndef FACS_OS_SOCKET_H
#define FACS_OS_SOCKET_H

#include <errno.h>
#include <stdint.h>

#ifdef _WIN32
#include <winsock2.h>
#define FACS_BOTH_WAYS SD_BOTH
#define FACS_NO_SOCKET INVALID_SOCKET
typedef SOCKET facs_socket;
#else
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#define FACS_BOTH_WAYS SHUT_RDWR
#define FACS_NO_SOCKET (-1)
typedef int facs_socket;
#endif

/* The IPv4 loopback address with a port; 0: any free one. */
static inline struct sockaddr_in facs_loopback(int port)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return loopback;
}

static inline void facs_socket_close(facs_socket socket)
{
#ifdef _WIN32
    closesocket(socket);
#else
    close(socket);
#endif
}

/* Why the last call failed, as a negative errno. */
static inline int facs_socket_failure(void)
{
#ifdef _WIN32
    return WSAGetLastError() == WSAEADDRINUSE ? -EADDRINUSE : -EIO;
#else
    return errno ? -errno : -EIO;
#endif
}

/* Listen on a port of the loopback interface, which *port gets if it was 0. 0 or -errno. */
static inline int facs_socket_listen(facs_socket *out, int *port)
{
    struct sockaddr_in address = facs_loopback(*port);
    struct sockaddr *where = (struct sockaddr *)&address;
    int size = sizeof(address), again = 1;
    *out = socket(AF_INET, SOCK_STREAM, 0);
    if (*out == FACS_NO_SOCKET)
        return facs_socket_failure();
#ifdef _WIN32
    (void)again; /* others could take the port over */
#else
    /* The last run's connections may still be closing. Other programs do not get the socket. */
    (void)setsockopt(*out, SOL_SOCKET, SO_REUSEADDR, &again, sizeof(again));
    (void)fcntl(*out, F_SETFD, FD_CLOEXEC);
#endif
    if (bind(*out, where, sizeof(address)) == 0 && listen(*out, SOMAXCONN) == 0 &&
        getsockname(*out, where, (void *)&size) == 0) {
        *port = ntohs(address.sin_port);
        return 0;
    }
    const int status = facs_socket_failure();
    facs_socket_close(*out);
    *out = FACS_NO_SOCKET;
    return status;
}

/* Shut a connection down for reading and writing; its owner still has to close it. On Windows,
 * select() tells the owner of it only when the other side sends or closes. */
static inline void facs_socket_end(int socket)
{
    shutdown(socket, FACS_BOTH_WAYS);
}

#endif
