/* Messages and lines of progress on a terminal, as they look on its screen. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "console.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* ---- A terminal emulator that knows just what the console sends ------------------------------ */

enum { COLUMNS = 20, ROWS = 12 };

typedef struct screen {
    char cells[ROWS][COLUMNS + 1];
    int row, column;
} screen;

static void clear_rest(screen *s, int row)
{
    for (int c = row == s->row ? s->column : 0; c < COLUMNS; c++)
        s->cells[row][c] = ' ';
}

static const char *obey(screen *s, const char *at)
{
    char *end;
    const long number = strtol(at + 1, &end, 10);
    assert_int_equal(*at, '[');
    assert_non_null(strchr("AKJ", *end));
    if (*end == 'A')
        s->row -= (int)number;
    assert_true(s->row >= 0);
    for (int row = s->row; *end != 'A' && row < ROWS; row++)
        if (row == s->row || *end == 'J')
            clear_rest(s, row);
    return end + 1;
}

static void put(screen *s, const char *text)
{
    for (const char *at = text; *at;) {
        const char c = *at++;
        if (c == '\r')
            s->column = 0;
        else if (c == '\n')
            s->row++;
        else if (c == '\033')
            at = obey(s, at);
        else {
            if (s->column == COLUMNS) { /* wraps */
                s->row++;
                s->column = 0;
            }
            s->cells[s->row][s->column++] = c;
        }
        assert_true(s->row < ROWS); /* as high as the tests need */
    }
}

/* Compares the screen with rows that end with '|' each; blanks at their ends do not count. */
static void check_screen(const char *sent, const char *expected)
{
    screen s = {.row = 0};
    char got[ROWS * (COLUMNS + 2) + 1] = "";
    for (s.row = 0; s.row < ROWS; s.row++)
        clear_rest(&s, s.row);
    s.row = 0;
    put(&s, sent);
    for (int row = 0; row < ROWS; row++) {
        size_t length = strlen(s.cells[row]);
        while (length > 0 && s.cells[row][length - 1] == ' ')
            s.cells[row][--length] = 0;
        strcat(strcat(got, s.cells[row]), "|");
    }
    size_t length = strlen(got);
    while (length > 1 && got[length - 2] == '|')
        got[--length] = 0;
    assert_string_equal(got, expected);
}

/* ---- What a function sends to its terminal --------------------------------------------------- */

static char sent[1 << 16];

/* In a child whose standard error is a terminal. */
static void run_in_terminal(void (*act)(facs_console *console), const char *kind)
{
    const struct winsize size = {.ws_col = COLUMNS, .ws_row = ROWS};
    int status = 0;
    size_t length = 0;
    const int outer = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(outer >= 0 && grantpt(outer) == 0 && unlockpt(outer) == 0);
    const int inner = open(ptsname(outer), O_RDWR | O_NOCTTY);
    assert_true(inner >= 0 && ioctl(inner, TIOCSWINSZ, &size) == 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        facs_console console;
        const facs_args args = {.quiet = 0};
        setenv("TERM", kind, 1);
        if (dup2(inner, STDERR_FILENO) < 0)
            _exit(1);
        facs_console_open(&console, &args);
        act(&console);
        facs_console_show(&console, NULL);
        _exit(0);
    }
    close(inner);
    for (ssize_t n; (n = read(outer, sent + length, sizeof(sent) - 1 - length)) > 0;)
        length += (size_t)n;
    sent[length] = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(outer);
}

/* What is on the screen before the last lines are removed. */
static void cut_end(void)
{
    char *end = NULL;
    for (char *at = sent; (at = strstr(at, "\r")) != NULL; at++)
        if (at[1] != '\n')
            end = at;
    assert_non_null(end);
    *end = 0;
}

static void messages_and_lines(facs_console *console)
{
    facs_console_show(console, "a 10 %\nb 20 %\n2 left");
    facs_console_say(console, "warning");
    facs_console_show(console, "a 11 %\nbatch");
    facs_console_say(console, "a sentence of two rows");
    facs_console_show(console, "a 12 %\nb 1 %\nc 3 %\nbatch");
}

static void test_messages_scroll_above_the_lines(void **state)
{
    (void)state;
    run_in_terminal(messages_and_lines, "xterm");
    check_screen(sent, "facs: warning|facs: a sentence of|two rows|");
    cut_end();
    check_screen(sent, "facs: warning|facs: a sentence of|two rows|a 12 %|b 1 %|c 3 %|batch|");
}

/* The window has become narrower, and the terminal has broken the lines. */
static void narrowed(facs_console *console)
{
    struct winsize size = {.ws_col = 40, .ws_row = ROWS};
    ioctl(STDERR_FILENO, TIOCSWINSZ, &size);
    facs_console_show(console, "a line of thirty cells, broken\nbatch");
    size.ws_col = COLUMNS;
    ioctl(STDERR_FILENO, TIOCSWINSZ, &size);
    facs_console_show(console, "a short line\nbatch");
}

static void test_lines_in_a_narrower_window(void **state)
{
    (void)state;
    run_in_terminal(narrowed, "xterm");
    /* What is replaced is not erased first. */
    assert_non_null(strstr(sent, "\r\033[2Aa short line\033[K\r\nbatch\033[K\033[J"));
    check_screen(sent, "|");
    cut_end();
    check_screen(sent, "a short line|batch|");
}

static void odd_messages(facs_console *console)
{
    facs_console_say(console, "a\n\033[2Jb\x7f \xc2\x9b"
                              "2J \xc2\xa0\xc3\xbc\xff");
    facs_console_put_name(stderr, "a\nb\xc2\x9b"
                                  "2J\xc2");
}

static void test_a_message_has_no_terminal_escapes(void **state)
{
    (void)state;
    run_in_terminal(odd_messages, "xterm");
    assert_string_equal(sent, "facs: a??[2Jb? ??2J \xc2\xa0\xc3\xbc\xff\r\na?b?2J\xc2");
}

static void test_a_dumb_terminal_gets_messages_only(void **state)
{
    (void)state;
    run_in_terminal(messages_and_lines, "dumb");
    assert_string_equal(sent, "facs: warning\r\nfacs: a sentence of two rows\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages_scroll_above_the_lines),
        cmocka_unit_test(test_lines_in_a_narrower_window),
        cmocka_unit_test(test_a_message_has_no_terminal_escapes),
        cmocka_unit_test(test_a_dumb_terminal_gets_messages_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
