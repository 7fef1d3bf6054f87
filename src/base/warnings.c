#include "base/warnings.h"

#include "base/log.h"
#include "os/thread.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DETAIL_SIZE 256
#define TEXT_SIZE   768

/* Each kind's code, and its sentence for one and for several ("%lld" is how many). */
static const struct {
    const char *code, *one, *several;
} kinds[FACS_WARNINGS] = {
    [FACS_WARNING_CUT_SHORT] = {"cut-short",
                                "the input is cut short: what comes after its last row is missing",
                                NULL},
    [FACS_WARNING_READ_FAILED] = {"read-failed", "reading failed before the end of the input",
                                  "reading failed %lld times"},
    [FACS_WARNING_DAMAGED_FRAMES] = {"damaged-frames",
                                     "1 frame is damaged: do not trust its values",
                                     "%lld frames are damaged: do not trust their values"},
    [FACS_WARNING_DAMAGED_DATA] = {"damaged-data", "1 piece of the input is damaged",
                                   "%lld pieces of the input are damaged"},
    [FACS_WARNING_UNDECODED_FRAMES] = {"undecoded-frames",
                                       "1 frame could not be decoded and has no row",
                                       "%lld frames could not be decoded and have no row"},
    [FACS_WARNING_LOST_FRAMES] = {"lost-frames", "1 frame is missing from the input",
                                  "%lld frames are missing from the input"},
    [FACS_WARNING_DROPPED_FRAMES] = {"dropped-frames", "1 frame was dropped when this was recorded",
                                     "%lld frames were dropped when this was recorded"},
    [FACS_WARNING_UNREADABLE_IMAGES] = {"unreadable-images",
                                        "1 image could not be read and has no row",
                                        "%lld images could not be read and have no row"},
    [FACS_WARNING_WRONG_TIMES] = {"wrong-times", "1 frame had a wrong time, which was corrected",
                                  "%lld frames had wrong times, which were corrected"},
    [FACS_WARNING_STILL_TIMES] = {"still-times", "1 frame has the time of the one before it",
                                  "%lld frames have the time of the one before them"},
    [FACS_WARNING_CLOCK_RESTART] =
        {"clock-restart", "the clock of the input restarts once: times continue from there",
         "the clock of the input restarts %lld times: times continue from there"},
    [FACS_WARNING_SIZE_CHANGE] =
        {"size-change", "1 frame has a different size and was scaled to that of the first",
         "%lld frames have different sizes and were scaled to that of the first"},
    [FACS_WARNING_SEVERAL_STREAMS] = {"several-streams",
                                      "the input has several video streams: only one was used",
                                      NULL},
    [FACS_WARNING_INTERLACED] = {"interlaced", "1 frame is interlaced: use --deinterlace",
                                 "%lld frames are interlaced: use --deinterlace"},
    [FACS_WARNING_FIRST_PICTURE_ONLY] =
        {"first-picture-only", "the file has several pictures: only the first was read",
         "%lld files have several pictures: only the first of each was read"},
    [FACS_WARNING_NARROW_SAMPLES] =
        {"narrow-samples",
         "the samples use fewer bits than their format has: they were scaled to its full range",
         NULL},
    [FACS_WARNING_LANDMARK_ROWS] =
        {"landmark-rows",
         "1 row of the given landmarks lacks a number: it counts as a row without a face",
         "%lld rows of the given landmarks lack a number: they count as rows without a face"},
    [FACS_WARNING_OTHER_PERSON] =
        {"other-person",
         "the picture cuts to a face that looks like another person's, but they share one neutral "
         "face: --faces all keeps people apart",
         "the picture cuts %lld times to a face that looks like another person's, but they share "
         "one neutral face: --faces all keeps people apart"},
    [FACS_WARNING_NO_FACE] = {"no-face", "no face was found in any frame", NULL},
    [FACS_WARNING_SHORT_CLIP] = {"short-clip",
                                 "a face is visible in too few frames for dynamic models to learn "
                                 "its neutral expression: use --au static",
                                 "%lld faces are visible in too few frames for dynamic models to "
                                 "learn their neutral expressions: use --au static"},
    [FACS_WARNING_UNKNOWN_WEIGHTS] = {"unknown-weights", "1 file of weights is unknown to facs",
                                      "%lld files of weights are unknown to facs"},
    [FACS_WARNING_MISSING_WEIGHTS] = {"missing-weights",
                                      "landmarks are CLNF's, because a file of CE-CLM is missing",
                                      NULL},
};

