#include "study/twice.h"

#include "os/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An input whose file is known. */
typedef struct known {
    const facs_found *input;
    char *real; /* its path without links */
} known;

static int is_same_file(const known *a, const known *b)
{
    return a->input->device == b->input->device && a->input->inode == b->input->inode;
}

/* Of one file, the names that are no links come first. */
static int by_file(const void *a, const void *b)
{
    const facs_found *x = ((const known *)a)->input, *y = ((const known *)b)->input;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    if (x->is_link != y->is_link)
        return x->is_link ? 1 : -1;
    return (x > y) - (x < y);
}

static int by_real_path(const void *a, const void *b)
{
    const int order = strcmp(((const known *)a)->real, ((const known *)b)->real);
    return order ? order : by_file(a, b);
}

/* Marks those of count names of one file that lead to the same path as another one. */
static void mark(known *names, size_t count, const facs_inputs *inputs, unsigned char *dropped)
{
    size_t known_count = 0;
    for (size_t i = 0; i < count; i++) {
        names[known_count].input = names[i].input;
        names[known_count].real = facs_path_absolute(names[i].input->path);
        known_count += names[known_count].real != NULL; /* otherwise it has just disappeared */
    }
    qsort(names, known_count, sizeof(*names), by_real_path);
    for (size_t i = 1; i < known_count; i++)
        if (strcmp(names[i].real, names[i - 1].real) == 0)
            dropped[names[i].input - inputs->all] = 1;
    for (size_t i = 0; i < known_count; i++)
        free(names[i].real);
}

/* Names that a folder itself has are all different. */
static int may_be_twice(const facs_found *input)
{
    return input->is_link || !input->walked;
}

static int mark_all(const facs_inputs *inputs, unsigned char *dropped)
{
    size_t count = 0;
    known *names = calloc(inputs->count, sizeof(*names));
    if (!names)
        return -ENOMEM;
    for (size_t i = 0; i < inputs->count; i++)
        if (inputs->all[i].inode)
            names[count++].input = &inputs->all[i];
    qsort(names, count, sizeof(*names), by_file);
    for (size_t i = 0, next; i < count; i = next) {
        int any = may_be_twice(names[i].input);
        for (next = i + 1; next < count && is_same_file(&names[i], &names[next]); next++)
            any |= may_be_twice(names[next].input);
        if (any && next > i + 1)
            mark(&names[i], next - i, inputs, dropped);
    }
    free(names);
    return 0;
}

int facs_twice_drop(facs_inputs *inputs, facs_left_out *left)
{
    unsigned char *dropped = calloc(inputs->count + 1, 1);
    size_t kept = 0, unsure = 0;
    int status = dropped ? 0 : -ENOMEM;
    for (size_t i = 0; i < inputs->count && status == 0; i++) {
        dropped[i] = i > 0 && strcmp(inputs->all[i].path, inputs->all[i - 1].path) == 0;
        unsure += inputs->all[i].inode && may_be_twice(&inputs->all[i]);
    }
    if (status == 0 && unsure > 0 && inputs->count > 1)
        status = mark_all(inputs, dropped);
    for (size_t i = 0; i < inputs->count && status == 0; i++)
        if (dropped[i])
            facs_left_out_add(left, FACS_LEFT_TWICE, 1, "", inputs->all[i].path);
        else
            inputs->all[kept++] = inputs->all[i];
    if (status == 0)
        inputs->count = kept;
    free(dropped);
    return status;
}
