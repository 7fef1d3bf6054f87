#include "output/input_identity.h"

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "media/source.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/thread.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024) /* bytes read at a time */

#define OF_WHOLE  "sha256"
#define OF_PIECES "sha256 of the first, middle and last 16 MiB and the size"
#define OF_FOLDER "sha256 of the images' names, sizes and times"

struct facs_input_identity {
    facs_input_facts facts;
    char *name, *path;
    facs_input_bytes *from; /* NULL: a file or folder */
    int is_folder, is_standard_input;
    facs_thread thread;
    int begun, running; /* running 1: the thread must be joined */
    atomic_int cancelled;
    int status; /* the thread's; -ESTALE: the input changed */
};

/* ---- Times ----------------------------------------------------------------------------------- */

void facs_time_text(char text[FACS_TIME_SIZE], int64_t nanoseconds)
{
    int64_t fraction = nanoseconds % 1000000000;
    fraction += fraction < 0 ? 1000000000 : 0;
    struct tm utc = {0};
    int length = 0;
    if (facs_clock_utc((nanoseconds - fraction) / 1000000000, &utc)) /* a year from 1677 to 2262 */
        length = snprintf(text, FACS_TIME_SIZE, "%d-%02d-%02dT%02d:%02d:%02d", utc.tm_year + 1900,
                          utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    if (fraction)
        snprintf(text + length, (size_t)(FACS_TIME_SIZE - length), ".%09" PRId64 "Z", fraction);
    else
        snprintf(text + length, (size_t)(FACS_TIME_SIZE - length), "Z");
}

/* ---- Files ----------------------------------------------------------------------------------- */

static int open_input(const facs_input_identity *identity)
{
    return identity->is_standard_input ? facs_handle_copy(FACS_STANDARD_INPUT)
                                       : facs_handle_open(identity->path, FACS_OPEN_READ_NOW);
}

/* Like pread; -errno. file: -1 if a program supplies the bytes. */
static int64_t read_piece(const facs_input_identity *identity, int file, int64_t from, void *block,
                          size_t count)
{
    return identity->from ? facs_input_bytes_read(identity->from, from, block, count)
                          : facs_handle_read_at(file, block, count, from);
}

static int add_range(const facs_input_identity *identity, facs_hash *hash, int file, int64_t from,
                     int64_t count)
{
    unsigned char *block = malloc(BLOCK);
    int status = block ? 0 : -ENOMEM;
    while (count > 0 && status == 0) {
        const size_t wanted = count < (int64_t)BLOCK ? (size_t)count : BLOCK;
        const int64_t have = read_piece(identity, file, from, block, wanted);
        if (have <= 0)
            status = have < 0 ? (int)have : -ESTALE; /* it has become shorter */
        else
            facs_hash_add(hash, block, (size_t)have);
        if (atomic_load(&identity->cancelled))
            status = -ECANCELED;
        from += have;
        count -= have;
    }
    free(block);
    return status;
}

static int is_as_it_was(const facs_input_facts *facts, int file)
{
    facs_file_info info;
    return facs_handle_info(file, &info) == 0 && info.kind == FACS_REGULAR_FILE &&
           info.size == facts->size && info.modified_ns == facts->modified_ns;
}

static int hash_bytes(const facs_input_identity *identity, facs_hash *hash, int file)
{
    const int64_t size = identity->facts.size, piece = FACS_DIGEST_PIECE;
    char text[32];
    if (size <= FACS_WHOLE_DIGEST)
        return add_range(identity, hash, file, 0, size);
    int status = add_range(identity, hash, file, 0, piece);
    if (status == 0)
        status = add_range(identity, hash, file, (size - piece) / 2, piece);
    if (status == 0)
        status = add_range(identity, hash, file, size - piece, piece);
    snprintf(text, sizeof(text), "%" PRId64, size);
    facs_hash_add(hash, text, strlen(text));
    return status;
}

static int hash_file(const facs_input_identity *identity, facs_hash *hash)
{
    if (identity->from)
        return hash_bytes(identity, hash, -1);
    const int file = open_input(identity);
    if (file < 0)
        return file;
    int status = hash_bytes(identity, hash, file);
    if (status == 0 && !is_as_it_was(&identity->facts, file))
        status = -ESTALE;
    facs_handle_close(file);
    return status;
}

/* ---- Folders --------------------------------------------------------------------------------- */

/* Totals the images, and adds them to hash if it is not NULL. */
static int survey_folder(const char *path, int64_t *size, int64_t *latest, facs_hash *hash)
{
    char **names, line[64];
    const int folder = facs_handle_open(path, FACS_OPEN_FOLDER);
    if (folder < 0)
        return folder;
    const int count = facs_folder_list(folder, facs_source_is_image_name, &names);
    *size = *latest = 0;
    for (int i = 0; i < count; i++) {
        facs_file_info image;
        if (facs_folder_info(folder, names[i], &image) < 0)
            continue;
        const int64_t time = image.modified_ns;
        *size += image.size;
        *latest = time > *latest ? time : *latest;
        const int length =
            snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 "\n", image.size, time);
        if (hash) { /* the name with its NUL */
            facs_hash_add(hash, names[i], strlen(names[i]) + 1);
            facs_hash_add(hash, line, (size_t)length);
        }
    }
    facs_names_free(names, count);
    facs_handle_close(folder);
    return count < 0 ? count : 0;
}

