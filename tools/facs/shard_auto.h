/* --shard auto: which share of a study this task of a cluster takes. */
#ifndef FACS_TOOLS_SHARD_AUTO_H
#define FACS_TOOLS_SHARD_AUTO_H

#include <facs/facs.h>

/* The number of shares, for engines that do not tell it. It also replaces what they tell: the
 * task's number is then the share. */
#define FACS_SHARDS_VARIABLE "FACS_SHARDS"

/*
 * Finds the share, 1..*shards, in the variables that engines set for each task of an array; get
 * is getenv() or the like. Refuses (-EINVAL) if there are none, if they contradict each other,
 * or if they cannot say what the whole array was.
 */
int facs_shard_auto(int *shard, int *shards, char *(*get)(const char *name), facs_error *error);

#endif
