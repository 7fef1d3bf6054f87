#include "folder.h"

#include "cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

const char *make_folder(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof(folder), "%s/facs-test-XXXXXX", parent ? parent : "/tmp");
    assert_non_null(mkdtemp(folder));
    return folder;
}

const char *in_folder(const char *name)
{
    static char paths[8][512];
    static int next;
    char *path = paths[next++ % 8];
    assert_true(folder[0] != '\0');
    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

void remove_tree(const char *path)
{
    if (unlink(path) == 0) /* a link is not followed, and may lead anywhere */
        return;
    DIR *directory = opendir(path);
    if (!directory)
        return;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        char inner[512];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (snprintf(inner, sizeof(inner), "%s/%s", path, entry->d_name) < (int)sizeof(inner))
            remove_tree(inner);
    }
    closedir(directory);
    rmdir(path);
}

void remove_folder(void)
{
    if (folder[0] != '\0')
        remove_tree(folder);
    folder[0] = '\0';
}

/* A file that is there is overwritten and then made shorter: if it were emptied first, file systems
 * would write it to the disk at once, for which a test of thousands of files waits a minute. */
void write_file(const char *path, const void *bytes, size_t count)
{
    FILE *file = fopen(path, "r+b");
    if (!file)
        file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fflush(file), 0);
    const long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0; /* nothing of a pipe */
    if (size > (long)count)
        assert_int_equal(ftruncate(fileno(file), (off_t)count), 0);
    assert_int_equal(fclose(file), 0);
}

unsigned char *read_whole(const char *path, size_t *count)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    assert_true(size >= 0);
    rewind(file);
    unsigned char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    *count = fread(bytes, 1, (size_t)size, file);
    assert_int_equal(*count, size);
    fclose(file);
    bytes[*count] = 0;
    return bytes;
}

char *read_text_of(const char *path)
{
    size_t count;
    return (char *)read_whole(path, &count);
}

void write_in_folder(const char *name, const char *text)
{
    write_file(in_folder(name), text, strlen(text));
}

void cut_file(const char *from, const char *to, int per_mille)
{
    size_t count;
    unsigned char *bytes = read_whole(from, &count);
    write_file(to, bytes, count * (size_t)per_mille / 1000);
    free(bytes);
}

void make_link(const char *to, const char *path)
{
    const int status = symlink(to, path);
    if (status != 0 && errno == ENOSYS)
        skip();
    assert_int_equal(status, 0);
}

void make_fifo(const char *path)
{
    const int status = mkfifo(path, 0600);
    if (status != 0 && errno == ENOSYS)
        skip();
    assert_int_equal(status, 0);
}

void remove_open_file(const char *path)
{
    assert_int_equal(unlink(path), 0);
    if (access(path, F_OK) == 0)
        skip();
}

void borrow_file(const char *from, const char *path)
{
    char whole[1024];
    if (symlink(from, path) == 0)
        return;
    const char *slash = from[0] == '/' ? NULL : strrchr(path, '/');
    snprintf(whole, sizeof(whole), "%.*s%s", slash ? (int)(slash + 1 - path) : 0, path, from);
    if (link(whole, path) != 0)
        cut_file(whole, path, 1000);
}

int open_new(const char *path)
{
    int handle = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    assert_true(handle >= 0);
    return handle;
}

const char *find_part(const char *path)
{
    static char found[1024];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const size_t length = strlen(name);
    char parent[512];
    snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    DIR *directory = opendir(parent);
    const struct dirent *entry;
    struct stat status;
    int count = 0;
    while (directory && (entry = readdir(directory)) != NULL) {
        char entry_path[1024];
        snprintf(entry_path, sizeof(entry_path), "%s/%s", parent, entry->d_name);
        /* A file that was removed may be in the list until it is closed, but is no longer there. */
        if (strlen(entry->d_name) == length + 14 && strncmp(entry->d_name, name, length) == 0 &&
            strcmp(entry->d_name + length + 9, ".part") == 0 && stat(entry_path, &status) == 0 &&
            ++count)
            snprintf(found, sizeof(found), "%s", entry_path);
    }
    if (directory)
        closedir(directory);
    assert_true(count <= 1);
    return count ? found : NULL;
}

int folder_set_up(void **state)
{
    (void)state;
    make_folder();
    return 0;
}

int folder_tear_down(void **state)
{
    (void)state;
    remove_folder();
    return 0;
}
