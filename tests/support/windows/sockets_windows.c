#include "sockets.h"

#undef socket
#undef connect
#undef bind
#undef listen
#undef accept
#undef getsockname
#undef setsockopt
#undef send
#undef recv
#undef shutdown
#undef pollfd

#define MAX_POLLED 8

static SOCKET of(int handle)
{
    return (SOCKET)_get_osfhandle(handle);
}

static int as_handle(SOCKET socket)
{
    return socket == INVALID_SOCKET ? -1 : _open_osfhandle((intptr_t)socket, _O_RDWR | _O_BINARY);
}

int system_socket(int handle)
{
    return (int)of(handle);
}

int posix_socket(int family, int type, int protocol)
{
    WSADATA facts;
    WSAStartup(MAKEWORD(2, 2), &facts);
    return as_handle(socket(family, type, protocol));
}

int posix_connect(int handle, const struct sockaddr *to, int size)
{
    return connect(of(handle), to, size);
}

int posix_bind(int handle, const struct sockaddr *to, int size)
{
    return bind(of(handle), to, size);
}

int posix_listen(int handle, int count)
{
    return listen(of(handle), count);
}

int posix_accept(int handle, struct sockaddr *from, int *size)
{
    return as_handle(accept(of(handle), from, size));
}

int posix_getsockname(int handle, struct sockaddr *name, int *size)
{
    return getsockname(of(handle), name, size);
}

int posix_setsockopt(int handle, int level, int option, const void *value, int size)
{
    return setsockopt(of(handle), level, option, value, size);
}

ssize_t posix_send(int handle, const void *bytes, size_t count, int flags)
{
    return send(of(handle), bytes, (int)count, flags);
}

ssize_t posix_recv(int handle, void *bytes, size_t count, int flags)
{
    struct posix_pollfd at_once = {.fd = handle, .events = POLLIN};
    if (flags & MSG_DONTWAIT && posix_poll(&at_once, 1, 0) != 1)
        return -1;
    return recv(of(handle), bytes, (int)count, flags & ~MSG_DONTWAIT);
}

int posix_shutdown(int handle, int how)
{
    return shutdown(of(handle), how);
}

/* Two ends on the loopback interface. */
int posix_socketpair(int family, int type, int protocol, int ends[2])
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int size = sizeof(at);
    (void)family;
    const int listener = posix_socket(AF_INET, type, protocol);
    ends[0] = posix_socket(AF_INET, type, protocol);
    ends[1] = -1;
    if (listener >= 0 && ends[0] >= 0 && posix_bind(listener, (struct sockaddr *)&at, size) == 0 &&
        posix_listen(listener, 1) == 0 &&
        posix_getsockname(listener, (struct sockaddr *)&at, &size) == 0 &&
        posix_connect(ends[0], (struct sockaddr *)&at, size) == 0)
        ends[1] = posix_accept(listener, NULL, NULL);
    _close(listener);
    return ends[1] >= 0 ? 0 : -1;
}

int posix_poll(struct posix_pollfd *handles, unsigned count, int timeout_ms)
{
    struct pollfd sockets[MAX_POLLED];
    if (count > MAX_POLLED)
        return -1;
    for (unsigned i = 0; i < count; i++)
        sockets[i] = (struct pollfd){.fd = of(handles[i].fd), .events = handles[i].events};
    const int ready = WSAPoll(sockets, count, timeout_ms);
    for (unsigned i = 0; i < count; i++)
        handles[i].revents = sockets[i].revents;
    return ready;
}
