/* The command that facs status shows, from a NAME.json into which anyone may have written anything.
 */
#include "status.h"

#include "command_line.h"
#include "console.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IN_R      "facs status r --left | facs extract --resume --list - --root in -d r"
#define LONG_LINE 5000

/* As the system's shells read them. */
#ifdef _WIN32
#define QUOTED(words) "\"" words "\""
#define ITS           "\"in d/it's\""
#define BACKSLASH     "in\\"
#else
#define QUOTED(words) "'" words "'"
#define ITS           "'in d/it'\\''s'"
#define BACKSLASH     "'in\\'"
#endif

static char path[] = "in/p01/clip.mp4", results[] = "p01/clip.csv;p01/clip.json";

/* A result of ROOT/p01/clip.mp4, and an input that is left or failed. */
static char *command_for(const char *folder, facs_batch_state which, int *is_general)
{
    facs_status s = {.totals.inputs = 2, .path = path, .results = results};
    return facs_status_command(&s, folder, which, is_general);
}

static void check_made(facs_batch_state which, int general, const char *expected)
{
    int is_general = -1;
    assert_int_equal(chdir(scratch("")), 0);
    char *command = command_for("r", which, &is_general);
    assert_non_null(command);
    assert_string_equal(command, expected);
    assert_int_equal(is_general, general);
    free(command);
}

static void write_run(json_t *run)
{
    json_t *root = json_pack("{s:o}", "run", run);
    char *text = json_dumps(root, 0);
    write_text(scratch("r/p01/clip.json"), text);
    free(text);
    json_decref(root);
}

static void check_command(const char *line, facs_batch_state which, int general,
                          const char *expected)
{
    write_run(json_pack("{s:s}", "command_line", line));
    check_made(which, general, expected);
}

static int setup(void **state)
{
    scratch_setup(state);
    return mkdir(scratch("r"), 0700) || mkdir(scratch("r/p01"), 0700) || mkdir(scratch("q"), 0700);
}

static void test_the_command_that_goes_on(void **state)
{
    int is_general;
    (void)state;
    check_command("facs extract in -d r --au static", FACS_BATCH_LEFT, 0,
                  "facs extract --resume in -d r --au static");
    check_command("/usr/bin/facs extract 'in d/it'\\''s' --resume --directory=./r",
                  FACS_BATCH_FAILED, 0,
                  "facs extract --retry-failed " ITS " --resume --directory=./r");
    check_command("facs extract in '' --overlay .mp4 -dr", FACS_BATCH_LEFT, 0,
                  "facs extract --resume in " QUOTED("") " --overlay .mp4 -dr");
    /* As it was typed on Windows. */
    check_command("facs extract \"i n\" -d r --overlay \".mp4\"", FACS_BATCH_LEFT, 0,
                  "facs extract --resume " QUOTED("i n") " -d r --overlay .mp4");
    check_command("facs extract \"in\\\\\" -d r", FACS_BATCH_LEFT, 0,
                  "facs extract --resume " BACKSLASH " -d r");
    check_command("facs extract -d r in/p01/clip.mp4", FACS_BATCH_LEFT, 1, IN_R);
    check_command(
        "facs extract --list - -d r", FACS_BATCH_FAILED, 1,
        "facs status r --failed | facs extract --resume --retry-failed --list - --root in -d r");
    check_command("facs extract in -d r --shard 1/2", FACS_BATCH_LEFT, 1, IN_R);
    facs_status none = {.path = NULL};
    assert_null(facs_status_command(&none, "r", FACS_BATCH_LEFT, &is_general));
}

