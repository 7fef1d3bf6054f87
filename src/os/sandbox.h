/*
 * A sandbox for a process that reads files of strangers: afterwards it can open only what it was
 * allowed to, and make only the system calls that it needs. For programs: the library never
 * restricts its host.
 *
 * On Linux, Landlock guards files, TCP ports, signals and abstract sockets, as far as the kernel's
 * ABI goes (1: files; 2: renames between folders; 3: truncation; 4: TCP; 5: devices; 6: signals,
 * abstract sockets); a filter of seccomp guards system calls. Elsewhere there is none.
 */
#ifndef FACS_OS_SANDBOX_H
#define FACS_OS_SANDBOX_H

/* What may be done with a path. */
enum {
    FACS_SANDBOX_READ = 1 << 0,  /* read a file, or everything below a folder */
    FACS_SANDBOX_WRITE = 1 << 1, /* also write, create, rename and remove it */
    FACS_SANDBOX_LIST = 1 << 2,  /* only list a folder */
    FACS_SANDBOX_DEVICE = 1 << 3 /* read, write and control a device */
};

typedef struct facs_sandbox facs_sandbox;

/* 0 or -ENOMEM. */
int facs_sandbox_open(facs_sandbox **out);
void facs_sandbox_close(facs_sandbox **sandbox);

/* Allow a path and what is below it; one that does not exist does not matter. Links are followed.
 * 0 or -ENOMEM. */
int facs_sandbox_allow(facs_sandbox *sandbox, const char *path, unsigned access);

/* Allow reading the files that links in a folder lead to; deep 1: also the folders that they lead
 * to, and the same for the folders below. 0 or -ENOMEM. */
int facs_sandbox_allow_links(facs_sandbox *sandbox, const char *folder, int deep);

/* Allow reading the folders of the libraries that are loaded, if they are called lib, lib64 and so
 * on: their siblings may be loaded later. 0 or -ENOMEM. */
int facs_sandbox_allow_libraries(facs_sandbox *sandbox);

/* Allow connecting to other machines, or listening on a port. Sockets that are open already go on
 * working in any case. */
enum { FACS_SANDBOX_CONNECT = 1 << 0, FACS_SANDBOX_LISTEN = 1 << 1 };
void facs_sandbox_allow_network(facs_sandbox *sandbox, unsigned how);

/* "Landlock (ABI 7), seccomp", or what is missing. */
#define FACS_SANDBOX_TEXT 256

/*
 * Restrict the process, for ever. Call it before other threads start: Landlock does not reach
 * them. Returns the number of parts that are active, 0 where there is no sandbox; text says which,
 * and why others are not.
 */
int facs_sandbox_enter(const facs_sandbox *sandbox, char text[FACS_SANDBOX_TEXT]);

/* Say what facs_sandbox_enter() could activate here. Returns the number of parts. */
int facs_sandbox_describe(char text[FACS_SANDBOX_TEXT]);

#endif
