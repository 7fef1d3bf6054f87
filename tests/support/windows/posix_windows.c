#include "posix.h"

#include "dlfcn.h"

#undef fopen
#undef fclose
#undef open
#undef dup2
#undef access
#undef mkdir
#undef getenv
#undef opendir
#undef readdir
#undef closedir
#undef st_mtime

#include "os/file.h"
#include "os/file_internal.h"
#include "os/names_windows.h"

#include <process.h>
#include <stdarg.h>
#include <string.h>

#define MAX_MEMORY_STREAMS 8

/* Of the library's: negative errno. */
static int answer(int status)
{
    if (status >= 0)
        return 0;
    errno = -status;
    return -1;
}

/* ---- Files and folders ----------------------------------------------------------------------- */

FILE *posix_fopen(const char *path, const char *mode)
{
    return facs_path_stream(strcmp(path, "/dev/null") == 0 ? "NUL" : path, mode);
}

int posix_open(const char *path, int flags, ...)
{
    wchar_t *name = facs_wide(strcmp(path, "/dev/null") == 0 ? "NUL" : path);
    const int handle = name ? _wopen(name, flags | _O_BINARY, _S_IREAD | _S_IWRITE) : -1;
    free(name);
    return handle;
}

static struct timespec from_1970(int64_t ns)
{
    return (struct timespec){.tv_sec = ns / 1000000000, .tv_nsec = (long)(ns % 1000000000)};
}

static int take(const facs_file_info *info, int status, struct posix_stat *out)
{
    const int modes[] = {[FACS_REGULAR_FILE] = S_IFREG | 0666,
                         [FACS_FOLDER] = S_IFDIR | 0777,
                         [FACS_PIPE] = S_IFIFO | 0666,
                         [FACS_DEVICE] = S_IFCHR | 0666};
    if (status == 0)
        *out = (struct posix_stat){.st_dev = (uint64_t)info->device,
                                   .st_ino = (uint64_t)info->inode,
                                   .st_mode = modes[info->kind],
                                   .st_size = info->size,
                                   .st_atim = from_1970(info->modified_ns),
                                   .st_mtim = from_1970(info->modified_ns)};
    return answer(status);
}

int posix_stat(const char *path, struct posix_stat *status)
{
    facs_file_info info;
    return take(&info, facs_path_info(path, &info), status);
}

int posix_fstat(int handle, struct posix_stat *status)
{
    facs_file_info info;
    return take(&info, facs_handle_info(handle, &info), status);
}

/* Calls a function of a name in wide characters. */
static int with_wide(const char *path, int (*act)(const wchar_t *name))
{
    wchar_t *name = facs_wide(path);
    const int status = name ? act(name) : -1;
    const int code = errno;
    free(name);
    errno = code;
    return status;
}

static int look_for(const wchar_t *name)
{
    return _waccess(name, 0);
}

int posix_access(const char *path, int mode)
{
    (void)mode;
    return with_wide(path, look_for);
}

