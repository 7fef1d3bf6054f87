/*
 * What tests use of POSIX, for Windows, which has little of it; included before anything else in
 * every test there (tests/meson.build). Names are UTF-8. What Windows, or Wine, does not do at all
 * fails with ENOSYS, and the tests of it skip themselves.
 */
#ifndef FACS_TESTS_POSIX_H
#define FACS_TESTS_POSIX_H

#include <direct.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#ifndef ESTALE
#define EDQUOT 10069 /* src/os/file.h */
#define ESTALE 10070
#endif

#define O_CLOEXEC       _O_NOINHERIT
#define O_NONBLOCK      0
#define F_SETFL         4
#define F_DUPFD_CLOEXEC 1030
#define SIGPIPE         SIGTERM /* nothing sends one */
#define AT_FDCWD        (-100)

/* Files and folders. */
struct posix_stat {
    uint64_t st_dev, st_ino;
    int st_mode, st_nlink;
    int64_t st_size;
    struct timespec st_atim, st_mtim;
};
FILE *posix_fopen(const char *path, const char *mode);
int posix_fclose(FILE *stream);
int posix_open(const char *path, int flags, ...);
int posix_stat(const char *path, struct posix_stat *status);
int posix_fstat(int handle, struct posix_stat *status);
int posix_access(const char *path, int mode);
int posix_unlink(const char *path);
int posix_rmdir(const char *path);
int posix_remove(const char *path);
int posix_mkdir(const char *path);
int posix_rename(const char *from, const char *to);
int posix_truncate(const char *path, int64_t size);
int posix_ftruncate(int handle, int64_t size);
int posix_chdir(const char *path);
int posix_chmod(const char *path, int mode);
int symlink(const char *to, const char *path); /* ENOSYS under Wine, which has none */
int link(const char *from, const char *to);
int mkfifo(const char *path, int mode); /* ENOSYS */
int chown(const char *path, int user, int group);
char *mkdtemp(char *pattern);
char *realpath(const char *path, char *whole); /* whole is NULL */
int utimensat(int folder, const char *path, const struct timespec times[2], int flags);
int futimens(int handle, const struct timespec times[2]);
DIR *posix_opendir(const char *path);
struct dirent *posix_readdir(DIR *folder);
int posix_closedir(DIR *folder);

/* Handles and streams. */
int pipe(int ends[2]);
int posix_dup2(int from, int to);
int fcntl(int handle, int action, int value);
ssize_t pwrite(int handle, const void *bytes, size_t count, int64_t offset);
int dprintf(int handle, const char *format, ...) __attribute__((format(gnu_printf, 2, 3)));
ssize_t getline(char **line, size_t *size, FILE *stream);
FILE *open_memstream(char **text, size_t *size);

/* The process. */
char *posix_getenv(const char *name);
int setenv(const char *name, const char *value, int overwrite);
int unsetenv(const char *name);
#define seteuid(user) (-1)
int geteuid(void); /* 0: folders and files cannot be locked by their modes */

/* Each library has its own threads of POSIX; the system's numbers hold for all. */
__declspec(dllimport) unsigned long __stdcall GetCurrentThreadId(void);
#define pthread_self() ((pthread_t)GetCurrentThreadId())
#undef pthread_equal
#define pthread_equal(a, b) ((a) == (b))

#define fopen  posix_fopen
#define fclose posix_fclose
#define open   posix_open
#undef stat
#undef fstat
#undef ftruncate
#define stat             posix_stat
#define lstat            posix_stat
#define fstat            posix_fstat
#define st_mtime         st_mtim.tv_sec
#define truncate         posix_truncate
#define ftruncate        posix_ftruncate
#define access           posix_access
#define unlink           posix_unlink
#define remove           posix_remove
#define rmdir            posix_rmdir
#define mkdir(path, ...) posix_mkdir(path)
#define rename           posix_rename
#define chdir            posix_chdir
#define chmod            posix_chmod
#define getenv           posix_getenv
#define dup2             posix_dup2
#define opendir          posix_opendir
#define readdir          posix_readdir
#define closedir         posix_closedir

#endif
