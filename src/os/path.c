#include "os/path.h"
#include "os/process.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define CACHE_VARIABLE "LOCALAPPDATA"
#define DATA_VARIABLE  "LOCALAPPDATA"
#define HOME_VARIABLE  "USERPROFILE"
#define HOME_CACHE     "AppData/Local"
#define HOME_DATA      "AppData/Local"
#else
#define CACHE_VARIABLE "XDG_CACHE_HOME"
#define DATA_VARIABLE  "XDG_DATA_HOME"
#define HOME_VARIABLE  "HOME"
#define HOME_DATA      ".local/share"
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

int facs_path_is_absolute(const char *path)
{
#ifdef _WIN32
    if (path[0] && path[1] == ':')
        path += 2;
    return path[0] == '/' || path[0] == '\\';
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
    size_t length = 0;
#ifdef _WIN32
    if (path[0] && path[1] == ':') {
        length = 2;
    } else if (facs_path_is_separator(path[0]) && facs_path_is_separator(path[1])) {
        length = 2;
        for (int part = 0; part < 2 && path[length]; part++) /* the host and what it shares */
            while (path[length] && !facs_path_is_separator(path[length++]))
                ;
        return length;
    }
#endif
    return length + (facs_path_is_separator(path[length]) ? 1 : 0);
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

char *facs_path_join(const char *folder, const char *name)
{
    const size_t length = strlen(folder);
    const int ends = length == 0 || facs_path_is_separator(folder[length - 1]);
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

char *facs_path_spell_out(const char *here, const char *path)
{
    char *whole = malloc(strlen(here) + strlen(path) + 3);
    if (whole) {
        char *end = facs_path_is_absolute(path) ? whole : add_parts(whole, whole, here);
        *add_parts(whole, end, path) = '\0';
    }
    return whole;
}

int facs_user_path(char **path, facs_user_folder which, const char *name)
{
    const int cache = which == FACS_USER_CACHE;
    const char *base = facs_environment(cache ? CACHE_VARIABLE : DATA_VARIABLE);
    const char *home = facs_environment(HOME_VARIABLE);
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
