/* The defaults of the options of studies and summaries. */
#include "base/sized.h"

#include <facs/answers.h>
#include <facs/study.h>

#define PATIENCE 300.0 /* seconds; a slow disk that wakes up takes a few */

/* Writes the defaults to a caller's struct, as far as its size reaches. */
#define FILL(options, size_, type, ...)                                                            \
    do {                                                                                           \
        const type own = {.size = sizeof(own), __VA_ARGS__};                                       \
        if (!(options))                                                                            \
            return;                                                                                \
        (options)->size = (size_);                                                                 \
        facs_sized_write((options), &own, &FACS_SIZED(type));                                      \
    } while (0)

void facs_default_study_options_sized(facs_study_options *options, size_t size)
{
    FILL(options, size, facs_study_options, .shards = 1);
}

void facs_default_batch_options_sized(facs_batch_options *options, size_t size)
{
    FILL(options, size, facs_batch_options, .patience = PATIENCE);
}

void facs_default_merge_options_sized(facs_merge_options *options, size_t size)
{
    FILL(options, size, facs_merge_options, .min_confidence = 0);
}

void facs_default_summarize_options_sized(facs_summarize_options *options, size_t size)
{
    FILL(options, size, facs_summarize_options, .jobs = 0);
}

void facs_default_study_page_options_sized(facs_study_page_options *options, size_t size)
{
    FILL(options, size, facs_study_page_options, .jobs = 0);
}
