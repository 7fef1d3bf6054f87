#include "base/draft.h"

#include "base/file.h"
#include "base/sha256.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"
#include "os/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX        14  /* bytes of ".1f09a2c3.part" */
#define MAX_NAME      255 /* bytes; every common file system takes such names */
#define MAX_TRIES     64  /* names of the sequence, then as many random ones */
#define LOCK_PAUSE_MS 5

/* ---- Names ----------------------------------------------------------------------------------- */

/* FNV-1a over the name and the number of the try, mixed so that neighbours differ in all digits. */
static uint32_t digits_of(const char *name, size_t length, uint32_t try)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619u;
    hash = (hash ^ try) * 16777619u;
    hash = (hash ^ hash >> 16) * 0x7feb352du;
    return hash ^ hash >> 15;
}

static uint32_t random_digits(uint32_t try)
{
    const uint64_t bits = (uint64_t)facs_clock_now_ns() ^ (uint64_t)facs_process_id() << 40;
    return digits_of((const char *)&bits, sizeof(bits), try);
}

/* A name that would become too long loses its end, at the boundary of a UTF-8 character. */
static size_t kept_length(const char *name)
{
    size_t length = strlen(name);
    if (length > MAX_NAME - SUFFIX)
        for (length = MAX_NAME - SUFFIX;
             length > 0 && ((unsigned char)name[length] & 0xc0) == 0x80;)
            length--;
    return length;
}

static void write_name(char *out, size_t size, const char *path, uint32_t try)
{
    const char *name = facs_path_name(path);
    const uint32_t digits =
        try < MAX_TRIES ? digits_of(name, strlen(name), try) : random_digits(try);
    snprintf(out, size, "%.*s%.*s.%08x.part", (int)(name - path), path, (int)kept_length(name),
             name, (unsigned)digits);
}

/* ---- Abandoned drafts ------------------------------------------------------------------------ */

int facs_draft_is_name_of(const char *name, int handle)
{
    facs_file_info here, there;
    return facs_handle_info(handle, &here) == 0 && facs_path_link_info(name, &there) == 0 &&
           facs_file_is_same(&here, &there);
}

static int remove_contents(int handle, int (*is_ours)(const char *name))
{
    char **names;
    const int count = facs_folder_list(handle, NULL, &names);
    int status = count < 0 ? count : 0;
    for (int i = 0; i < count; i++)
        if (!is_ours(names[i]) || facs_folder_remove(handle, names[i]) != 0)
            status = -EEXIST;
    facs_names_free(names, count);
    return status;
}

