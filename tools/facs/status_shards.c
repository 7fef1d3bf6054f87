#include "status.h"

#include "os/file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE "facs-batch."

/* The third of 40 shards: 3, 40. */
typedef struct shard {
    int number, of;
} shard;

/* Reads facs-batch.3-of-40.csv, or the name of a journal. Returns 0 if it is something else. */
static int read_name(const char *name, shard *s)
{
    int end = 0;
    if (strncmp(name, BASE, strlen(BASE)) != 0 ||
        sscanf(name + strlen(BASE), "%9d-of-%9d.%n", &s->number, &s->of, &end) != 2 || end == 0)
        return 0;
    const char *ending = strrchr(name, '.');
    return s->number >= 1 && s->number <= s->of && s->of <= FACS_MAX_SHARDS &&
           (strcmp(ending, ".csv") == 0 || strcmp(ending, ".jsonl") == 0);
}

/* Also the table and the journal of a run without shards. */
static int is_wanted(const char *name)
{
    shard s;
    return strcmp(name, BASE "csv") == 0 || strcmp(name, BASE "jsonl") == 0 || read_name(name, &s);
}

static int by_number(const void *a, const void *b)
{
    const shard *first = a, *second = b;
    if (first->of != second->of)
        return first->of < second->of ? -1 : 1;
    return (first->number > second->number) - (first->number < second->number);
}

/* Of sorted shards, finds the division that has the most; *shards is 0 if one is complete. */
static void count_shards(const shard *all, int count, int *shards, int *present)
{
    *shards = *present = 0;
    for (int i = 0, next; i < count; i = next) {
        int different = 0;
        for (next = i; next < count && all[next].of == all[i].of; next++)
            different += next == i || all[next].number != all[next - 1].number;
        if (different == all[i].of) {
            *shards = *present = 0;
            return;
        }
        if (different >= *present) {
            *shards = all[i].of;
            *present = different;
        }
    }
}

int facs_status_find_shards(facs_status *s, const char *folder)
{
    char **names;
    int found = 0, whole = 0;
    const int count = facs_path_list(folder, is_wanted, &names);
    if (count <= 0)
        return count;
    shard *all = malloc((size_t)count * sizeof(*all));
    for (int i = 0; all && i < count; i++) {
        if (read_name(names[i], &all[found]))
            found++;
        else
            whole = 1;
    }
    if (all && found > 0 && !whole) {
        qsort(all, (size_t)found, sizeof(*all), by_number);
        count_shards(all, found, &s->shards, &s->shards_here);
    }
    facs_names_free(names, count);
    const int status = all ? 0 : -ENOMEM;
    free(all);
    return status;
}
