#include "os/path.h"
#include "os/process.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_VARIABLE "XDG_CACHE_HOME"
#define DATA_VARIABLE  "XDG_DATA_HOME"
#ifdef _WIN32
#define OWN_VARIABLE  "LOCALAPPDATA" /* where neither is set */
#define HOME_VARIABLE "USERPROFILE"
#define HOME_CACHE    "AppData/Local"
#define HOME_DATA     "AppData/Local"
#else
#define OWN_VARIABLE  ""
#define HOME_VARIABLE "HOME"
#define HOME_DATA     ".local/share"
#ifdef __APPLE__
#define HOME_CACHE "Library/Caches"
#else
#define HOME_CACHE ".cache"
#endif
#endif

int facs_path_is_separator(char c)
{
#ifdef _WIN32
    return c == '/' || c == '\\' || c == ':';
#else
    return c == '/';
#endif
}

#ifdef _WIN32
static int is_slash(char c)
{
    return c == '/' || c == '\\';
}

static int has_drive(const char *path)
{
    return isalpha((unsigned char)path[0]) && path[1] == ':';
}

/* Skips a name and the separator behind it. */
static size_t skip_part(const char *path, size_t at)
{
    while (path[at] && !is_slash(path[at]))
        at++;
    return at + (path[at] ? 1 : 0);
}
#endif

int facs_path_is_absolute(const char *path)
{
#ifdef _WIN32
    return is_slash(path[has_drive(path) ? 2 : 0]);
#else
    return path[0] == '/';
#endif
}

int facs_path_ignores_case(void)
{
#ifdef _WIN32
    return 1;
#else
    return 0;
#endif
}

size_t facs_path_root(const char *path)
{
#ifdef _WIN32
    size_t at = 0;
    int network = is_slash(path[0]) && is_slash(path[1]);
    if (network && (path[2] == '?' || path[2] == '.') && is_slash(path[3])) {
        network = strncasecmp(path + 4, "UNC", 3) == 0 && is_slash(path[7]);
        at = network ? 8 : 4;
        if (!network && !has_drive(path + at))
            return skip_part(path, at); /* a device */
    } else if (network) {
        at = 2;
    }
    if (network) /* the host and what it shares */
        return skip_part(path, skip_part(path, at));
    at += has_drive(path + at) ? 2 : 0;
    return at + (is_slash(path[at]) ? 1 : 0);
#else
    return path[0] == '/';
#endif
}

const char *facs_path_name(const char *path)
{
    const char *name = path;
    for (; *path; path++)
        if (facs_path_is_separator(*path))
            name = path + 1;
    return name;
}

int facs_path_is_program(const char *path, const char *name)
{
    path = facs_path_name(path);
#ifdef _WIN32
    const size_t length = strlen(name);
    return strncasecmp(path, name, length) == 0 &&
           (!path[length] || strcasecmp(path + length, ".exe") == 0);
#else
    return strcmp(path, name) == 0;
#endif
}

int facs_text_ends_with(const char *text, const char *ending)
{
    const size_t length = strlen(text), tail = strlen(ending);
    return length > tail && strcmp(text + length - tail, ending) == 0;
}

int facs_path_ends_with(const char *path, const char *ending)
{
    const size_t length = strlen(path), tail = strlen(ending);
    return length > tail && strcasecmp(path + length - tail, ending) == 0;
}

char *facs_text_part(const char *text, size_t length)
{
    const char *end = memchr(text, '\0', length);
    const size_t size = end ? (size_t)(end - text) : length;
    char *part = malloc(size + 1);
    if (part) {
        memcpy(part, text, size);
        part[size] = '\0';
    }
    return part;
}

char *facs_path_folder(const char *path)
{
    const size_t length = (size_t)(facs_path_name(path) - path);
    return length > 0 ? facs_text_part(path, length) : strdup(".");
}

/* Joins the first length bytes of folder, the separator and name. */
static char *join(const char *folder, size_t length, const char *separator, const char *name)
{
    const size_t between = strlen(separator), size = strlen(name) + 1;
    char *path = malloc(length + between + size);
    if (path) {
        memcpy(path, folder, length);
        memcpy(path + length, separator, between);
        memcpy(path + length + between, name, size);
    }
    return path;
}

#ifdef _WIN32
static void replace(char *path, char from, char to)
{
    while (path && (path = strchr(path, from)) != NULL)
        *path = to;
}
#endif

void facs_path_unify(char *path)
{
#ifdef _WIN32
    if (!facs_path_is_absolute(path))
        replace(path, '\\', '/');
    else if (strchr(path, '\\'))
        replace(path, '/', '\\');
#else
    (void)path;
#endif
}

char *facs_path_join(const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    const int ends = length == 0 || facs_path_is_separator(folder[length - 1]);
#ifdef _WIN32
    if (strchr(folder, '\\')) {
        char *path = join(folder, length, ends ? "" : "\\", name);
        replace(path ? path + length : NULL, '/', '\\');
        return path;
    }
#endif
    return join(folder, length, ends ? "" : "/", name);
}

