#include "study/inputs.h"

#include "base/natural.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)1 << 16) /* bytes of text that are asked for at a time */

/* ---- Texts ----------------------------------------------------------------------------------- */

struct facs_text_block {
    struct facs_text_block *before;
    size_t used, size;
    char text[];
};

char *facs_texts_room(facs_texts *texts, size_t size)
{
    struct facs_text_block *block = texts->last;
    if (size > SIZE_MAX / 2)
        return NULL;
    if (!block || block->size - block->used < size) {
        const size_t room = size > BLOCK ? size : BLOCK;
        block = malloc(sizeof(*block) + room);
        if (!block)
            return NULL;
        block->before = texts->last;
        block->used = 0;
        block->size = room;
        texts->last = block;
    }
    block->used += size;
    return block->text + block->used - size;
}

char *facs_texts_join(facs_texts *texts, const char *first, size_t length, const char *second)
{
    const size_t rest = strlen(second) + 1;
    char *text = facs_texts_room(texts, length + rest);
    if (text) {
        memcpy(text, first, length);
        memcpy(text + length, second, rest);
    }
    return text;
}

void facs_texts_undo(facs_texts *texts, const char *text)
{
    texts->last->used = (size_t)(text - texts->last->text);
}

void facs_texts_free(facs_texts *texts)
{
    while (texts->last) {
        struct facs_text_block *block = texts->last;
        texts->last = block->before;
        free(block);
    }
}

/* ---- Inputs ---------------------------------------------------------------------------------- */

int facs_inputs_add(facs_inputs *inputs, const facs_found *found)
{
    if (inputs->count == inputs->room) {
        const size_t room = inputs->room ? 2 * inputs->room : 256;
        facs_found *all = realloc(inputs->all, room * sizeof(*all));
        if (!all)
            return -ENOMEM;
        inputs->all = all;
        inputs->room = room;
    }
    inputs->all[inputs->count++] = *found;
    return 0;
}

static int by_path(const void *a, const void *b)
{
    const facs_found *x = a, *y = b;
    const int order = facs_natural_compare(x->path, y->path);
    return order ? order : (x->origin > y->origin) - (x->origin < y->origin);
}

void facs_inputs_sort(facs_inputs *inputs)
{
    for (size_t i = 1; i < inputs->count; i++) /* what one folder held is sorted already */
        if (by_path(&inputs->all[i - 1], &inputs->all[i]) > 0) {
            qsort(inputs->all, inputs->count, sizeof(*inputs->all), by_path);
            return;
        }
}

void facs_inputs_free(facs_inputs *inputs)
{
    facs_texts_free(&inputs->texts);
    free(inputs->all);
    *inputs = (facs_inputs){.all = NULL};
}
