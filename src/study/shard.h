/* Divides inputs into shards of about the same size. */
#ifndef FACS_STUDY_SHARD_H
#define FACS_STUDY_SHARD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Writes the number of its shard, 1..shards, to each of count inputs: the largest first, each to
 * the shard that has least so far. Sizes are in bytes; -1, unknown, counts as the mean of the
 * others. Among equal ones the first goes first, so that the same inputs in the same order are
 * divided the same way on every machine. 0 or -ENOMEM.
 */
int facs_shards_divide(const int64_t *bytes, size_t count, int shards, int *shard);

#endif
