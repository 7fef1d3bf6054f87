/* Landlock, and the order in which a process is restricted. */
#define _GNU_SOURCE /* O_PATH, dl_iterate_phdr */

#include "os/sandbox.h"

#include "os/file.h"
#include "os/path.h"
#include "os/syscall_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's interface (linux/landlock.h), which older headers have only in part. The numbers are
 * the same on every architecture. */
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };
enum { BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };
enum { SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0, SCOPE_SIGNAL = 1 << 1 };
enum {
    FS_EXECUTE = 1 << 0,
    FS_WRITE_FILE = 1 << 1,
    FS_READ_FILE = 1 << 2,
    FS_READ_DIR = 1 << 3,
    FS_REMOVE_DIR = 1 << 4,
    FS_REMOVE_FILE = 1 << 5,
    FS_MAKE_DIR = 1 << 7,
    FS_MAKE_REG = 1 << 8,
    FS_ALL_OF_ABI_1 = (1 << 13) - 1,
    FS_REFER = 1 << 13,
    FS_TRUNCATE = 1 << 14,
    FS_IOCTL_DEV = 1 << 15,
    FS_OF_FILES = FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV
};

typedef struct ruleset_attributes {
    uint64_t fs, net, scoped;
} ruleset_attributes;

typedef struct __attribute__((packed)) path_beneath {
    uint64_t access;
    int32_t parent;
} path_beneath;

typedef struct allowed {
    char *path;
    unsigned access;
} allowed;

struct facs_sandbox {
    allowed *paths;
    size_t count, room;
    unsigned network; /* FACS_SANDBOX_CONNECT, _LISTEN */
};

int facs_sandbox_open(facs_sandbox **out)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : -ENOMEM;
}

void facs_sandbox_close(facs_sandbox **sandbox)
{
    for (size_t i = 0; *sandbox && i < (*sandbox)->count; i++)
        free((*sandbox)->paths[i].path);
    if (*sandbox)
        free((*sandbox)->paths);
    free(*sandbox);
    *sandbox = NULL;
}

int facs_sandbox_allow(facs_sandbox *sandbox, const char *path, unsigned access)
{
    if (sandbox->count == sandbox->room) {
        const size_t room = sandbox->room ? 2 * sandbox->room : 64;
        void *paths = realloc(sandbox->paths, room * sizeof(*sandbox->paths));
        if (!paths)
            return -ENOMEM;
        sandbox->paths = paths;
        sandbox->room = room;
    }
    char *copy = strdup(path);
    if (!copy)
        return -ENOMEM;
    sandbox->paths[sandbox->count++] = (allowed){copy, access};
    return 0;
}

void facs_sandbox_allow_network(facs_sandbox *sandbox, unsigned how)
{
    sandbox->network |= how;
}

/* ---- Links ----------------------------------------------------------------------------------- */

#define MAX_DEPTH 8 /* of folders */

typedef struct linked_folder {
    facs_sandbox *sandbox;
    const char *folder;
    int deep, depth;
} linked_folder;

static int allow_links_in(facs_sandbox *sandbox, const char *folder, int deep, int depth);

static int allow_link(void *opaque, const facs_folder_entry *entry)
{
    const linked_folder *in = opaque;
    const int goes_down = in->deep && entry->kind == FACS_FOLDER && in->depth < MAX_DEPTH;
    if (!goes_down && !entry->is_link)
        return 0;
    char *path = facs_path_join(in->folder, entry->name);
    int status = path ? 0 : -ENOMEM;
    if (path && goes_down)
        status = allow_links_in(in->sandbox, path, in->deep, in->depth + 1);
    else if (path && (in->deep || facs_path_kind(path) == FACS_REGULAR_FILE))
        status = facs_sandbox_allow(in->sandbox, path, FACS_SANDBOX_READ);
    free(path);
    return status;
}

/* What cannot be read has no links. */
static int allow_links_in(facs_sandbox *sandbox, const char *folder, int deep, int depth)
{
    linked_folder in = {.sandbox = sandbox, .folder = folder, .deep = deep, .depth = depth};
    const int handle = facs_handle_open(folder, FACS_OPEN_FOLDER);
    const int status = handle < 0 ? handle : facs_folder_each(handle, allow_link, &in);
    if (handle >= 0)
        facs_handle_close(handle);
    return status == -ENOMEM ? status : 0;
}

int facs_sandbox_allow_links(facs_sandbox *sandbox, const char *folder, int deep)
{
    return allow_links_in(sandbox, folder, deep, 0);
}

/* ---- Libraries ------------------------------------------------------------------------------- */

static int is_allowed(const facs_sandbox *sandbox, const char *folder)
{
    for (size_t i = sandbox->count; i-- > 0;) /* most libraries are in the last one's folder */
        if (strcmp(sandbox->paths[i].path, folder) == 0)
            return 1;
    return 0;
}

/* Called for each library. Not 0: stop. */
static int allow_library(struct dl_phdr_info *info, size_t size, void *sandbox)
{
    (void)size;
    const char *name = facs_path_name(info->dlpi_name);
    if (info->dlpi_name[0] != '/' || name <= info->dlpi_name + 1)
        return 0;
    char *folder = facs_text_part(info->dlpi_name, (size_t)(name - info->dlpi_name) - 1);
    int status = folder ? 0 : -ENOMEM;
    if (folder && strncmp(facs_path_name(folder), "lib", 3) == 0 && !is_allowed(sandbox, folder))
        status = facs_sandbox_allow(sandbox, folder, FACS_SANDBOX_READ);
    free(folder);
    return status;
}

