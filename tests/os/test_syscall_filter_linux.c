/*
 * The filter alone, without Landlock, which stops some of this, too: each call in a process of its
 * own, because nobody comes out of the filter again.
 */
#define _GNU_SOURCE /* F_SETSIG, sched_setaffinity */

#include "os/syscall_filter.h"

#include "cmocka_all.h"

#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define STRANGE     200
#define UNFILTERED  (-1)
#define MPTCP       262
#define PROCESS     1 /* of ioprio_set */
#define USER        3
#define BEST_EFFORT (2 << 13 | 4)

static int pair[2], stream; /* a pipe; a socket that listens */

static int status_of(long result)
{
    return result < 0 ? errno : 0;
}

/* ---- Attempts: each returns 0 or an errno ---------------------------------------------------- */

static int signal_thread(void)
{
    return status_of(syscall(SYS_tkill, getppid(), 0));
}

static int own_signal(void)
{
    return status_of(raise(0));
}

/* The kernel would kill the owner when the pipe has something to read. */
static int own_by_parent(void)
{
    return status_of(fcntl(pair[0], F_SETOWN, getppid()));
}

static int own_by_parent_extended(void)
{
    const struct f_owner_ex owner = {F_OWNER_PID, getppid()};
    return status_of(fcntl(pair[0], F_SETOWN_EX, &owner));
}

static int choose_signal(void)
{
    return status_of(fcntl(pair[0], F_SETSIG, SIGKILL));
}

static int own_by_control(void)
{
    int owner = getppid();
    return status_of(ioctl(stream, FIOSETOWN, &owner));
}

static int own_group_by_control(void)
{
    int owner = getppid();
    return status_of(ioctl(stream, SIOCSPGRP, &owner));
}

static int change_flags(void)
{
    return status_of(fcntl(pair[0], F_SETFL, O_NONBLOCK)) ||
           status_of(fcntl(pair[0], F_SETFD, FD_CLOEXEC));
}

static int priority_of_parent(void)
{
    return status_of(setpriority(PRIO_PROCESS, (id_t)getppid(), 19));
}

static int priority_of_user(void)
{
    return status_of(setpriority(PRIO_USER, 0, 19));
}

static int own_priority(void)
{
    return status_of(setpriority(PRIO_PROCESS, 0, 19));
}

static int processors_of(pid_t process)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) < 0)
        return STRANGE;
    return status_of(sched_setaffinity(process, sizeof(set), &set));
}

static int processors_of_parent(void)
{
    return processors_of(getppid());
}

static int own_processors(void)
{
    return processors_of(0);
}

static int scheduler_of_parent(void)
{
    const struct sched_param none = {0};
    return status_of(sched_setscheduler(getppid(), SCHED_OTHER, &none));
}

static int parameters_of_parent(void)
{
    const struct sched_param none = {0};
    return status_of(sched_setparam(getppid(), &none));
}

static int attributes_of_parent(void)
{
    const uint32_t attributes[12] = {sizeof(attributes)};
    return status_of(syscall(SYS_sched_setattr, getppid(), attributes, 0));
}

static int io_of_parent(void)
{
    return status_of(syscall(SYS_ioprio_set, PROCESS, getppid(), BEST_EFFORT));
}

static int io_of_user(void)
{
    return status_of(syscall(SYS_ioprio_set, USER, getuid(), BEST_EFFORT));
}

static int own_io(void)
{
    return status_of(syscall(SYS_ioprio_set, PROCESS, 0, BEST_EFFORT));
}

