#include "study_args.h"

#include "command.h"
#include "console.h"
#include "results.h"
#include "shard_auto.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads a number from 1 to max and moves past it. Returns 0 if there is none. */
static int take_number(const char **word, int max)
{
    int number = 0;
    for (; **word >= '0' && **word <= '9' && number <= max; ++*word)
        number = 10 * number + (**word - '0');
    return number <= max ? number : 0;
}

/* Reads "I/N" or "auto". */
static int take_shard(facs_args *args, facs_error *error)
{
    const char *word = args->share;
    if (!word)
        return 0;
    if (strcmp(word, "auto") == 0)
        return facs_shard_auto(&args->shard, &args->shards, getenv, error);
    args->shard = take_number(&word, FACS_MAX_SHARDS);
    if (args->shard && *word == '/') {
        word++;
        args->shards = take_number(&word, FACS_MAX_SHARDS);
    }
    if (*word || args->shard == 0 || args->shard > args->shards)
        return facs_refuse(
            error, "--shard: expected auto or I/N, the share I of N, such as 3/40, not \"%s\"",
            args->share);
    return 0;
}

int facs_study_args_open(facs_study **study, facs_args *args, const facs_log *log,
                         facs_error *error)
{
    facs_study_options options;
    *study = NULL;
    if (take_shard(args, error) < 0)
        return -EINVAL;
    facs_default_study_options(&options);
    options.paths = args->operands;
    options.list = args->list;
    options.pattern = args->pattern;
    options.results = args->directory;
    options.root = args->root;
    options.log = *log;
    options.shard = args->shard;
    options.shards = args->shards ? args->shards : 1;
    if (args->dry_run && !args->shard) /* a share, even one of one, has the sizes looked up */
        options.shard = 1;
    const int status = facs_study_open(study, &options, error);
    args->inputs = facs_study_count(*study);
    return status;
}

int facs_study_args_print(const facs_study *study, const facs_args *args)
{
    int status = FACS_EXIT_DONE;
    facs_study_input input = {.size = sizeof(input)};
    for (int64_t i = 0; facs_study_get(study, i, &input) == 0; i++) {
        facs_result_files files;
        const int failure = facs_results_of(&files, args, input.csv);
        if (failure < 0 || strpbrk(input.path, "\n\r\t")) {
            facs_console_say(NULL, "%s: %s", input.path,
                             failure < 0 ? "out of memory for the name of its result"
                                         : "a list cannot hold a name with a line break or a tab");
            status = FACS_EXIT_FAILED;
        } else {
            printf("%s\t", input.path);
            if (input.bytes >= 0)
                printf("%lld", (long long)input.bytes);
            printf("\t%s\n", files.csv ? files.csv : "");
        }
        facs_results_free(&files);
    }
    return status;
}