static int hash_folder(const facs_input_identity *identity, facs_hash *hash)
{
    int64_t size, latest;
    const int status = survey_folder(identity->path, &size, &latest, hash);
    const facs_input_facts *facts = &identity->facts;
    return status < 0 ? status : size == facts->size && latest == facts->modified_ns ? 0 : -ESTALE;
}

/* ---- The identity ---------------------------------------------------------------------------- */

static void *work(void *argument)
{
    facs_input_identity *identity = argument;
    facs_hash hash;
    facs_hash_begin(&hash, facs_sha256_fastest());
    identity->status =
        identity->is_folder ? hash_folder(identity, &hash) : hash_file(identity, &hash);
    if (identity->status == 0)
        facs_hash_end_hex(&hash, identity->facts.digest);
    return NULL;
}

static void look(facs_input_identity *identity, const char *input)
{
    facs_input_facts *facts = &identity->facts;
    facs_file_info info;
    if (identity->from) {
        facts->size = facs_input_bytes_size(identity->from);
        facts->known = facts->size >= 0;
        return;
    }
    identity->is_standard_input = strcmp(input, "-") == 0;
    if (identity->is_standard_input) {
        if (facs_handle_info(FACS_STANDARD_INPUT, &info) < 0 || info.kind != FACS_REGULAR_FILE)
            return;
    } else if (!identity->path || facs_path_info(identity->path, &info) < 0) {
        return;
    }
    identity->is_folder = info.kind == FACS_FOLDER;
    if (identity->is_folder) {
        facts->known = survey_folder(identity->path, &facts->size, &facts->modified_ns, NULL) == 0;
    } else if (info.kind == FACS_REGULAR_FILE) {
        facts->known = 1;
        facts->size = info.size;
        facts->modified_ns = info.modified_ns;
    }
    facts->timed = facts->known;
}

int facs_input_identity_open(facs_input_identity **out, const char *input, facs_input_bytes *from,
                             facs_error *error)
{
    *out = NULL;
    facs_input_identity *identity = calloc(1, sizeof(*identity));
    if (!identity || !(identity->name = strdup(input))) {
        free(identity);
        return facs_fail_memory(error, "the input's identity");
    }
    identity->from = from;
    if (!from && facs_source_kind_of_name(input) == FACS_NAME_OF_FILE)
        identity->path = facs_path_absolute(input);
    identity->facts.name = identity->name;
    identity->facts.path = identity->path;
    look(identity, input);
    *out = identity;
    return 0;
}

int facs_input_identity_begin(facs_input_identity *identity, facs_error *error)
{
    if (identity->begun || !identity->facts.known)
        return 0;
    const int failure = facs_thread_start(&identity->thread, work, identity);
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure, "a thread could not be started");
    identity->begun = identity->running = 1;
    return 0;
}

const facs_input_facts *facs_input_identity_facts(const facs_input_identity *identity)
{
    return &identity->facts;
}

int facs_input_identity_wait(facs_input_identity *identity, const facs_input_facts **facts,
                             facs_error *error)
{
    int status = facs_input_identity_begin(identity, error);
    if (status < 0)
        return status;
    const int failure = identity->running ? facs_thread_join(identity->thread) : 0;
    identity->running = 0;
    if (failure)
        return facs_fail(error, FACS_ERROR_INTERNAL, failure, "a thread could not be joined");
    if (identity->status == -ENOMEM)
        return facs_fail_memory(error, "the input's digest");
    if (identity->begun && identity->status == 0)
        identity->facts.method = identity->is_folder                         ? OF_FOLDER
                                 : identity->facts.size <= FACS_WHOLE_DIGEST ? OF_WHOLE
                                                                             : OF_PIECES;
    *facts = &identity->facts;
    return 0;
}

void facs_input_identity_close(facs_input_identity **identity)
{
    if (!*identity)
        return;
    atomic_store(&(*identity)->cancelled, 1);
    if ((*identity)->running)
        facs_thread_join((*identity)->thread);
    free((*identity)->name);
    free((*identity)->path);
    free(*identity);
    *identity = NULL;
}
