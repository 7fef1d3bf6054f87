/* The command line of facs: one argument per line, after a byte that chooses the command. */
#include "fuzz.h"

#include "analysis.h"
#include "command_line.h"
#include "openface_args.h"
#include "shard_auto.h"

#include <facs/study.h>

#include <stdlib.h>
#include <string.h>

#define WORDS    32
#define COMMANDS 11 /* of facs; then OpenFace's programs, and clusters */

static int split(char *text, char *words[WORDS + 1])
{
    int count = 0;
    for (char *next = text; next && count < WORDS; count++) {
        words[count] = next;
        next = strchr(next, '\n');
        if (next)
            *next++ = 0;
    }
    words[count] = NULL;
    return count;
}

static void check_numbers(const facs_extract_options *options)
{
    const facs_options *analysis = &options->analysis;
    FUZZ_EXPECT(analysis->threads >= 0 && analysis->threads <= FACS_MAX_THREADS);
    FUZZ_EXPECT(analysis->faces >= 0 && analysis->faces <= FACS_MAX_FACES);
    FUZZ_EXPECT(options->every >= 0 && options->every <= FACS_MAX_FRAMES);
    FUZZ_EXPECT(options->fps >= 0 && options->fps <= FACS_MAX_FPS);
}

static void parse_facs(unsigned command, char **words)
{
    facs_args args;
    facs_error error;
    facs_extract_options options;
    facs_console console = {.name = NULL};
    char option[FACS_MAX_OPTION];
    if (facs_args_parse(&args, command, "extract", words, &error) == 0) {
        FUZZ_EXPECT(args.operand_count <= WORDS);
        facs_args_spelling(&args, 'o');
        if (facs_analysis_options(&options, &args, &console, &error) == 0)
            check_numbers(&options);
    } else {
        facs_args_find_field(error.text, option);
    }
    facs_args_free(&args);
}

static void parse_openface(unsigned program, char **words)
{
    facs_openface_args args;
    facs_error error;
    if (facs_openface_args_parse(&args, program, "FeatureExtraction", words, &error) == 0)
        check_numbers(&args.analysis.options);
    facs_openface_args_free(&args);
}

/* The variables of clusters: words NAME=VALUE. */
static char **variables;

static char *get_variable(const char *name)
{
    const size_t length = strlen(name);
    for (char **word = variables; *word; word++)
        if (strncmp(*word, name, length) == 0 && (*word)[length] == '=')
            return *word + length + 1;
    return NULL;
}

static void find_shard(char **words)
{
    int shard, shards;
    facs_error error;
    variables = words;
    if (facs_shard_auto(&shard, &shards, get_variable, &error) == 0)
        FUZZ_EXPECT(shard >= 1 && shard <= shards && shards <= FACS_MAX_SHARDS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    char *words[WORDS + 1];
    const int choice = fuzz_byte(&input) % 16;
    char *text = fuzz_text(input);
    split(text, words);
    if (choice < COMMANDS)
        parse_facs(1u << choice, words);
    else if (choice < 15)
        parse_openface(1u << (choice - COMMANDS) % 4, words);
    else
        find_shard(words);
    free(text);
    return 0;
}
