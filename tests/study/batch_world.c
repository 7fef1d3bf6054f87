#include "batch_world.h"

#include "cmocka_all.h"
#include "folder.h"
#include "tiny_world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void copy_frame(const char *name, int n)
{
    char from[64], to[128];
    size_t size;
    snprintf(from, sizeof(from), "frames/%03d.ppm", n);
    snprintf(to, sizeof(to), "study/%s/%03d.ppm", name, n);
    unsigned char *bytes = read_whole(in_folder(from), &size);
    write_file(in_folder(to), bytes, size);
    free(bytes);
}

void batch_world_add(const char *name)
{
    char folder[128];
    snprintf(folder, sizeof(folder), "study/%s", name);
    assert_int_equal(mkdir(in_folder(folder), 0777), 0);
    for (int n = 0; n < BATCH_FRAMES; n++)
        copy_frame(name, n);
}

int batch_world_set_up(void **state)
{
    tiny_world_set_up(state);
    assert_int_equal(mkdir(in_folder("study"), 0777), 0);
    batch_world_add("v1");
    batch_world_add("v2");
    batch_world_add("v10");
    write_in_folder("study/v5.mp4", "This is not a video.\n");
    return 0;
}

int batch_world_tear_down(void **state)
{
    return tiny_world_tear_down(state);
}

facs_batch_options batch_world_options(facs_extract_options *extract)
{
    static char table[512];
    facs_batch_options options;
    *extract = tiny_world_options();
    facs_default_batch_options(&options);
    snprintf(table, sizeof(table), "%s", in_folder("results/facs-batch.csv"));
    options.extract = extract;
    options.table = table;
    options.jobs = 2;
    return options;
}

facs_study *batch_world_study(const char *folder)
{
    char results[512], place[512];
    facs_study *study;
    facs_error error;
    facs_study_options options;
    facs_default_study_options(&options);
    snprintf(results, sizeof(results), "%s", in_folder("results"));
    snprintf(place, sizeof(place), "%s", in_folder(folder));
    const char *const paths[] = {place, NULL};
    options.paths = paths;
    options.results = results;
    if (facs_study_open(&study, &options, &error) < 0)
        fail_msg("%s", error.text);
    return study;
}

facs_batch_totals batch_world_run(const facs_batch_options *options, int expected)
{
    facs_error error;
    facs_batch_totals totals = {.size = sizeof(totals)};
    facs_study *study = batch_world_study("study");
    const int status = facs_batch_run(study, options, &totals, &error);
    if (status != expected)
        fail_msg("%d, not %d: %s", status, expected, status < 0 ? error.text : "");
    facs_study_close(&study);
    return totals;
}

/* ---- The table ------------------------------------------------------------------------------- */

static char text[7][1024];

typedef struct search {
    const char *name;
    facs_batch_row found;
    int counts[FACS_BATCH_SKIPPED + 1];
} search;

static int look(void *opaque, const facs_batch_row *row)
{
    search *s = opaque;
    const size_t length = strlen(row->path), tail = s->name ? strlen(s->name) : length + 1;
    s->counts[row->state]++;
    if (tail > length || strcmp(row->path + length - tail, s->name) != 0)
        return 0;
    s->found = *row;
    const char **const strings[] = {&s->found.path,    &s->found.message,  &s->found.options,
                                    &s->found.results, &s->found.modified, &s->found.finished,
                                    &s->found.host};
    for (int i = 0; i < 7; i++) {
        snprintf(text[i], sizeof(text[i]), "%s", *strings[i]);
        *strings[i] = text[i];
    }
    return 0;
}

static search read_all(const char *name)
{
    facs_error error;
    search s = {.name = name, .found = {.path = ""}};
    if (facs_batch_read(in_folder("results"), look, &s, &error) < 0)
        fail_msg("%s", error.text);
    return s;
}

facs_batch_row batch_world_row(const char *name)
{
    return read_all(name).found;
}

int batch_world_count(facs_batch_state state)
{
    return read_all(NULL).counts[state];
}
