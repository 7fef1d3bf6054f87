/* The network functions that a server for this machine alone needs. */
#ifndef FACS_OS_SOCKET_H
#define FACS_OS_SOCKET_H

#ifdef _WIN32
#define FD_SETSIZE 256 /* of select(): the number of sockets in a set */
#include <winsock2.h>
#define FACS_NO_SOCKET INVALID_SOCKET
typedef SOCKET facs_socket;
#else
#include <sys/select.h>
#include <sys/socket.h>
#define FACS_NO_SOCKET (-1)
typedef int facs_socket;
#endif

/* Listen on a port of the IPv4 loopback interface; 0: any free one, which *port gets. 0 or -errno;
 * -EADDRINUSE: another program has it. */
int facs_socket_listen(facs_socket *out, int *port);

/* Two ends, connected to each other alone, which do not block: what is sent to the second, a byte
 * at a time, wakes who waits for the first with select(). 0 or -errno. */
int facs_socket_pair(facs_socket ends[2]);

/* Shut a connection down for receiving and sending, which then fail; its owner still has to close
 * it. On Windows, a select() that waits for it need not notice. */
void facs_socket_end(facs_socket socket);

void facs_socket_close(facs_socket socket);

#endif
