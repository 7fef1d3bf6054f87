/*
 * The sandbox: what it lets through and what it stops, each tried in a process of its own, because
 * nobody comes out of it again.
 */
#define _GNU_SOURCE /* unshare */

#include "os/sandbox.h"

#include "cmocka_all.h"
#include "folder.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZER 1 /* which has to start a process */
#else
#define SANITIZER 0
#endif

#define EITHER  -1 /* EACCES from Landlock, EPERM from the filter: whichever is asked first */
#define KILLED  -2
#define STRANGE 200 /* the attempt could not be made */

static int landlock, seccomp; /* the ABI; 1: active */
static char parent[512], secret[512], input[512], results[512], link_to_input[512];

static int status_of(long result)
{
    return result < 0 ? errno : 0;
}

static int open_and_close(const char *path, int flags)
{
    const int file = open(path, flags | O_CLOEXEC, 0600);
    const int status = status_of(file);
    if (file >= 0)
        close(file);
    return status;
}

/* ---- Attempts: each returns 0 or an errno ---------------------------------------------------- */

static int read_input(void)
{
    return open_and_close(input, O_RDONLY);
}

static int read_link(void)
{
    return open_and_close(link_to_input, O_RDONLY);
}

static int write_input(void)
{
    return open_and_close(input, O_WRONLY);
}

static int read_secret(void)
{
    return open_and_close(secret, O_RDONLY);
}

static int write_secret(void)
{
    return open_and_close(secret, O_WRONLY);
}

static int list_parent(void)
{
    return open_and_close(parent, O_RDONLY | O_DIRECTORY);
}

/* Makes, renames, moves to a new folder and removes a file. */
static int use_results(void)
{
    char one[600], other[600], folder[600], moved[700];
    snprintf(one, sizeof(one), "%s/one", results);
    snprintf(other, sizeof(other), "%s/other", results);
    snprintf(folder, sizeof(folder), "%s/below", results);
    snprintf(moved, sizeof(moved), "%s/below/moved", results);
    int status = open_and_close(one, O_RDWR | O_CREAT | O_EXCL);
    if (status == 0)
        status = open_and_close(one, O_WRONLY | O_TRUNC);
    if (status == 0)
        status = status_of(rename(one, other));
    if (status == 0)
        status = status_of(mkdir(folder, 0700));
    if (status == 0 && landlock == 1) /* it cannot allow this */
        return rename(other, moved) == 0 ? STRANGE : errno == EXDEV ? 0 : errno;
    if (status == 0)
        status = status_of(rename(other, moved));
    return status ? status : status_of(unlink(moved));
}

static int link_beside(void)
{
    char name[600];
    snprintf(name, sizeof(name), "%s/link", results);
    return status_of(symlink(secret, name));
}

static int steal_by_link(void)
{
    char name[600];
    snprintf(name, sizeof(name), "%s/stolen", results);
    return status_of(link(secret, name)) == 0 ? 0 : EACCES; /* or EXDEV */
}

static int write_outside(void)
{
    char name[600];
    snprintf(name, sizeof(name), "%s.new", secret);
    return open_and_close(name, O_WRONLY | O_CREAT);
}

static int truncate_secret(void)
{
    return status_of(truncate(secret, 0));
}

static int change_mode(void)
{
    return status_of(chmod(secret, 0777));
}

static int write_null(void)
{
    return open_and_close("/dev/null", O_RDWR);
}

static int run_program(void)
{
    char name[] = "/bin/true";
    char *const words[] = {name, NULL};
    execv(name, words);
    return errno;
}

static int start_process(void)
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    return status_of(child);
}

static void *do_nothing(void *nothing)
{
    return nothing;
}

static int start_thread(void)
{
    pthread_t thread;
    const int status = pthread_create(&thread, NULL, do_nothing, NULL);
    return status ? status : pthread_join(thread, NULL);
}

/* Nobody listens on this port. */
static int connect_to_itself(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = socket(AF_INET, SOCK_STREAM, 0);
    if (one < 0)
        return errno;
    const int status = status_of(connect(one, (struct sockaddr *)&address, sizeof(address)));
    close(one);
    return status == ECONNREFUSED ? 0 : status;
}

