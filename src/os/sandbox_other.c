/* Systems, and builds, without a sandbox. */
#include "os/sandbox.h"

#include <stddef.h>
#include <stdio.h>

int facs_sandbox_open(facs_sandbox **out)
{
    *out = NULL;
    return 0;
}

void facs_sandbox_close(facs_sandbox **sandbox)
{
    *sandbox = NULL;
}

int facs_sandbox_allow(facs_sandbox *sandbox, const char *path, unsigned access)
{
    (void)sandbox;
    (void)path;
    (void)access;
    return 0;
}

int facs_sandbox_allow_links(facs_sandbox *sandbox, const char *folder, int deep)
{
    (void)sandbox;
    (void)folder;
    (void)deep;
    return 0;
}

int facs_sandbox_allow_libraries(facs_sandbox *sandbox)
{
    (void)sandbox;
    return 0;
}

void facs_sandbox_allow_network(facs_sandbox *sandbox, unsigned how)
{
    (void)sandbox;
    (void)how;
}

int facs_sandbox_describe(char text[FACS_SANDBOX_TEXT])
{
    snprintf(text, FACS_SANDBOX_TEXT, "this build has none: it needs Linux");
    return 0;
}

int facs_sandbox_enter(const facs_sandbox *sandbox, char text[FACS_SANDBOX_TEXT])
{
    (void)sandbox;
    return facs_sandbox_describe(text);
}
