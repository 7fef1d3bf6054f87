/* Libraries that tests open; see posix.h. */
#ifndef FACS_TESTS_DLFCN_H
#define FACS_TESTS_DLFCN_H

#include "posix.h"

#define RTLD_NOW   2
#define RTLD_LOCAL 0

typedef struct Dl_info {
    const char *dli_fname;
} Dl_info;

void *dlopen(const char *path, int flags);
void *dlsym(void *library, const char *name);
int dlclose(void *library);
char *dlerror(void);
int dladdr(const void *address, Dl_info *info);

#endif
