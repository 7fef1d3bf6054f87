#include "os/interrupt.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t came;

static void note(int signal_number)
{
    came = signal_number;
}

static void watch(int signal_number)
{
    struct sigaction action, before;
    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_handler = note;
    action.sa_flags = SA_RESETHAND; /* a second one kills the program */
    if (sigaction(signal_number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(signal_number, &action, NULL);
}

void facs_interrupt_watch(void)
{
    watch(SIGINT);
    watch(SIGTERM);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* writing beyond the process's file size limit fails instead */
}

static const char *last_words;
static int last_status;

/* Only what is safe in a signal handler. Whether the sentence can be written changes nothing. */
static void give_up(int signal_number)
{
    const ssize_t written = write(STDERR_FILENO, last_words, strlen(last_words));
    (void)written;
    (void)signal_number;
    _exit(last_status);
}

void facs_interrupt_watch_maps(const char *sentence, int status)
{
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_handler = give_up;
    last_words = sentence;
    last_status = status;
    sigaction(SIGBUS, &action, NULL);
}

int facs_interrupted(void)
{
    return came != 0;
}
