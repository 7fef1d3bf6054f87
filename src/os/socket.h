/* The network functions that a server for this machine alone needs. */
#ifndef FACS_OS_SOCKET_H
#define FACS_OS_SOCKET_H

#include <stdint.h>

#ifdef _WIN32
#include <winsock2.h>
#define FACS_BOTH_WAYS SD_BOTH
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#define FACS_BOTH_WAYS SHUT_RDWR
#endif

/* The IPv4 loopback address with a port; 0: any free one. */
static inline struct sockaddr_in facs_loopback(int port)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    loopback.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return loopback;
}

/* Shut a connection down for reading and writing; its owner still has to close it. */
static inline void facs_socket_end(int socket)
{
    shutdown(socket, FACS_BOTH_WAYS);
}

#endif
