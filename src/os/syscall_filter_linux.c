/*
 * The filter is made by libseccomp, which is opened when it is needed. It lists what is refused,
 * because what decoders, ONNX Runtime and drivers need differs with every version; the rest is
 * Landlock's. A refused call fails with EPERM, or with ENOSYS where a program then does without
 * it.
 */
#define _GNU_SOURCE /* CLONE_THREAD, F_SETSIG */

#include "os/syscall_filter.h"

#include "os/library.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* LeakSanitizer looks at the process from a process of its own. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZER 1
#endif
#endif
#ifndef SANITIZER
#define SANITIZER 0
#endif

/* clang-format off */
#define SECCOMP_FUNCTIONS(F) \
    F(seccomp_, init) F(seccomp_, attr_set) F(seccomp_, rule_add_array) F(seccomp_, load) \
    F(seccomp_, release)
/* clang-format on */

/* seccomp.init() is seccomp_init(). */
static struct {
    SECCOMP_FUNCTIONS(FACS_LIBRARY_POINTER)
} seccomp = FACS_LIBRARY_POINTERS(SECCOMP_FUNCTIONS);

static const char *const seccomp_names[] = {SECCOMP_FUNCTIONS(FACS_LIBRARY_NAME) NULL};

static facs_library library = {.file = FACS_SECCOMP_LIBRARY,
                               .leaf = FACS_SECCOMP_LEAF,
                               .purpose = "the sandbox",
                               .names = seccomp_names,
                               .functions = &seccomp,
                               .opened = FACS_LIBRARY_OPENED};

#define CALL(name) SCMP_SYS(name)

/* Calls that are newer than some versions of libseccomp; the numbers are the same on every
 * architecture. */
enum {
    FCHMODAT2 = 452,
    SETXATTRAT = 463,
    REMOVEXATTRAT = 466,
    OPEN_TREE_ATTR = 467,
    FILE_SETATTR = 469
};

/* Only an attack makes these. */
static const int killed[] = {
    CALL(kexec_load),   CALL(kexec_file_load), CALL(init_module),
    CALL(finit_module), CALL(delete_module),   CALL(reboot),
    CALL(swapon),       CALL(swapoff),         CALL(pivot_root),
};

static const int refused[] = {
    /* other programs and processes */
    CALL(execve), CALL(execveat), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(process_madvise), CALL(pidfd_getfd), CALL(pidfd_open), CALL(pidfd_send_signal), CALL(kcmp),
    /* what Landlock does not guard: owners, modes, times and attributes of files that need not be
       open; on old kernels truncation; the names of files that others open */
    CALL(chmod), CALL(fchmodat), FCHMODAT2, CALL(chown), CALL(lchown), CALL(fchown), CALL(fchownat),
    CALL(utime), CALL(utimes), CALL(futimesat), CALL(utimensat), CALL(setxattr), CALL(lsetxattr),
    CALL(fsetxattr), SETXATTRAT, CALL(removexattr), CALL(lremovexattr), CALL(fremovexattr),
    REMOVEXATTRAT, FILE_SETATTR, CALL(truncate), CALL(truncate64), CALL(inotify_add_watch),
    CALL(fanotify_init), CALL(name_to_handle_at), CALL(open_by_handle_at),
    /* the view of the system */
    CALL(mount), CALL(umount), CALL(umount2), CALL(fsopen), CALL(fsconfig), CALL(fsmount),
    CALL(fspick), CALL(move_mount), CALL(open_tree), OPEN_TREE_ATTR, CALL(mount_setattr),
    CALL(chroot), CALL(setns), CALL(unshare),
    /* memory and messages shared with others */
    CALL(shmget), CALL(shmat), CALL(semget), CALL(msgget), CALL(mq_open),
    /* the kernel's large and seldom used parts, and its settings */
    CALL(bpf), CALL(perf_event_open), CALL(userfaultfd), CALL(keyctl), CALL(add_key),
    CALL(request_key), CALL(quotactl), CALL(quotactl_fd), CALL(acct), CALL(syslog),
    CALL(lookup_dcookie), CALL(modify_ldt), CALL(iopl), CALL(ioperm), CALL(settimeofday),
    CALL(clock_settime), CALL(adjtimex), CALL(clock_adjtime), CALL(sethostname),
    CALL(setdomainname), CALL(vhangup), CALL(uselib), CALL(nfsservctl)};

/* clone3() keeps its flags where a filter cannot see them; the C library then uses clone(). */
static const int absent[] = {CALL(clone3), CALL(io_uring_setup), CALL(io_uring_enter),
                             CALL(io_uring_register)};

