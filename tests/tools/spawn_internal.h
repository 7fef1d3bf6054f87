/* What spawn.c asks of the system. */
#ifndef FACS_TESTS_SPAWN_INTERNAL_H
#define FACS_TESTS_SPAWN_INTERNAL_H

#include "spawn.h"

/* As start_built(), under a wrapper of shell words unless that is "". */
running spawn_start(const char *wrapper, const char *program, const char *arguments,
                    const int streams[3]);

#define SPAWN_SECONDS 120 /* a program that takes longer is ended, with status 999 */

#endif
