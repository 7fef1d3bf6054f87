#include "study/summary_list.h"

#include "base/error.h"
#include "base/log.h"
#include "os/file.h"
#include "study/merge_columns.h"
#include "study/merge_reader.h"

#include <errno.h>
#include <stdlib.h>

/* 1: the file is a table of something else, such as events. */
static int is_other(const char *csv, facs_merge_columns *columns)
{
    facs_merge_reader *reader = NULL;
    facs_merge_line header;
    facs_error fault;
    int status = facs_merge_reader_open(&reader, csv, 0, &header, &fault);
    if (status == 0)
        status = facs_merge_columns_add(columns, csv, header.text, header.length, &fault);
    facs_merge_reader_close(&reader);
    return status == -ENOMSG;
}

static int add(facs_summary_list *list, const facs_merge_result *result, int in_folder)
{
    if (list->count == list->room) {
        const size_t room = list->room ? 2 * list->room : 64;
        const facs_merge_result **results = realloc(list->results, room * sizeof(*results));
        list->results = results ? results : list->results;
        unsigned char *flags = realloc(list->in_folder, room);
        list->in_folder = flags ? flags : list->in_folder;
        if (!results || !flags)
            return -ENOMEM;
        list->room = room;
    }
    list->results[list->count] = result;
    list->in_folder[list->count++] = (unsigned char)in_folder;
    return 0;
}

/* The results of one path. */
static int add_all(facs_summary_list *list, const facs_merge_list *found, int in_folder,
                   const facs_log *log, facs_error *error)
{
    facs_merge_columns columns;
    int status = facs_merge_columns_open(&columns, error);
    for (size_t i = 0; status == 0 && i < found->count; i++) {
        const facs_merge_result *result = &found->results[i];
        if (!result->csv)
            list->missing++;
        else if (in_folder && !result->json && is_other(result->csv, &columns))
            facs_log_write(log, FACS_LOG_INFO, "%s is not a result; it is left out", result->csv);
        else if (add(list, result, in_folder) < 0)
            status = facs_fail_memory(error, "the list of results");
    }
    facs_merge_columns_close(&columns);
    return status;
}

int facs_summary_list_open(facs_summary_list *list, const char *const *paths, const char *output,
                           const facs_log *log, facs_error *error)
{
    size_t count = 0;
    while (paths[count])
        count++;
    list->lists = calloc(count + 1, sizeof(*list->lists));
    int status = list->lists ? 0 : facs_fail_memory(error, "the list of results");
    for (; status == 0 && list->list_count < count; list->list_count++) {
        facs_merge_list *found = &list->lists[list->list_count];
        const char *path = paths[list->list_count];
        const int is_folder = facs_path_kind(path) == FACS_FOLDER;
        status = is_folder ? facs_merge_list_open(found, path, output, log, error)
                           : facs_merge_list_add(found, path, error);
        list->left_out += found->left_out;
        if (status == 0)
            status = add_all(list, found, is_folder, log, error);
    }
    return status;
}

void facs_summary_list_close(facs_summary_list *list)
{
    for (size_t i = 0; i < list->list_count; i++)
        facs_merge_list_close(&list->lists[i]);
    free(list->lists);
    free(list->results);
    free(list->in_folder);
    *list = (facs_summary_list){.count = 0};
}