/* Processes instead of threads. */
static const int processes[] = {CALL(fork), CALL(vfork), CALL(ptrace)};

static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status = seccomp.rule_add_array(filter, action, calls[i], 0, NULL);
    return status;
}

#define ADD_ALL(filter, action, calls)                                                             \
    add_all(filter, action, calls, sizeof(calls) / sizeof((calls)[0]))

/* Refuses a call depending on one of its arguments. */
static int add_if(scmp_filter_ctx filter, int call, struct scmp_arg_cmp argument)
{
    return seccomp.rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, 1, &argument);
}

#ifdef __s390__
#define CLONE_FLAGS 1 /* the place of the argument */
#else
#define CLONE_FLAGS 0
#endif

/* clone() may only start threads, in the same namespaces. */
static int refuse_processes(scmp_filter_ctx filter)
{
    static const scmp_datum_t namespaces[] = {CLONE_NEWNS,  CLONE_NEWCGROUP, CLONE_NEWUTS,
                                              CLONE_NEWIPC, CLONE_NEWUSER,   CLONE_NEWPID,
                                              CLONE_NEWNET};
    int status = 0;
    if (!SANITIZER)
        status = ADD_ALL(filter, SCMP_ACT_ERRNO(EPERM), processes);
    if (!SANITIZER && status == 0)
        status =
            add_if(filter, CALL(clone), SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    for (size_t i = 0; i < sizeof(namespaces) / sizeof(namespaces[0]) && status == 0; i++)
        status = add_if(filter, CALL(clone),
                        SCMP_CMP(CLONE_FLAGS, SCMP_CMP_MASKED_EQ, namespaces[i], namespaces[i]));
    return status;
}

/* Refuses a call where the kernel's 32-bit argument has one of these values. */
static int add_values(scmp_filter_ctx filter, int call, unsigned argument,
                      const scmp_datum_t *values, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count && status == 0; i++)
        status =
            add_if(filter, call,
                   SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, (scmp_datum_t)UINT32_MAX, values[i]));
    return status;
}

#define ADD_VALUES(filter, call, argument, values)                                                 \
    add_values(filter, call, argument, values, sizeof(values) / sizeof((values)[0]))

/* Signals to other processes, also those that the kernel sends for a file, and keys typed into the
 * terminal. */
static int refuse_signals(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp others = SCMP_CMP(0, SCMP_CMP_NE, (scmp_datum_t)getpid());
    static const int signals[] = {CALL(kill), CALL(tkill), CALL(tgkill), CALL(rt_sigqueueinfo),
                                  CALL(rt_tgsigqueueinfo)};
    static const scmp_datum_t owners[] = {F_SETOWN, F_SETOWN_EX, F_SETSIG};
    static const scmp_datum_t controls[] = {FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX};
    int status = 0;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]) && status == 0; i++)
        status = add_if(filter, signals[i], others);
    if (status == 0)
        status = ADD_VALUES(filter, CALL(fcntl), 1, owners);
    if (status == 0)
        status = ADD_VALUES(filter, CALL(fcntl64), 1, owners);
    return status < 0 ? status : ADD_VALUES(filter, CALL(ioctl), 1, controls);
}

#define IO_PRIORITY_OF_ONE 1 /* IOPRIO_WHO_PROCESS */

/* Limits, priorities, processors and memory of others: only those of the calling thread, 0. */
static int refuse_control(scmp_filter_ctx filter)
{
    static const struct {
        int call;
        unsigned argument;
        scmp_datum_t only;
    } own[] = {{CALL(prlimit64), 0, 0},          {CALL(sched_setaffinity), 0, 0},
               {CALL(sched_setscheduler), 0, 0}, {CALL(sched_setparam), 0, 0},
               {CALL(sched_setattr), 0, 0},      {CALL(migrate_pages), 0, 0},
               {CALL(move_pages), 0, 0},         {CALL(setpriority), 0, PRIO_PROCESS},
               {CALL(setpriority), 1, 0},        {CALL(ioprio_set), 0, IO_PRIORITY_OF_ONE},
               {CALL(ioprio_set), 1, 0}};
    int status = 0;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]) && status == 0; i++)
        status = add_if(filter, own[i].call, SCMP_CMP(own[i].argument, SCMP_CMP_NE, own[i].only));
    return status;
}

/* ---- Sockets --------------------------------------------------------------------------------- */

#define TYPE_MASK 15 /* of a socket's type; the rest are flags */

