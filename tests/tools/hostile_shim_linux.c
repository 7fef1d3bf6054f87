/*
 * For LD_PRELOAD: a decoder that has been taken over. With the first packet it tries to read a
 * secret, to make a file elsewhere, to reach the network and other processes, and to run a program,
 * and writes to the file FACS_TEST_REPORT what the system said: "read 13" for EACCES, "read 0" for
 * success. The folder FACS_TEST_OUTSIDE has the secret.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <libavcodec/avcodec.h>

extern char **environ;

static char name[] = "/bin/true";
static char *const words[] = {name, NULL};

static int status_of(int result)
{
    return result < 0 ? errno : 0;
}

static int open_outside(const char *leaf, int flags)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", getenv("FACS_TEST_OUTSIDE"), leaf);
    const int file = open(path, flags | O_CLOEXEC, 0600);
    const int status = status_of(file);
    if (file >= 0)
        close(file);
    return status;
}

static int change_mode(void)
{
    char path[1024];
    snprintf(path, sizeof(path), "%s/secret", getenv("FACS_TEST_OUTSIDE"));
    return status_of(chmod(path, 0644));
}

static int start_program(void)
{
    const pid_t child = fork();
    if (child == 0) {
        execve(name, words, environ);
        _exit(127);
    }
    return child < 0 ? errno : status_of(waitpid(child, NULL, 0));
}

static void attempt_all(void)
{
    FILE *report = fopen(getenv("FACS_TEST_REPORT"), "w");
    if (!report)
        return;
    fprintf(report, "read %d\n", open_outside("secret", O_RDONLY));
    fprintf(report, "change %d\n", open_outside("secret", O_RDWR));
    fprintf(report, "make %d\n", open_outside("made", O_WRONLY | O_CREAT));
    fprintf(report, "list %d\n", open_outside(".", O_RDONLY | O_DIRECTORY));
    fprintf(report, "mode %d\n", change_mode());
    fprintf(report, "internet %d\n", status_of(socket(AF_INET, SOCK_STREAM, 0)));
    fprintf(report, "local %d\n", status_of(socket(AF_UNIX, SOCK_STREAM, 0)));
    fprintf(report, "signal %d\n", status_of(kill(getppid(), 0)));
    const int started = start_program();
    fprintf(report, "start %d\n", started);
    fflush(report);
    if (started) /* otherwise this process would be lost to a program */
        fprintf(report, "exec %d\n", status_of(execve(name, words, environ)));
    fprintf(report, "end 0\n");
    fclose(report);
}

static __typeof__(avcodec_send_packet) *real_send_packet;

static int send_packet(AVCodecContext *context, const AVPacket *packet)
{
    static atomic_flag begun = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&begun))
        attempt_all();
    return real_send_packet(context, packet);
}

/* The build hides symbols by default. */
#pragma GCC visibility push(default)

/* The command looks FFmpeg's functions up. ISO C does not convert a data pointer to a function
 * pointer, nor back; POSIX guarantees it. */
void *dlsym(void *library, const char *function)
{
    static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
    void *(*real)(void *, const char *) = NULL;
    for (size_t i = 0; !real && i < sizeof(versions) / sizeof(versions[0]); i++)
        *(void **)&real = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    void *found = real(library, function);
    if (strcmp(function, "avcodec_send_packet") != 0)
        return found;
    *(void **)&real_send_packet = found;
    __typeof__(real_send_packet) own = send_packet;
    memcpy(&found, &own, sizeof(found));
    return found;
}