static int listen_on_a_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int one = socket(AF_INET, SOCK_STREAM, 0);
    if (one < 0)
        return errno;
    const int status = status_of(bind(one, (struct sockaddr *)&address, sizeof(address)));
    close(one);
    return status;
}

static int open_local_socket(void)
{
    return status_of(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int allocate(void)
{
    void *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? errno : munmap(memory, 1 << 20);
}

static int signal_parent(void)
{
    return status_of(kill(getppid(), 0));
}

static int signal_itself(void)
{
    return status_of(raise(0));
}

static int trace_parent(void)
{
    return status_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int type_keys(void)
{
    char key = 'x';
    return status_of(ioctl(STDIN_FILENO, TIOCSTI, &key));
}

static int new_namespace(void)
{
    return status_of(unshare(CLONE_NEWUSER));
}

static int use_io_uring(void)
{
    return status_of(syscall(425, 1, NULL)); /* io_uring_setup */
}

static int load_module(void)
{
    return status_of(syscall(SYS_finit_module, -1, "", 0));
}

/* ---- Expectations ---------------------------------------------------------------------------- */

typedef struct expectation {
    const char *name;
    int (*attempt)(void);
    int status;   /* EITHER, KILLED, or 0 or an errno */
    int landlock; /* the ABI that stops it; 0: none does */
    int seccomp;  /* 1: the filter does */
} expectation;

static const expectation expectations[] = {
    {"read the input", read_input, 0, 0, 0},
    {"read the input through a link", read_link, 0, 0, 0},
    {"work in the folder of results", use_results, 0, 0, 0},
    {"write to /dev/null", write_null, 0, 0, 0},
    {"start a thread", start_thread, 0, 0, 0},
    {"allocate memory", allocate, 0, 0, 0},
    {"signal itself", signal_itself, 0, 0, 0},
    {"write to the input", write_input, EACCES, 1, 0},
    {"read a secret", read_secret, EACCES, 1, 0},
    {"write to a secret", write_secret, EACCES, 1, 0},
    {"make a file elsewhere", write_outside, EACCES, 1, 0},
    {"list another folder", list_parent, EACCES, 1, 0},
    {"make a link", link_beside, EACCES, 1, 0},
    {"give a secret another name", steal_by_link, EACCES, 1, 0},
    {"empty a secret", truncate_secret, EITHER, 3, 1},
    {"change a secret's mode", change_mode, EPERM, 0, 1},
    {"run a program", run_program, EITHER, 1, 1},
    {"start a process", start_process, EPERM, 0, !SANITIZER},
    {"connect", connect_to_itself, EITHER, 4, 1},
    {"listen", listen_on_a_port, EITHER, 4, 1},
    {"open a local socket", open_local_socket, EPERM, 0, 1},
    {"signal another process", signal_parent, EPERM, 6, 1},
    {"trace another process", trace_parent, EPERM, 1, 1},
    {"type into the terminal", type_keys, EPERM, 0, 1},
    {"make a namespace", new_namespace, EPERM, 0, 1},
    {"use io_uring", use_io_uring, ENOSYS, 0, 1},
    {"load a module", load_module, KILLED, 0, 1},
};

/* Makes an attempt in a process of its own. sandbox NULL: in none. Returns its status. */
static int try(int (*attempt)(void), const facs_sandbox *sandbox)
{
    char text[FACS_SANDBOX_TEXT];
    int status = 0;
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (sandbox && facs_sandbox_enter(sandbox, text) <= 0)
            _exit(STRANGE);
        _exit(attempt());
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? KILLED : WEXITSTATUS(status);
}

static int is_as_expected(const expectation *e, int status)
{
    const int stopped = (e->landlock && landlock >= e->landlock) || (e->seccomp && seccomp);
    if (!stopped)
        return e->status == 0 ? status == 0 : 1; /* the kernel may have its own reasons */
    return e->status == EITHER ? status == EACCES || status == EPERM : status == e->status;
}

static facs_sandbox *make_sandbox(void)
{
    facs_sandbox *sandbox;
    assert_int_equal(facs_sandbox_open(&sandbox), 0);
    assert_int_equal(facs_sandbox_allow(sandbox, link_to_input, FACS_SANDBOX_READ), 0);
    assert_int_equal(facs_sandbox_allow(sandbox, results, FACS_SANDBOX_WRITE), 0);
    assert_int_equal(facs_sandbox_allow(sandbox, "/dev/null", FACS_SANDBOX_WRITE), 0);
    assert_int_equal(facs_sandbox_allow(sandbox, "/no/such/place", FACS_SANDBOX_READ), 0);
    assert_int_equal(facs_sandbox_allow_libraries(sandbox), 0);
    return sandbox;
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static int setup(void **state)
{
    const int status = folder_set_up(state);
    snprintf(parent, sizeof(parent), "%s", in_folder("."));
    snprintf(secret, sizeof(secret), "%s", in_folder("secret"));
    snprintf(input, sizeof(input), "%s", in_folder("input"));
    snprintf(results, sizeof(results), "%s", in_folder("results"));
    snprintf(link_to_input, sizeof(link_to_input), "%s", in_folder("link"));
    write_file(secret, "secret", 6);
    write_file(input, "input", 5);
    assert_int_equal(mkdir(results, 0700), 0);
    assert_int_equal(symlink(input, link_to_input), 0);
    return status;
}

static void what_a_run_needs_works_and_all_else_fails(void **state)
{
    (void)state;
    facs_sandbox *sandbox = make_sandbox();
    for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++) {
        const int status = try(expectations[i].attempt, sandbox);
        if (!is_as_expected(&expectations[i], status))
            fail_msg("%s: %d (%s)", expectations[i].name, status, strerror(status));
    }
    facs_sandbox_close(&sandbox);
    assert_null(sandbox);
}

/* Otherwise the test above would show nothing. */
static void without_a_sandbox_the_same_attempts_succeed(void **state)
{
    static int (*const attempts[])(void) = {read_secret,      write_secret,      write_outside,
                                            list_parent,      link_beside,       change_mode,
                                            run_program,      start_process,     connect_to_itself,
                                            listen_on_a_port, open_local_socket, signal_parent};
    (void)state;
    for (size_t i = 0; i < sizeof(attempts) / sizeof(attempts[0]); i++)
        assert_int_equal(try(attempts[i], NULL), 0);
}

static void with_a_network_only_the_internet_opens(void **state)
{
    (void)state;
    facs_sandbox *sandbox = make_sandbox();
    facs_sandbox_allow_network(sandbox, FACS_SANDBOX_CONNECT);
    assert_int_equal(try(connect_to_itself, sandbox), 0);
    if (seccomp)
        assert_int_equal(try(open_local_socket, sandbox), EPERM);
    if (landlock)
        assert_int_equal(try(read_secret, sandbox), EACCES);
    if (landlock >= 4)
        assert_int_equal(try(listen_on_a_port, sandbox), EACCES);
    facs_sandbox_allow_network(sandbox, FACS_SANDBOX_LISTEN);
    assert_int_equal(try(listen_on_a_port, sandbox), 0);
    facs_sandbox_close(&sandbox);
}

static void it_is_said_which_parts_there_are(void **state)
{
    char text[FACS_SANDBOX_TEXT];
    (void)state;
    assert_int_equal(facs_sandbox_describe(text), (landlock > 0) + seccomp);
    assert_true(strstr(text, "Landlock (ABI ") || strstr(text, "no Landlock"));
    assert_non_null(strstr(text, "seccomp"));
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, folder_tear_down)
    const struct CMUnitTest tests[] = {
        IN_FOLDER(what_a_run_needs_works_and_all_else_fails),
        IN_FOLDER(without_a_sandbox_the_same_attempts_succeed),
        IN_FOLDER(with_a_network_only_the_internet_opens),
        cmocka_unit_test(it_is_said_which_parts_there_are),
    };
    char text[FACS_SANDBOX_TEXT];
    if (facs_sandbox_describe(text) == 0)
        return tap_skip_all(text);
    (void)sscanf(text, "Landlock (ABI %d)", &landlock);
    seccomp = strstr(text, ", seccomp") != NULL;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