typedef struct entry {
    int64_t count;
    int64_t first_frame;
    double first_time;
    char detail[DETAIL_SIZE];
    char text[TEXT_SIZE]; /* written when it is reported */
    int64_t ranges[FACS_WARNING_RANGES][2];
    int range_count;
    int ranges_whole;
} entry;

struct facs_warnings {
    facs_mutex lock;
    char *name;
    const facs_log *log;
    entry *entries[FACS_WARNINGS]; /* NULL: none of that kind yet */
    int memory_failed;             /* 1: something could not be recorded */
};

int facs_warnings_open(facs_warnings **out, const char *name, const facs_log *log)
{
    *out = NULL;
    facs_warnings *warnings = calloc(1, sizeof(*warnings));
    if (!warnings)
        return -ENOMEM;
    warnings->name = strdup(!name ? "" : strcmp(name, "-") == 0 ? "standard input" : name);
    warnings->log = log;
    int failure = warnings->name ? facs_mutex_init(&warnings->lock) : -ENOMEM;
    if (failure) {
        free(warnings->name);
        free(warnings);
        return failure;
    }
    *out = warnings;
    return 0;
}

void facs_warnings_close(facs_warnings **warnings)
{
    if (!*warnings)
        return;
    for (int kind = 0; kind < FACS_WARNINGS; kind++)
        free((*warnings)->entries[kind]);
    facs_mutex_destroy(&(*warnings)->lock);
    free((*warnings)->name);
    free(*warnings);
    *warnings = NULL;
}

/* Adds a frame to the ranges, which are in the order in which they came. */
static void add_range(entry *e, int64_t frame)
{
    if (e->range_count > 0) {
        int64_t *latest = e->ranges[e->range_count - 1];
        if (frame >= latest[0] && frame <= latest[1] + 1) {
            latest[1] = frame > latest[1] ? frame : latest[1];
            return;
        }
    }
    if (e->range_count == FACS_WARNING_RANGES) {
        e->ranges_whole = 0;
        return;
    }
    e->ranges[e->range_count][0] = frame;
    e->ranges[e->range_count++][1] = frame;
}

static void write_text(entry *e, facs_warning_kind kind)
{
    const int several = e->count > 1 && kinds[kind].several;
    char text[TEXT_SIZE], place[96] = "";
    if (several) {
        const char *number = strstr(kinds[kind].several, "%lld");
        snprintf(text, sizeof(text), "%.*s%lld%s", (int)(number - kinds[kind].several),
                 kinds[kind].several, (long long)e->count, number + 4);
    } else {
        snprintf(text, sizeof(text), "%s", kinds[kind].one);
    }
    const char *first = several ? "first " : "";
    if (e->first_frame >= 0 && !isnan(e->first_time))
        snprintf(place, sizeof(place), "%sat frame %lld, %.3f s", first,
                 (long long)e->first_frame + 1, e->first_time);
    else if (e->first_frame >= 0)
        snprintf(place, sizeof(place), "%sat frame %lld", first, (long long)e->first_frame + 1);
    else if (!isnan(e->first_time))
        snprintf(place, sizeof(place), "%sat %.3f s", first, e->first_time);
    const char *between = place[0] && e->detail[0] ? "; " : "";
    if (place[0] || e->detail[0])
        snprintf(e->text, sizeof(e->text), "%.*s (%s%s%s)", TEXT_SIZE - 400, text, place, between,
                 e->detail);
    else
        snprintf(e->text, sizeof(e->text), "%s", text);
}