static void test_a_command_that_somebody_else_wrote(void **state)
{
    static const char *const lines[] = {
        "rm -rf in; facs extract in -d r",
        "facs extract in -d $(reboot)",
        "facs extract 'in",
        "facs extract \"in",
        "facs extract \"in\\\" -d r",
        "notfacs extract in -d r",
        "facs extract in -d r\nreboot",
        "facs",
        "facs status in",
        "",
        "   ",
        "facs extract in -d r --no-such-option",
        "facs extract in -d r --runtime /tmp/evil.so",
        "facs extract in -d r --no-sandbox",
        "facs extract in -d r --overlay /home/me/.profile",
        "facs extract in -d r --csv /home/me/.profile",
        "facs extract in -d r --json=/home/me/.profile",
        "facs extract in -d r --save-neutral /home/me/.profile",
        "facs extract in -o /home/me/.profile",
        "facs extract in -d q", /* another folder */
        "facs extract in",
        "facs extract 'in\t' -d r", /* would be shown as another command */
    };
    char line[LONG_LINE + 32];
    (void)state;
    check_command("/tmp/evil/facs extract in -d r", FACS_BATCH_LEFT, 0,
                  "facs extract --resume in -d r");
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        check_command(lines[i], FACS_BATCH_LEFT, 1, IN_R);
    snprintf(line, sizeof(line), "facs extract -d r %0*d", LONG_LINE, 0);
    check_command(line, FACS_BATCH_LEFT, 1, IN_R);
    write_run(json_pack("{s:s, s:s}", "command_line", "facs extract in\xef\xbf\xbd -d r",
                        "command_line_bytes", "facs%20extract%20in%FF%20-d%20r"));
    check_made(FACS_BATCH_LEFT, 1, IN_R);
    assert_int_equal(remove(scratch("r/p01/clip.json")), 0);
    make_fifo(scratch("r/p01/clip.json")); /* nobody writes to it */
    check_made(FACS_BATCH_LEFT, 1, IN_R);
    assert_int_equal(remove(scratch("r/p01/clip.json")), 0);
}

static void check_from(const char *line, const char *typed_in, int general, const char *format)
{
    int is_general = -1;
    char expected[4096];
    char *here = realpath(scratch(""), NULL), *folder = here ? realpath(scratch("r"), NULL) : NULL;
    assert_non_null(folder);
    write_run(json_pack("{s:s, s:s}", "command_line", line, "folder", typed_in ? typed_in : here));
    snprintf(expected, sizeof(expected), format, general == 1 && typed_in ? folder : here, folder,
             folder);
    assert_int_equal(chdir(scratch("q")), 0);
    char *command = command_for("../r", FACS_BATCH_LEFT, &is_general);
    assert_string_equal(command, expected);
    assert_int_equal(is_general, general);
    free(command);
    free(folder);
    free(here);
}

static void test_a_command_that_was_typed_elsewhere(void **state)
{
    (void)state;
    check_from("facs extract in -d r", NULL, 0, "cd %s && facs extract --resume in -d r");
    check_from("facs extract in --list - -d r", NULL, 1,
               "cd %s && facs status %s --left | facs extract --resume --list - --root in -d %s");
#define FROM_HERE "facs status ../r --left | facs extract --resume --list - --root in -d ../r"
    check_from("facs extract in -d r", "/no/such/folder", 1, FROM_HERE);
    check_from("facs extract in -d r", "..", 1, FROM_HERE);
    check_from("facs extract in -d r", "/", 1,
               "cd / && facs status %s --left | facs extract --resume --list - --root in -d %s");
}

static void test_this_command_again(void **state)
{
    char facs[] = "facs", extract[] = "extract", in[] = "i n", control[] = "i\033[2Jn";
    char *plain[] = {facs, extract, in, NULL}, *odd[] = {facs, extract, control, NULL};
    (void)state;
    facs_command_line_keep(3, plain);
    char *again = facs_command_line_again("--resume");
    assert_string_equal(again, "facs extract --resume " QUOTED("i n"));
    free(again);
    facs_command_line_keep(3, odd);
    assert_null(facs_command_line_again("--resume")); /* would be shown as another command */
}

static void test_names_that_look_like_options(void **state)
{
    char dash[] = "-in/p01/clip.mp4", control[] = "i\tn/p01/clip.mp4";
    facs_status s = {.totals.inputs = 2, .path = dash, .results = results};
    int is_general;
    (void)state;
    char *command = facs_status_command(&s, "-r", FACS_BATCH_LEFT, &is_general);
    assert_string_equal(command,
                        "facs status ./-r --left | facs extract --resume --list - --root ./-in "
                        "-d ./-r");
    free(command);
    s.path = control; /* is shown as i?n */
    assert_null(facs_status_command(&s, "r", FACS_BATCH_LEFT, &is_general));
    char *word = facs_shell_path("--a b");
    assert_string_equal(word, QUOTED("./--a b"));
    free(word);
    assert_false(facs_console_changes("caf\xc3\xa9 \xff"));
    assert_true(facs_console_changes("a\n"));
    assert_true(facs_console_changes("\xc2\x9b"
                                     "2J"));
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_the_command_that_goes_on),
        IN_FOLDER(test_a_command_that_somebody_else_wrote),
        IN_FOLDER(test_a_command_that_was_typed_elsewhere),
        IN_FOLDER(test_names_that_look_like_options),
        cmocka_unit_test(test_this_command_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