char *facs_path_beside(const char *path, const char *name)
{
    return join(path, (size_t)(facs_path_name(path) - path), "", name);
}

/* Adds the parts of path to the spelled-out path that ends at end. Returns its new end. */
static char *add_parts(char *begin, char *end, const char *path)
{
    while (*path) {
        size_t length = 0;
        while (path[length] && !facs_path_is_separator(path[length]))
            length++;
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            while (end > begin && *--end != '/')
                ;
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            *end++ = '/';
            memcpy(end, path, length);
            end += length;
        }
        path += length + (path[length] != '\0');
    }
    return end;
}

/* Adds what comes before a path: nothing, the current folder, or only its drive. Returns the new
 * end, and what is left of the path. */
static char *add_beginning(char *begin, const char *here, const char **path)
{
#ifdef _WIN32
    if (has_drive(*path) && !facs_path_is_absolute(*path)) {
        *path += 2;
        return add_parts(begin, begin, here);
    }
    if (has_drive(here) && is_slash((*path)[0]) && !is_slash((*path)[1])) {
        const char drive[] = {here[0], '\0'};
        return add_parts(begin, begin, drive);
    }
#endif
    return facs_path_is_absolute(*path) ? begin : add_parts(begin, begin, here);
}

char *facs_path_spell_out(const char *here, const char *path)
{
    char *whole = malloc(strlen(here) + strlen(path) + 3);
    if (whole) {
        const char *rest = path;
        char *end = add_beginning(whole, here, &rest);
        *add_parts(whole, end, rest) = '\0';
#ifdef _WIN32
        const int network = is_slash(path[0]) && is_slash(path[1]);
        if (has_drive(path) || (has_drive(here) && !network))
            whole[1] = (char)toupper((unsigned char)whole[1]);
#endif
    }
    return whole;
}

char *facs_path_spelled_name(const char *spelled, size_t length)
{
#ifdef _WIN32
    if (length < 2)
        return strdup("all drives");
    const int has_host = length > 2 && spelled[2] != '/';
    char *part = facs_text_part(spelled, length);
    char *name = !part      ? NULL
                 : has_host ? join("\\", 1, "", part)
                            : join(part + 1, 1, ":\\", part + (length > 2 ? 3 : 2));
    replace(name, '/', '\\');
    free(part);
    return name;
#else
    return facs_text_part(spelled, length);
#endif
}

/* ---- Names that cannot be used --------------------------------------------------------------- */

#ifdef _WIN32
/* Devices have these names in every folder, also with an ending. */
static int is_device(const char *name, size_t length)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
    const char *dot = memchr(name, '.', length);
    const size_t stem = dot ? (size_t)(dot - name) : length;
    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        if (stem == strlen(devices[i]) && strncasecmp(name, devices[i], stem) == 0)
            return 1;
    return stem == 4 && name[3] >= '1' && name[3] <= '9' &&
           (strncasecmp(name, "COM", 3) == 0 || strncasecmp(name, "LPT", 3) == 0);
}

static const char *unusable(const char *name, size_t length)
{
    const int dots = (length == 1 && name[0] == '.') || (length == 2 && memcmp(name, "..", 2) == 0);
    if (length == 0 || dots)
        return NULL;
    if (is_device(name, length))
        return "has a name that Windows keeps for a device";
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] < ' ' || strchr("<>:\"|?*", name[i]))
            return "has one of < > : \" | ? *, which Windows does not allow in names";
    return name[length - 1] == '.' || name[length - 1] == ' '
               ? "has a name that ends with a dot or a blank, which Windows leaves out"
               : NULL;
}
#endif

const char *facs_path_unusable(const char *path)
{
    const char *why = NULL;
#ifdef _WIN32
    for (path += facs_path_root(path); !why && *path;) {
        size_t length = 0;
        while (path[length] && !is_slash(path[length]))
            length++;
        why = unusable(path, length);
        path += length + (path[length] ? 1 : 0);
    }
#else
    (void)path;
#endif
    return why;
}

/* ---- The user's folders ---------------------------------------------------------------------- */

int facs_user_path(char **path, facs_user_folder which, const char *name)
{
    const int cache = which == FACS_USER_CACHE;
    const char *base = facs_environment(cache ? CACHE_VARIABLE : DATA_VARIABLE);
    const char *home = facs_environment(HOME_VARIABLE);
    if (!base || !facs_path_is_absolute(base))
        base = facs_environment(OWN_VARIABLE);
    *path = NULL;
    if (base && facs_path_is_absolute(base)) {
        *path = facs_path_join(base, name);
    } else if (home && facs_path_is_absolute(home)) {
        char *below = facs_path_join(cache ? HOME_CACHE : HOME_DATA, name);
        *path = below ? facs_path_join(home, below) : NULL;
        free(below);
    } else {
        return -ENOENT;
    }
    return *path ? 0 : -ENOMEM;
}