int facs_sandbox_allow_libraries(facs_sandbox *sandbox)
{
    return dl_iterate_phdr(allow_library, sandbox);
}

/* ---- Landlock -------------------------------------------------------------------------------- */

/* Returns the kernel's ABI, or 0. */
static int landlock_abi(void)
{
    const long abi = syscall(CREATE_RULESET, NULL, 0, CREATE_RULESET_VERSION);
    return abi > 0 ? (int)abi : 0;
}

/* What an ABI can deny, and facs denies unless it is allowed. */
static ruleset_attributes denied(int abi, unsigned network)
{
    ruleset_attributes all = {.fs = FS_ALL_OF_ABI_1};
    if (abi >= 2)
        all.fs |= FS_REFER;
    if (abi >= 3)
        all.fs |= FS_TRUNCATE;
    if (abi >= 4)
        all.net = (network & FACS_SANDBOX_LISTEN ? 0 : BIND_TCP) |
                  (network & FACS_SANDBOX_CONNECT ? 0 : CONNECT_TCP);
    if (abi >= 5)
        all.fs |= FS_IOCTL_DEV;
    if (abi >= 6)
        all.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
    return all;
}

static uint64_t rights(unsigned access)
{
    uint64_t fs = 0;
    if (access & FACS_SANDBOX_LIST)
        fs |= FS_READ_DIR;
    if (access & FACS_SANDBOX_READ)
        fs |= FS_READ_FILE | FS_READ_DIR;
    if (access & FACS_SANDBOX_WRITE)
        fs |= FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_TRUNCATE | FS_REMOVE_DIR |
              FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG | FS_REFER;
    if (access & FACS_SANDBOX_DEVICE)
        fs |= FS_READ_FILE | FS_WRITE_FILE | FS_IOCTL_DEV;
    return fs;
}

/* Returns 0, also for a path that is not there or cannot be reached, or -errno. */
static int add_rule(int ruleset, const allowed *path, uint64_t handled)
{
    struct stat about;
    const int parent = open(path->path, O_PATH | O_CLOEXEC);
    if (parent < 0)
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? -errno : 0;
    path_beneath rule = {.access = rights(path->access) & handled, .parent = parent};
    int status = fstat(parent, &about) == 0 ? 0 : -errno;
    if (status == 0 && !S_ISDIR(about.st_mode))
        rule.access &= FS_OF_FILES;
    if (status == 0 && rule.access && syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0) != 0)
        status = -errno;
    close(parent);
    /* A pipe or a socket that belongs to no file system cannot be restricted, or allowed. */
    return status == -EBADFD ? 0 : status;
}

/* Returns 0 or -errno. */
static int enter_landlock(const facs_sandbox *sandbox, int abi)
{
    const ruleset_attributes handled = denied(abi, sandbox->network);
    const int ruleset = (int)syscall(CREATE_RULESET, &handled, sizeof(handled), 0);
    int status = ruleset < 0 ? -errno : 0;
    for (size_t i = 0; i < sandbox->count && status == 0; i++)
        status = add_rule(ruleset, &sandbox->paths[i], handled.fs);
    if (status == 0 && syscall(RESTRICT_SELF, ruleset, 0) != 0)
        status = -errno;
    if (ruleset >= 0)
        close(ruleset);
    return status;
}

/* ---- Both ------------------------------------------------------------------------------------ */

/* lacks: why a part is not active; NULL: it is. Returns the number of parts. */
static int say_parts(char text[FACS_SANDBOX_TEXT], int abi, const char *landlock_lacks,
                     const char *filter_lacks)
{
    char landlock[128];
    if (landlock_lacks)
        snprintf(landlock, sizeof(landlock), "no Landlock: %s", landlock_lacks);
    else
        snprintf(landlock, sizeof(landlock), "Landlock (ABI %d)", abi);
    snprintf(text, FACS_SANDBOX_TEXT, "%s, %s%s", landlock,
             filter_lacks ? "no seccomp: " : "seccomp", filter_lacks ? filter_lacks : "");
    return !landlock_lacks + !filter_lacks;
}

static const char *landlock_lacks(int abi)
{
    return abi ? NULL : "this kernel has none";
}

int facs_sandbox_describe(char text[FACS_SANDBOX_TEXT])
{
    const int abi = landlock_abi();
    return say_parts(text, abi, landlock_lacks(abi), facs_syscall_filter_lacks());
}

int facs_sandbox_enter(const facs_sandbox *sandbox, char text[FACS_SANDBOX_TEXT])
{
    const int abi = landlock_abi();
    const char *landlock = landlock_lacks(abi);
    const char *filter = facs_syscall_filter_lacks(); /* opens its library, while it can */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        landlock = filter = "this process cannot give up privileges";
    if (!landlock && enter_landlock(sandbox, abi) < 0)
        landlock = "the kernel refuses it";
    if (!filter)
        filter = facs_syscall_filter_enter(sandbox->network);
    return say_parts(text, abi, landlock, filter);
}