/* Also a file that may only be read, as elsewhere. */
static int unlink_wide(const wchar_t *name)
{
    const DWORD attributes = GetFileAttributesW(name);
    if (attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(name, attributes & ~(DWORD)FILE_ATTRIBUTE_READONLY);
    return _wunlink(name);
}

int posix_unlink(const char *path)
{
    return with_wide(path, unlink_wide);
}

int posix_rmdir(const char *path)
{
    return with_wide(path, _wrmdir);
}

int posix_remove(const char *path)
{
    return posix_unlink(path) == 0 ? 0 : posix_rmdir(path);
}

int posix_mkdir(const char *path)
{
    return with_wide(path, _wmkdir);
}

int posix_chdir(const char *path)
{
    return with_wide(path, _wchdir);
}

int posix_rename(const char *from, const char *to)
{
    return answer(facs_path_rename(from, to));
}

/* Whether a file may be written is all that there is. */
int posix_chmod(const char *path, int mode)
{
    wchar_t *name = facs_wide(path);
    const int status = name ? _wchmod(name, mode & 0200 ? _S_IREAD | _S_IWRITE : _S_IREAD) : -1;
    free(name);
    return status;
}

int posix_ftruncate(int handle, int64_t size)
{
    return answer(facs_handle_truncate(handle, size));
}

int posix_truncate(const char *path, int64_t size)
{
    const int handle = posix_open(path, _O_RDWR);
    const int status = handle < 0 ? -1 : posix_ftruncate(handle, size);
    if (handle >= 0)
        _close(handle);
    return status;
}

/* Wine's function does nothing and reports success. */
int symlink(const char *to, const char *path)
{
    wchar_t *target = facs_wide(to), *name = facs_wide(path);
    const DWORD without_rights = 0x2;
    const int made = target && name && CreateSymbolicLinkW(name, target, without_rights) &&
                     GetFileAttributesW(name) != INVALID_FILE_ATTRIBUTES;
    free(target);
    free(name);
    errno = ENOSYS;
    return made ? 0 : -1;
}

int link(const char *from, const char *to)
{
    wchar_t *old = facs_wide(from), *new = facs_wide(to);
    const int made = old && new &&CreateHardLinkW(new, old, NULL);
    free(old);
    free(new);
    return made ? 0 : answer(facs_windows_status());
}

int mkfifo(const char *path, int mode)
{
    (void)path;
    (void)mode;
    errno = ENOSYS;
    return -1;
}

int chown(const char *path, int user, int group)
{
    (void)user;
    (void)group;
    return posix_access(path, 0);
}

char *mkdtemp(char *pattern)
{
    static unsigned made;
    const size_t length = strlen(pattern);
    for (int i = 0; i < 100; i++) {
        snprintf(pattern + length - 6, 7, "%06x",
                 ((unsigned)_getpid() * 977 + made++ * 104729 + (unsigned)GetTickCount()) &
                     0xffffff);
        if (posix_mkdir(pattern) == 0)
            return pattern;
    }
    return NULL;
}

char *realpath(const char *path, char *whole)
{
    (void)whole;
    return facs_path_absolute(path);
}

int futimens(int handle, const struct timespec times[2])
{
    const int64_t ticks =
        (int64_t)times[1].tv_sec * 10000000 + times[1].tv_nsec / 100 + 116444736000000000LL;
    const FILETIME at = {.dwLowDateTime = (DWORD)ticks, .dwHighDateTime = (DWORD)(ticks >> 32)};
    return SetFileTime((HANDLE)_get_osfhandle(handle), NULL, &at, &at)
               ? 0
               : answer(facs_windows_status());
}

int utimensat(int folder, const char *path, const struct timespec times[2], int flags)
{
    (void)folder;
    (void)flags;
    const int handle = posix_open(path, _O_RDWR);
    const int status = handle < 0 ? -1 : futimens(handle, times);
    if (handle >= 0)
        _close(handle);
    return status;
}

/* The narrow ones are of the code page. */
DIR *posix_opendir(const char *path)
{
    wchar_t *name = facs_wide(path);
    _WDIR *folder = name ? _wopendir(name) : NULL;
    free(name);
    return (DIR *)folder;
}

struct dirent *posix_readdir(DIR *folder)
{
    static struct dirent entry;
    const struct _wdirent *found = _wreaddir((_WDIR *)folder);
    char *name = found ? facs_narrow(found->d_name) : NULL;
    if (!name)
        return NULL;
    snprintf(entry.d_name, sizeof(entry.d_name), "%s", name);
    free(name);
    return &entry;
}

int posix_closedir(DIR *folder)
{
    return _wclosedir((_WDIR *)folder);
}

/* ---- Handles and streams --------------------------------------------------------------------- */

int posix_dup2(int from, int to)
{
    return _dup2(from, to) == 0 ? to : -1;
}

int pipe(int ends[2])
{
    return _pipe(ends, 65536, _O_BINARY | _O_NOINHERIT);
}

/* F_DUPFD_CLOEXEC alone. */
int fcntl(int handle, int action, int value)
{
    if (action != F_DUPFD_CLOEXEC)
        return answer(-ENOSYS);
    int lower[16], count = 0, copy = _dup(handle);
    while (copy >= 0 && copy < value && count < 16) {
        lower[count++] = copy;
        copy = _dup(handle);
    }
    while (count > 0)
        _close(lower[--count]);
    return copy;
}

ssize_t pwrite(int handle, const void *bytes, size_t count, int64_t offset)
{
    return facs_handle_write_some(handle, bytes, count, offset);
}

int dprintf(int handle, const char *format, ...)
{
    char text[4096];
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    return length > 0 && length < (int)sizeof(text) ? _write(handle, text, (unsigned)length) : -1;
}

ssize_t getline(char **line, size_t *size, FILE *stream)
{
    return facs_stream_line(line, size, stream);
}

/* A temporary file, whose bytes the caller gets when it closes the stream. */
static struct {
    FILE *stream;
    char **text;
    size_t *size;
} in_memory[MAX_MEMORY_STREAMS];

FILE *open_memstream(char **text, size_t *size)
{
    char path[512];
    const char *folder = posix_getenv("TMPDIR");
    static int count;
    snprintf(path, sizeof(path), "%s/facs-stream-%d-%d", folder ? folder : "/tmp", _getpid(),
             count++);
    for (int i = 0; i < MAX_MEMORY_STREAMS; i++)
        if (!in_memory[i].stream) {
            in_memory[i].stream = facs_path_stream(path, "w+bTD"); /* removed when it is closed */
            in_memory[i].text = text;
            in_memory[i].size = size;
            return in_memory[i].stream;
        }
    return NULL;
}

int posix_fclose(FILE *stream)
{
    for (int i = 0; stream && i < MAX_MEMORY_STREAMS; i++)
        if (in_memory[i].stream == stream) {
            const long size = fseek(stream, 0, SEEK_END) == 0 ? ftell(stream) : -1;
            rewind(stream);
            *in_memory[i].text = calloc(1, (size_t)(size < 0 ? 0 : size) + 1);
            *in_memory[i].size = fread(*in_memory[i].text, 1, (size_t)size, stream);
            in_memory[i].stream = NULL;
        }
    return fclose(stream);
}

/* Bytes are what was written, as elsewhere, before any test runs. */
__attribute__((constructor)) static void write_bytes(void)
{
    _fmode = _O_BINARY;
    for (int handle = 0; handle <= 2; handle++)
        _setmode(handle, _O_BINARY);
}

/* ---- The process ----------------------------------------------------------------------------- */

/* What it returns stays, as tests are short. */
char *posix_getenv(const char *name)
{
    wchar_t *wide = facs_wide(name);
    const wchar_t *value = wide ? _wgetenv(wide) : NULL;
    free(wide);
    return value ? facs_narrow(value) : NULL;
}

int setenv(const char *name, const char *value, int overwrite)
{
    (void)overwrite; /* every test does */
    wchar_t *wide = facs_wide(name), *text = facs_wide(value);
    const int status = wide && text ? _wputenv_s(wide, text) : -1;
    free(wide);
    free(text);
    return status == 0 ? 0 : -1;
}

int unsetenv(const char *name)
{
    return setenv(name, "", 1);
}

int geteuid(void)
{
    return 0;
}

/* ---- Libraries ------------------------------------------------------------------------------- */

void *dlopen(const char *path, int flags)
{
    (void)flags;
    wchar_t *name = facs_wide(path);
    HMODULE library = name ? LoadLibraryW(name) : NULL;
    free(name);
    return (void *)library;
}

void *dlsym(void *library, const char *name)
{
    return (void *)(uintptr_t)GetProcAddress((HMODULE)library, name);
}

int dlclose(void *library)
{
    return FreeLibrary((HMODULE)library) ? 0 : -1;
}

char *dlerror(void)
{
    static char text[64];
    snprintf(text, sizeof(text), "error %lu", GetLastError());
    return text;
}

/* The library of an address; what tests have linked is in themselves, so another one that is no
 * runtime. */
int dladdr(const void *address, Dl_info *info)
{
    static char name[MAX_PATH];
    (void)address;
    info->dli_fname = name;
    return GetModuleFileNameA(GetModuleHandleA("kernel32.dll"), name, sizeof(name)) > 0;
}
