#include "pipeline/weights_cache.h"

#include "base/draft.h"
#include "base/file.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A folder of its own: the command's sandbox can write there, but not where libraries and networks
 * are. */
#define FOLDER "facs/digests"
#define NAME   "weights.tsv"
#define FIRST_LINE                                                                                 \
    "# SHA-256 of weights: device, inode, bytes, changed, changed state, digest, path\n"
#define MAX_BYTES   ((size_t)1 << 20)
#define MAX_ENTRIES 2048 /* a run uses 54 */

/* A file that changed less than this many seconds ago may change again with the same time. */
#define SETTLED 2

typedef struct entry {
    facs_file_info file; /* its inode, size and times: while they are the same, so is the content */
    char sha256[65];
    char *path;
} entry;

struct facs_weights_cache {
    char *folder; /* NULL: none can be used */
    char *path;
    entry entries[MAX_ENTRIES];
    int count, read, is_new;
};

static int identify(facs_file_info *file, const char *path)
{
    const int status = facs_path_info(path, file);
    return status < 0 || file->kind == FACS_REGULAR_FILE ? status : -EINVAL;
}

static int is_same(const facs_file_info *a, const facs_file_info *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified_ns == b->modified_ns && a->changed_ns == b->changed_ns;
}

static int is_settled(const facs_file_info *file)
{
    const int64_t limit = facs_clock_now_ns() - SETTLED * 1000000000LL;
    return file->modified_ns < limit && file->changed_ns < limit;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Trust only the user's own file, and only if nobody else may write to it: they could pass their
 * own weights off as known ones. */
static int is_ours(const char *path, int others_write)
{
    facs_file_info info;
    return facs_path_info(path, &info) == 0 && info.is_own &&
           (others_write || !(info.group_may_write || info.all_may_write));
}

/* Returns 0 or -ENOMEM. Ignores a malformed line. */
static int read_line(facs_weights_cache *cache, const char *line)
{
    entry e = {.path = NULL};
    int at = 0;
    if (sscanf(line, "%" SCNu64 " %" SCNu64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %64[0-9a-f] %n",
               &e.file.device, &e.file.inode, &e.file.size, &e.file.modified_ns, &e.file.changed_ns,
               e.sha256, &at) < 6 ||
        strlen(e.sha256) != 64 || !facs_path_is_absolute(line + at) || cache->count == MAX_ENTRIES)
        return 0;
    e.path = strdup(line + at);
    if (!e.path)
        return -ENOMEM;
    cache->entries[cache->count++] = e;
    return 0;
}

static int read_all(facs_weights_cache *cache)
{
    facs_file file;
    int status = 0;
    if (!is_ours(cache->path, 0) || facs_file_read(&file, cache->path, MAX_BYTES, NULL) < 0)
        return 0;
    for (char *line = (char *)file.data, *next; *line && status == 0; line = next) {
        const size_t length = strcspn(line, "\n");
        next = line + length + (line[length] == '\n');
        line[length] = '\0';
        status = read_line(cache, line);
    }
    facs_file_free(&file);
    return status;
}

int facs_weights_cache_open(facs_weights_cache **out)
{
    *out = NULL;
    facs_weights_cache *cache = calloc(1, sizeof(*cache));
    int status = cache ? facs_user_path(&cache->folder, FACS_USER_CACHE, FOLDER) : -ENOMEM;
    if (status == 0) {
        cache->path = facs_path_join(cache->folder, NAME);
        status = cache->path ? read_all(cache) : -ENOMEM;
    }
    if (status == -ENOENT) /* no home */
        status = 0;
    if (status < 0 && cache)
        facs_weights_cache_close(&cache);
    *out = cache;
    return status;
}

/* ---- Looking up ------------------------------------------------------------------------------ */

static entry *find(facs_weights_cache *cache, const char *path)
{
    for (int i = 0; i < cache->count; i++)
        if (strcmp(cache->entries[i].path, path) == 0)
            return &cache->entries[i];
    return NULL;
}

/* Remember a digest in old, the path's entry, or in a new one. */
static int remember(facs_weights_cache *cache, entry *old, const char *path,
                    const facs_file_info *file, const char sha256[65])
{
    if (!cache->folder || !facs_path_is_absolute(path) || strchr(path, '\n') || !is_settled(file))
        return 0;
    if (!old && cache->count == MAX_ENTRIES) { /* the oldest goes */
        free(cache->entries[0].path);
        memmove(cache->entries, cache->entries + 1, (size_t)--cache->count * sizeof(entry));
    }
    if (!old) {
        old = &cache->entries[cache->count];
        old->path = strdup(path);
        if (!old->path)
            return -ENOMEM;
        cache->count++;
    }
    old->file = *file;
    memcpy(old->sha256, sha256, 65);
    cache->is_new = 1;
    return 0;
}

int facs_weights_cache_digest(facs_weights_cache *cache, const char *path, int64_t *bytes,
                              char sha256[65])
{
    facs_file_info before, after;
    entry *known = find(cache, path);
    int status = identify(&before, path);
    if (status < 0)
        return status;
    *bytes = before.size;
    if (known && is_same(&known->file, &before)) {
        memcpy(sha256, known->sha256, 65);
        return 0;
    }
    cache->read++;
    status = facs_file_sha256(path, sha256);
    if (status == 0)
        status = identify(&after, path);
    if (status == 0 && is_same(&before, &after))
        status = remember(cache, known, path, &before, sha256);
    return status;
}

int facs_weights_cache_read(const facs_weights_cache *cache)
{
    return cache->read;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Write all entries except those of files that are gone or have changed. */
static int write_entries(const facs_weights_cache *cache, facs_draft *draft)
{
    int status = facs_draft_write(draft, FIRST_LINE, strlen(FIRST_LINE));
    for (int i = 0; i < cache->count && status == 0; i++) {
        const entry *e = &cache->entries[i];
        facs_file_info now;
        char line[256];
        if (identify(&now, e->path) < 0 || !is_same(&now, &e->file))
            continue;
        const int length = snprintf(
            line, sizeof(line),
            "%" PRIu64 "\t%" PRIu64 "\t%" PRId64 "\t%" PRId64 "\t%" PRId64 "\t%s\t", e->file.device,
            e->file.inode, e->file.size, e->file.modified_ns, e->file.changed_ns, e->sha256);
        status = facs_draft_write(draft, line, (size_t)length);
        if (status == 0)
            status = facs_draft_write(draft, e->path, strlen(e->path));
        if (status == 0)
            status = facs_draft_write(draft, "\n", 1);
    }
    return status;
}

/* Do not write into another user's folder, as under sudo. If two runs save at once, the last one
 * wins. If this fails, the next run reads the files again. The file is made private, whatever the
 * umask, because it would not be trusted otherwise. */
static void save(const facs_weights_cache *cache)
{
    facs_draft draft;
    if (facs_path_make_folders(cache->folder) < 0 || !is_ours(cache->folder, 1) ||
        facs_draft_open(&draft, cache->path, NULL) < 0)
        return;
    if (facs_handle_make_private(draft.handle) == 0 && write_entries(cache, &draft) == 0)
        (void)facs_draft_commit(&draft);
    facs_draft_remove(&draft);
}

void facs_weights_cache_close(facs_weights_cache **handle)
{
    facs_weights_cache *cache = *handle;
    if (!cache)
        return;
    if (cache->is_new)
        save(cache);
    for (int i = 0; i < cache->count; i++)
        free(cache->entries[i].path);
    free(cache->folder);
    free(cache->path);
    free(cache);
    *handle = NULL;
}