/* Removes an abandoned draft: a file if is_ours is NULL, otherwise a folder. 1: it is gone. */
static int take_away(const char *name, int (*is_ours)(const char *name))
{
    facs_file_info info;
    int handle = facs_handle_open(name, is_ours ? FACS_OPEN_OWN_FOLDER : FACS_OPEN_CHANGE);
    int gone = 0;
    if (handle < 0)
        return 0;
    if (facs_handle_info(handle, &info) == 0 && (is_ours || info.kind == FACS_REGULAR_FILE) &&
        facs_handle_lock(handle) == 0 && facs_draft_is_name_of(name, handle)) {
        if (!is_ours)
            gone = facs_path_remove(name) == 0;
        else if (remove_contents(handle, is_ours) == 0)
            gone = facs_path_remove_empty(name) == 0;
    }
    facs_handle_close(handle);
    return gone;
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Returns a handle or -errno: -EEXIST if the name is taken. */
static int create(const char *name, int folder)
{
    if (!folder)
        return facs_handle_open(name, FACS_OPEN_NEW);
    const int status = facs_path_make_folder(name);
    return status < 0 ? status : facs_handle_open(name, FACS_OPEN_OWN_FOLDER);
}

/* Another run may remove the draft between its creation and the lock: then it is not ours. */
static int try_name(const char *name, int (*is_ours)(const char *name))
{
    int handle = create(name, is_ours != NULL);
    if (handle == -EEXIST && take_away(name, is_ours))
        handle = create(name, is_ours != NULL);
    if (handle < 0 ||
        (facs_handle_lock(handle) != -EWOULDBLOCK && facs_draft_is_name_of(name, handle)))
        return handle;
    facs_handle_close(handle);
    return -EEXIST;
}

int facs_draft_open(facs_draft *draft, const char *path, int (*is_ours)(const char *name))
{
    size_t length = strlen(path);
    *draft = FACS_NO_DRAFT;
    while (is_ours && length > 1 && facs_path_is_separator(path[length - 1])) /* of a folder */
        length--;
    char *final = facs_text_part(path, length), *name = malloc(length + SUFFIX + 1);
    int handle = final && name ? -EEXIST : -ENOMEM;
    for (uint32_t try = 0; handle == -EEXIST && try < 2 * MAX_TRIES; try++) {
        write_name(name, length + SUFFIX + 1, final, try);
        handle = try_name(name, is_ours);
    }
    if (handle < 0) {
        free(final);
        free(name);
        return handle;
    }
    *draft = (facs_draft){final, name, handle};
    return 0;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Half a row is worthless: takes back what was written of it. */
static int give_back(int handle, size_t written, int status)
{
    const int64_t at = facs_handle_seek(handle, 0, SEEK_CUR) - (int64_t)written;
    if (at >= 0 && facs_handle_truncate(handle, at) == 0)
        (void)facs_handle_seek(handle, at, SEEK_SET);
    return status;
}

int facs_draft_write(facs_draft *draft, const void *data, size_t size)
{
    const char *bytes = data;
    for (size_t done = 0; done < size;) {
        const int64_t written = facs_handle_write(draft->handle, bytes + done, size - done);
        if (written == -EINTR)
            continue;
        if (written <= 0)
            return give_back(draft->handle, done, written < 0 ? (int)written : -EIO);
        done += (size_t)written;
    }
    return 0;
}

int facs_draft_sync(facs_draft *draft)
{
    facs_file_info info;
    const int status = facs_handle_info(draft->handle, &info);
    return status < 0                 ? status
           : info.kind == FACS_FOLDER ? facs_handle_sync_folder(draft->handle)
                                      : facs_handle_sync(draft->handle);
}

/* ---- The end --------------------------------------------------------------------------------- */

int facs_draft_commit(facs_draft *draft)
{
    if (!facs_draft_is_name_of(draft->name, draft->handle))
        return -ESTALE;
    const int status = facs_path_rename(draft->name, draft->path);
    if (status == 0)
        facs_draft_close(draft);
    return status;
}

void facs_draft_close(facs_draft *draft)
{
    if (draft->handle >= 0)
        facs_handle_close(draft->handle);
    free(draft->path);
    free(draft->name);
    *draft = FACS_NO_DRAFT;
}

void facs_draft_remove(facs_draft *draft)
{
    if (draft->handle >= 0 && facs_draft_is_name_of(draft->name, draft->handle))
        facs_path_remove_empty(draft->name);
    facs_draft_close(draft);
}

int facs_draft_write_file(const char *path, const void *data, size_t size)
{
    facs_draft draft;
    int status = facs_draft_open(&draft, path, NULL);
    if (status == 0)
        status = facs_draft_write(&draft, data, size);
    if (status == 0)
        status = facs_draft_sync(&draft);
    if (status == 0)
        status = facs_draft_commit(&draft);
    facs_draft_remove(&draft);
    return status;
}

/* ---- Folders --------------------------------------------------------------------------------- */

static int open_folder_of(const char *path)
{
    char *folder = facs_path_folder(path);
    const int handle = folder ? facs_handle_open(folder, FACS_OPEN_FOLDER) : -ENOMEM;
    free(folder);
    return handle;
}

int facs_folder_sync(const char *path)
{
    const int handle = open_folder_of(path);
    if (handle < 0) /* a folder can be writable but not readable */
        return handle == -EACCES ? 0 : handle;
    const int status = facs_handle_sync(handle);
    facs_handle_close(handle);
    return status;
}

int facs_folder_lock(const char *path, int patience_ms)
{
    const double end = facs_clock_ms() + patience_ms;
    int handle = open_folder_of(path);
    if (handle == -EACCES)
        return facs_handle_open(FACS_NULL_DEVICE, FACS_OPEN_READ);
    while (handle >= 0 && facs_handle_lock(handle) == -EWOULDBLOCK) {
        if (facs_clock_ms() >= end) {
            facs_handle_close(handle);
            return -EAGAIN;
        }
        facs_clock_sleep_ms(LOCK_PAUSE_MS);
    }
    return handle;
}
