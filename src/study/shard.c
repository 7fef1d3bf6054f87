#include "study/shard.h"

#include <errno.h>
#include <stdlib.h>

/* Even an empty input takes some time: as much as so many bytes. */
#define OVERHEAD 1

typedef struct sized {
    uint64_t size;
    size_t index;
} sized;

typedef struct load {
    uint64_t size;
    int shard;
} load;

static uint64_t add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static int by_size(const void *a, const void *b)
{
    const sized *x = a, *y = b;
    const int sizes = (x->size < y->size) - (x->size > y->size);
    return sizes ? sizes : (x->index > y->index) - (x->index < y->index);
}

static uint64_t mean_of(const int64_t *bytes, size_t count)
{
    uint64_t sum = 0, known = 0;
    for (size_t i = 0; i < count; i++)
        if (bytes[i] >= 0) {
            sum = add(sum, (uint64_t)bytes[i]);
            known++;
        }
    return known ? sum / known : 0;
}

static int is_less(const load *a, const load *b)
{
    return a->size < b->size || (a->size == b->size && a->shard < b->shard);
}

/* Moves the first of a heap down to where it belongs. */
static void sink(load *heap, size_t count)
{
    const load moved = heap[0];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < count) {
        child += child + 1 < count && is_less(&heap[child + 1], &heap[child]);
        if (!is_less(&heap[child], &moved))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

int facs_shards_divide(const int64_t *bytes, size_t count, int shards, int *shard)
{
    const uint64_t mean = mean_of(bytes, count);
    sized *inputs = calloc(count ? count : 1, sizeof(*inputs));
    load *heap = calloc((size_t)shards, sizeof(*heap));
    const int status = inputs && heap ? 0 : -ENOMEM;
    if (status == 0) {
        for (size_t i = 0; i < count; i++)
            inputs[i] = (sized){add(bytes[i] >= 0 ? (uint64_t)bytes[i] : mean, OVERHEAD), i};
        for (int s = 0; s < shards; s++) /* all empty: a heap */
            heap[s].shard = s + 1;
        qsort(inputs, count, sizeof(*inputs), by_size);
        for (size_t i = 0; i < count; i++) {
            shard[inputs[i].index] = heap[0].shard;
            heap[0].size = add(heap[0].size, inputs[i].size);
            sink(heap, (size_t)shards);
        }
    }
    free(inputs);
    free(heap);
    return status;
}