static int open_stream(void)
{
    return status_of(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
}

static int open_datagrams(void)
{
    return status_of(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static int open_multipath(void)
{
    return status_of(socket(AF_INET, SOCK_STREAM, MPTCP));
}

static int open_local(void)
{
    return status_of(socket(AF_UNIX, SOCK_STREAM, 0));
}

/* A connected pair of streams leads nowhere else; one datagram could go to any local service. */
static int pair_of_streams(void)
{
    int two[2];
    return status_of(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, two));
}

static int pair_of_datagrams(void)
{
    int two[2];
    return status_of(socketpair(AF_UNIX, SOCK_DGRAM, 0, two));
}

/* Lets go of what the socket was, as before a new connection. */
static int connect_again(void)
{
    const struct sockaddr none = {.sa_family = AF_UNSPEC};
    return status_of(connect(stream, &none, sizeof(none)));
}

/* Connects by sending; without the filter it fails otherwise, because the socket listens. */
static int send_at_once(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(9)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const long sent = sendto(stream, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&to, sizeof(to));
    return sent < 0 && errno == EPERM ? EPERM : 0;
}

/* ---- Expectations ---------------------------------------------------------------------------- */

enum { NONE = 1, LISTEN = 2, CONNECT = 4, ALL = 7 };

static const struct expectation {
    const char *name;
    int (*attempt)(void);
    int refused; /* with which networks; otherwise it succeeds */
} expectations[] = {
    {"signal another's thread", signal_thread, ALL},
    {"signal itself", own_signal, 0},
    {"give a pipe another owner", own_by_parent, ALL},
    {"give a pipe another owner, extended", own_by_parent_extended, ALL},
    {"choose the signal of a pipe", choose_signal, ALL},
    {"give a socket another owner", own_by_control, ALL},
    {"give a socket to another group", own_group_by_control, ALL},
    {"change a pipe's flags", change_flags, 0},
    {"another's priority", priority_of_parent, ALL},
    {"the priority of all processes", priority_of_user, ALL},
    {"its own priority", own_priority, 0},
    {"another's processors", processors_of_parent, ALL},
    {"its own processors", own_processors, 0},
    {"another's scheduler", scheduler_of_parent, ALL},
    {"another's parameters", parameters_of_parent, ALL},
    {"another's attributes", attributes_of_parent, ALL},
    {"another's priority of input and output", io_of_parent, ALL},
    {"that of all processes", io_of_user, ALL},
    {"its own priority of input and output", own_io, 0},
    {"open a stream", open_stream, NONE},
    {"open datagrams", open_datagrams, NONE | LISTEN},
    {"open Multipath TCP", open_multipath, NONE | LISTEN},
    {"open a local socket", open_local, ALL},
    {"a pair of streams", pair_of_streams, 0},
    {"a pair of datagrams", pair_of_datagrams, ALL},
    {"connect again", connect_again, NONE | LISTEN},
    {"connect by sending", send_at_once, NONE | LISTEN},
};

/* Makes an attempt in a process of its own. network UNFILTERED: without a filter. */
static int try(int (*attempt)(void), int network)
{
    int status = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (network != UNFILTERED && (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
                                      facs_syscall_filter_enter((unsigned)network)))
            _exit(STRANGE);
        _exit(attempt());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : STRANGE;
}

static void try_all(int network, int bit)
{
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        const struct expectation *e = &expectations[i];
        const int without = try(e->attempt, UNFILTERED), status = try(e->attempt, network);
        const int wanted = e->refused & bit ? EPERM : without;
        if (status != wanted || (without != 0 && e->attempt != open_multipath))
            fail_msg("%s: %d (%s), without a filter %d", e->name, status, strerror(status),
                     without);
    }
}

static void without_a_network_nothing_leads_out(void **state)
{
    (void)state;
    try_all(0, NONE);
}

static void who_listens_can_send_nothing_to_others(void **state)
{
    (void)state;
    try_all(FACS_SANDBOX_LISTEN, LISTEN);
}

static void who_connects_may_use_the_internet(void **state)
{
    (void)state;
    try_all(FACS_SANDBOX_CONNECT, CONNECT);
    try_all(FACS_SANDBOX_CONNECT | FACS_SANDBOX_LISTEN, CONNECT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_network_nothing_leads_out),
        cmocka_unit_test(who_listens_can_send_nothing_to_others),
        cmocka_unit_test(who_connects_may_use_the_internet),
    };
    const char *lacks = facs_syscall_filter_lacks();
    struct sockaddr_in any = {.sin_family = AF_INET};
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    stream = socket(AF_INET, SOCK_STREAM, 0);
    if (lacks || stream < 0 || bind(stream, (struct sockaddr *)&any, sizeof(any)) < 0 ||
        listen(stream, 1) < 0 || pipe(pair) < 0)
        return tap_skip_all(lacks ? lacks : strerror(errno));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
