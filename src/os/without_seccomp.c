/* A build without libseccomp: Landlock is the whole sandbox. */
#include "os/syscall_filter.h"

const char *facs_syscall_filter_lacks(void)
{
    return "this build is without libseccomp";
}

const char *facs_syscall_filter_enter(unsigned network)
{
    (void)network;
    return facs_syscall_filter_lacks();
}
