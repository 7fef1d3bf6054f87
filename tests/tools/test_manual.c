/* docs/facs.1 names every option of the command, and no other option. */
#include "spawn.h"

#include "cmocka_all.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPTION_LETTERS "abcdefghijklmnopqrstuvwxyz-"

static const char *const commands[] = {"extract", "live",     "models",     "doctor",
                                       "bench",   "quantize", "agreement",  "report",
                                       "status",  "merge",    "completions"};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static char *page(void)
{
    const char *path = getenv("FACS_MANUAL");
    assert_non_null(path);
    return read_text(path);
}

/* Returns 1 if text contains before followed by the whole name, which has length letters. */
static int names(const char *text, const char *before, const char *name, size_t length)
{
    size_t skip_length = strlen(before);
    for (const char *at = strstr(text, before); at; at = strstr(at + 1, before))
        if (strncmp(at + skip_length, name, length) == 0 &&
            !strchr(OPTION_LETTERS, at[skip_length + length]))
            return 1;
    return 0;
}

/* In mdoc, "--every" is ".It Fl -every" or ", Fl -every". */
static void test_the_page_names_every_option(void **state)
{
    char *text = page();
    int seen = 0;
    (void)state;
    for (size_t c = 0; c < COMMANDS; c++) {
        char arguments[64];
        snprintf(arguments, sizeof(arguments), "%s --help", commands[c]);
        outcome o = run_facs(arguments);
        assert_int_equal(o.status, 0);
        for (const char *at = strstr(o.out, "--"); at; at = strstr(at + 2, "--")) {
            size_t length = strspn(at + 2, OPTION_LETTERS);
            if (!names(text, "Fl -", at + 2, length))
                fail_msg("docs/facs.1 does not name --%.*s", (int)length, at + 2);
            seen++;
        }
        if (!names(text, ".It Cm ", commands[c], strlen(commands[c])))
            fail_msg("docs/facs.1 does not name facs %s", commands[c]);
        outcome_free(&o);
    }
    assert_true(seen > 30); /* 23 of extract alone */
    free(text);
}

static void test_the_page_names_no_other_option(void **state)
{
    char *text = page(), *help[COMMANDS];
    (void)state;
    for (size_t c = 0; c < COMMANDS; c++) {
        char arguments[64];
        snprintf(arguments, sizeof(arguments), "%s --help", commands[c]);
        outcome o = run_facs(arguments);
        help[c] = o.out;
        free(o.err);
    }
    for (const char *at = strstr(text, "Fl -"); at; at = strstr(at + 4, "Fl -")) {
        size_t length = strspn(at + 4, OPTION_LETTERS);
        int found = strncmp(at + 4, "version", length) == 0;
        for (size_t c = 0; c < COMMANDS; c++)
            found |= names(help[c], "--", at + 4, length);
        if (!found)
            fail_msg("no command has --%.*s, which docs/facs.1 names", (int)length, at + 4);
    }
    for (size_t c = 0; c < COMMANDS; c++)
        free(help[c]);
    free(text);
}

/* ---- FeatureExtraction(1): flags with one dash ----------------------------------------------- */

#define FLAG_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

/* Copies the flag at the start of at, "-fdir" or "--help", to flag. Returns its length. */
static size_t take_flag(const char *at, char flag[64])
{
    size_t length = strspn(at, FLAG_LETTERS);
    snprintf(flag, 64, "%.*s", (int)length, at);
    return length;
}

/* In help, a flag starts a line after blanks: "      -fdir DIR"; "  -h, --help". */
static int help_has(const char *help, const char *flag)
{
    char found[64];
    for (const char *line = help; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *at = line + strspn(line, " ");
        if (at == line || *at != '-')
            continue;
        size_t length = take_flag(at, found);
        if (strcmp(found, flag) == 0)
            return 1;
        if (at[length] == ',' && (take_flag(at + length + 2, found), strcmp(found, flag) == 0))
            return 1;
    }
    return 0;
}

static void test_the_page_of_openfaces_flags(void **state)
{
    (void)state;
    const char *path = getenv("FACS_OPENFACE_MANUAL");
    assert_non_null(path);
    char *text = read_text(path), flag[64];
    outcome video = run_facs("FeatureExtraction --help"),
            image = run_facs("FaceLandmarkImg --help"), shown = run_facs("FaceLandmarkVid --help"),
            several = run_facs("FaceLandmarkVidMulti --help");
    const char *const helps[] = {video.out, image.out, shown.out, several.out};
    int seen = 0;
    for (int i = 0; i < 4; i++)
        for (const char *at = strstr(helps[i], "\n      -"); at; at = strstr(at + 1, "\n      -")) {
            take_flag(at + 7, flag);
            if (!names(text, "Fl ", flag + 1, strlen(flag + 1)))
                fail_msg("docs/FeatureExtraction.1 does not name %s", flag);
            seen++;
        }
    assert_true(seen > 60); /* about 40 each */
    for (const char *at = strstr(text, "Fl "); at; at = strstr(at + 1, "Fl ")) {
        flag[0] = '-';
        size_t length = strspn(at + 3, FLAG_LETTERS);
        snprintf(flag + 1, sizeof(flag) - 1, "%.*s", (int)length, at + 3);
        if (!help_has(video.out, flag) && !help_has(image.out, flag))
            fail_msg("no program has %s, which docs/FeatureExtraction.1 names", flag);
    }
    outcome_free(&video);
    outcome_free(&image);
    outcome_free(&shown);
    outcome_free(&several);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_page_names_every_option, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_page_names_no_other_option, scratch_setup,
                                        scratch_teardown),
        cmocka_unit_test_setup_teardown(test_the_page_of_openfaces_flags, scratch_setup,
                                        scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