/* Returns the entry of a kind, new if it is the first; NULL: out of memory. Called locked. */
static entry *entry_of(facs_warnings *warnings, facs_warning_kind kind)
{
    entry *e = warnings->entries[kind];
    if (e)
        return e;
    e = calloc(1, sizeof(*e));
    if (!e) {
        warnings->memory_failed = 1;
        return NULL;
    }
    e->ranges_whole = 1;
    warnings->entries[kind] = e;
    return e;
}

void facs_warnings_note(facs_warnings *warnings, facs_warning_kind kind, facs_occasion when,
                        const char *detail, ...)
{
    char first[TEXT_SIZE] = "";
    va_list arguments;

    if (!warnings || when.count < 1)
        return;
    va_start(arguments, detail);
    facs_mutex_lock(&warnings->lock);
    entry *e = entry_of(warnings, kind);
    if (e && e->count == 0) {
        e->first_frame = when.frame;
        e->first_time = when.time;
        if (detail && vsnprintf(e->detail, sizeof(e->detail), detail, arguments) < 0)
            e->detail[0] = '\0';
        e->count = when.count;
        if (warnings->log) {
            write_text(e, kind);
            memcpy(first, e->text, sizeof(first));
        }
    } else if (e) {
        e->count += when.count;
    }
    if (e && when.frame >= 0)
        add_range(e, when.frame);
    facs_mutex_unlock(&warnings->lock);
    va_end(arguments);
    if (first[0])
        facs_log_write(warnings->log, FACS_LOG_WARNING, "%s: %s", warnings->name, first);
}

int facs_warnings_kinds(facs_warnings *warnings)
{
    int count = 0;
    if (!warnings)
        return 0;
    facs_mutex_lock(&warnings->lock);
    for (int kind = 0; kind < FACS_WARNINGS; kind++)
        count += warnings->entries[kind] != NULL;
    facs_mutex_unlock(&warnings->lock);
    return count;
}

int64_t facs_warnings_count(facs_warnings *warnings, facs_warning_kind kind)
{
    if (!warnings)
        return 0;
    facs_mutex_lock(&warnings->lock);
    const int64_t count = warnings->entries[kind] ? warnings->entries[kind]->count : 0;
    facs_mutex_unlock(&warnings->lock);
    return count;
}

int facs_warnings_status(facs_warnings *warnings)
{
    if (!warnings)
        return 0;
    facs_mutex_lock(&warnings->lock);
    const int failed = warnings->memory_failed;
    facs_mutex_unlock(&warnings->lock);
    return failed ? -ENOMEM : 0;
}

int facs_warnings_get(facs_warnings *warnings, int i, facs_warning *warning)
{
    for (int kind = 0; warnings && i >= 0 && kind < FACS_WARNINGS; kind++) {
        entry *e = warnings->entries[kind];
        if (!e || i-- > 0)
            continue;
        write_text(e, (facs_warning_kind)kind);
        *warning = (facs_warning){.code = kinds[kind].code,
                                  .text = e->text,
                                  .count = e->count,
                                  .first_frame = e->first_frame,
                                  .first_time = e->first_time,
                                  .ranges = (const int64_t(*)[2])e->ranges,
                                  .range_count = e->range_count,
                                  .ranges_whole = e->ranges_whole};
        return 0;
    }
    return -ERANGE;
}

void facs_warnings_tell(facs_warnings *warnings, const facs_log *log)
{
    facs_warning warning;
    for (int i = 0; facs_warnings_get(warnings, i, &warning) == 0; i++)
        facs_log_write(log, FACS_LOG_WARNING, "%s: %s", warnings->name, warning.text);
}
