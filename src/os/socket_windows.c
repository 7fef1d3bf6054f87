#include "os/socket.h"

#include <errno.h>
#include <stdint.h>

/* Closes the sockets after a failure. Returns its negative errno. */
static int give_up(facs_socket *sockets, int count)
{
    const int status = WSAGetLastError() == WSAEADDRINUSE ? -EADDRINUSE : -EIO;
    for (int i = 0; i < count; i++) {
        if (sockets[i] != FACS_NO_SOCKET)
            closesocket(sockets[i]);
        sockets[i] = FACS_NO_SOCKET;
    }
    return status;
}

/* Makes a socket on a port of the loopback interface, which address gets. 0 or -1. */
static int bind_new(facs_socket *out, int type, int port, struct sockaddr_in *address)
{
    WSADATA facts;
    int size = sizeof(*address);
    *address = (struct sockaddr_in){.sin_family = AF_INET,
                                    .sin_port = htons((uint16_t)port),
                                    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (WSAStartup(MAKEWORD(2, 2), &facts) != 0) /* counted: it may have been started before */
        return -1;
    *out = socket(AF_INET, type, 0);
    return *out == FACS_NO_SOCKET || bind(*out, (struct sockaddr *)address, size) != 0
               ? -1
               : getsockname(*out, (struct sockaddr *)address, &size);
}

/* With SO_REUSEADDR, others could take the port over. */
int facs_socket_listen(facs_socket *out, int *port)
{
    struct sockaddr_in address;
    *out = FACS_NO_SOCKET;
    if (bind_new(out, SOCK_STREAM, *port, &address) != 0 || listen(*out, SOMAXCONN) != 0)
        return give_up(out, 1);
    *port = ntohs(address.sin_port);
    return 0;
}

/* Of datagrams, a socket that is connected takes only those of the other end. */
int facs_socket_pair(facs_socket ends[2])
{
    struct sockaddr_in addresses[2];
    u_long at_once = 1;
    ends[0] = ends[1] = FACS_NO_SOCKET;
    for (int i = 0; i < 2; i++)
        if (bind_new(&ends[i], SOCK_DGRAM, 0, &addresses[i]) != 0 ||
            ioctlsocket(ends[i], (long)FIONBIO, &at_once) != 0)
            return give_up(ends, 2);
    for (int i = 0; i < 2; i++)
        if (connect(ends[i], (struct sockaddr *)&addresses[1 - i], sizeof(addresses[i])) != 0)
            return give_up(ends, 2);
    return 0;
}

void facs_socket_end(facs_socket socket)
{
    shutdown(socket, SD_BOTH);
}

void facs_socket_close(facs_socket socket)
{
    closesocket(socket);
}
