#include "study/left_out.h"

#include "base/log.h"
#include "os/path.h"

#include <stdio.h>
#include <string.h>

void facs_left_out_add(facs_left_out *left, facs_left_out_why why, int64_t count,
                       const char *folder, const char *name)
{
    char *example = left->example[why];
    if (count > 0 && left->count[why] == 0) {
        const size_t length = strlen(folder);
        const int ends = length == 0 || facs_path_is_separator(folder[length - 1]);
        if (snprintf(example, sizeof(left->example[why]), "%s%s%s", folder,
                     ends || !name[0] ? "" : "/", name) < 0)
            example[0] = '\0';
    }
    left->count[why] += count;
}

/* After "N NOUNS, such as X". The first of each pair is for one, the second for several. */
static const struct {
    facs_log_level level;
    const char *noun[2], *reason[2];
} sentences[FACS_LEFT_REASONS] = {
    [FACS_LEFT_OTHER] = {FACS_LOG_WARNING,
                         {"file", "files"},
                         {"its name does not end like a video's; --pattern includes it",
                          "their names do not end like a video's; --pattern includes them"}},
    [FACS_LEFT_PICTURE] = {FACS_LOG_WARNING,
                           {"picture", "pictures"},
                           {"its folder has other inputs; --pattern includes it",
                            "their folders have other inputs; --pattern includes them"}},
    [FACS_LEFT_HIDDEN] = {FACS_LOG_INFO,
                          {"name", "names"},
                          {"it is hidden or belongs to the system",
                           "they are hidden or belong to the system"}},
    [FACS_LEFT_RESULT] = {FACS_LOG_INFO, {"name", "names"}, {"it is a result", "they are results"}},
    [FACS_LEFT_TWICE] = {FACS_LOG_WARNING,
                         {"name", "names"},
                         {"the same file is an input already",
                          "the same files are inputs already"}},
    [FACS_LEFT_FOLDER] = {FACS_LOG_WARNING,
                          {"folder", "folders"},
                          {"the same folder was walked already",
                           "the same folders were walked already"}},
    [FACS_LEFT_NOWHERE] = {FACS_LOG_WARNING,
                           {"link", "links"},
                           {"it leads nowhere", "they lead nowhere"}},
};

void facs_left_out_say(const facs_left_out *left, int by_pattern, const facs_log *log)
{
    for (int why = 0; why < FACS_LEFT_REASONS; why++) {
        const int several = left->count[why] != 1;
        const char *reason = sentences[why].reason[several];
        facs_log_level level = sentences[why].level;
        if (why == FACS_LEFT_OTHER && by_pattern) {
            reason = several ? "they do not match the pattern" : "it does not match the pattern";
            level = FACS_LOG_INFO;
        }
        if (left->count[why] > 0)
            facs_log_write(log, level, "%lld %s left out%s%s: %s", (long long)left->count[why],
                           sentences[why].noun[several], several ? ", such as " : ", ",
                           left->example[why], reason);
    }
}