/* Only streams: datagrams can be sent to anyone. */
static int refuse_datagrams(scmp_filter_ctx filter, int call)
{
    int status = 0;
    for (scmp_datum_t type = 0; type <= TYPE_MASK && status == 0; type++)
        if (type != SOCK_STREAM)
            status = add_if(filter, call, SCMP_CMP(1, SCMP_CMP_MASKED_EQ, TYPE_MASK, type));
    return status;
}

/* No connection to others, also not with the first bytes sent, and also not from a socket that is
 * open already. */
static int refuse_connecting(scmp_filter_ctx filter)
{
    const scmp_datum_t fast = MSG_FASTOPEN;
    int status = seccomp.rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), CALL(connect), 0, NULL);
    if (status == 0)
        status = add_if(filter, CALL(sendto), SCMP_CMP(3, SCMP_CMP_MASKED_EQ, fast, fast));
    if (status == 0)
        status = add_if(filter, CALL(sendmsg), SCMP_CMP(2, SCMP_CMP_MASKED_EQ, fast, fast));
    return status < 0 ? status
                      : add_if(filter, CALL(sendmmsg), SCMP_CMP(3, SCMP_CMP_MASKED_EQ, fast, fast));
}

/* No new sockets but those of IP: others lead to this machine's services. */
static int refuse_families(scmp_filter_ctx filter)
{
    int status = 0;
    for (scmp_datum_t family = 0; family < AF_INET6 && status == 0; family++)
        if (family != AF_INET)
            status = add_if(filter, CALL(socket), SCMP_CMP(0, SCMP_CMP_EQ, family));
    return status < 0 ? status : add_if(filter, CALL(socket), SCMP_CMP(0, SCMP_CMP_GT, AF_INET6));
}

/* No protocol but TCP. */
static int refuse_protocols(scmp_filter_ctx filter)
{
    int status = 0;
    for (scmp_datum_t protocol = 1; protocol < IPPROTO_TCP && status == 0; protocol++)
        status = add_if(filter, CALL(socket), SCMP_CMP(2, SCMP_CMP_EQ, protocol));
    return status < 0 ? status
                      : add_if(filter, CALL(socket), SCMP_CMP(2, SCMP_CMP_GT, IPPROTO_TCP));
}

static int refuse_sockets(scmp_filter_ctx filter, unsigned network)
{
    int status = refuse_datagrams(filter, CALL(socketpair)); /* one can send to any local name */
    if (status == 0 && !(network & FACS_SANDBOX_CONNECT))
        status = refuse_connecting(filter);
    if (status == 0 && !network)
        return seccomp.rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), CALL(socket), 0, NULL);
    if (status == 0)
        status = refuse_families(filter);
    if (status == 0 && !(network & FACS_SANDBOX_CONNECT))
        status = refuse_datagrams(filter, CALL(socket));
    if (status == 0 && !(network & FACS_SANDBOX_CONNECT))
        status = refuse_protocols(filter);
    return status;
}

/* ---- The filter ------------------------------------------------------------------------------ */

static int make(scmp_filter_ctx filter, unsigned network)
{
    /* Threads that some library has started already get it, too. The processor need not be slowed
       down against Spectre: there are no secrets here that belong to someone else. */
    int status = seccomp.attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (status == 0)
        (void)seccomp.attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
    if (status == 0)
        status = ADD_ALL(filter, SCMP_ACT_KILL_PROCESS, killed);
    if (status == 0)
        status = ADD_ALL(filter, SCMP_ACT_ERRNO(EPERM), refused);
    if (status == 0)
        status = ADD_ALL(filter, SCMP_ACT_ERRNO(ENOSYS), absent);
    if (status == 0)
        status = refuse_processes(filter);
    if (status == 0)
        status = refuse_signals(filter);
    if (status == 0)
        status = refuse_control(filter);
    return status < 0 ? status : refuse_sockets(filter, network);
}

const char *facs_syscall_filter_lacks(void)
{
    if (prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0)
        return "this kernel has none";
    return facs_library_open(&library, NULL) == 0 ? NULL : "the library libseccomp is missing";
}

const char *facs_syscall_filter_enter(unsigned network)
{
    scmp_filter_ctx filter = seccomp.init(SCMP_ACT_ALLOW);
    const int made = filter ? make(filter, network) : -ENOMEM;
    const int loaded = made == 0 ? seccomp.load(filter) : made;
    if (filter)
        seccomp.release(filter);
    return loaded == 0 ? NULL : made < 0 ? "the filter cannot be made" : "the kernel refuses it";
}
