#include "os/socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <unistd.h>

/* Closes the sockets after a failure. Returns its negative errno. */
static int give_up(facs_socket *sockets, int count)
{
    const int status = errno ? -errno : -EIO;
    for (int i = 0; i < count; i++) {
        if (sockets[i] != FACS_NO_SOCKET)
            close(sockets[i]);
        sockets[i] = FACS_NO_SOCKET;
    }
    return status;
}

int facs_socket_listen(facs_socket *out, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)*port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr *where = (struct sockaddr *)&address;
    socklen_t size = sizeof(address);
    const int again = 1;
    *out = socket(AF_INET, SOCK_STREAM, 0);
    if (*out == FACS_NO_SOCKET)
        return give_up(out, 1);
    /* The last run's connections may still be closing. Other programs do not get the socket. */
    (void)setsockopt(*out, SOL_SOCKET, SO_REUSEADDR, &again, sizeof(again));
    (void)fcntl(*out, F_SETFD, FD_CLOEXEC);
    if (bind(*out, where, size) < 0 || listen(*out, SOMAXCONN) < 0 ||
        getsockname(*out, where, &size) < 0)
        return give_up(out, 1);
    *port = ntohs(address.sin_port);
    return 0;
}

int facs_socket_pair(facs_socket ends[2])
{
    ends[0] = ends[1] = FACS_NO_SOCKET;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        return give_up(ends, 2);
    for (int i = 0; i < 2; i++) {
        errno = EMFILE;
        if (ends[i] >= FD_SETSIZE || fcntl(ends[i], F_SETFL, O_NONBLOCK) < 0 ||
            fcntl(ends[i], F_SETFD, FD_CLOEXEC) < 0)
            return give_up(ends, 2);
    }
    return 0;
}

void facs_socket_end(facs_socket socket)
{
    shutdown(socket, SHUT_RDWR);
}

void facs_socket_close(facs_socket socket)
{
    close(socket);
}
