/* The size of a terminal, also after it has changed, and what is a terminal that can be redrawn. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "os/terminal.h"

#include "cmocka_all.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

typedef struct pair {
    int outer, inner; /* what a terminal emulator holds, and what a program writes to */
} pair;

static pair open_terminal(void)
{
    pair p = {.outer = posix_openpt(O_RDWR | O_NOCTTY)};
    assert_true(p.outer >= 0);
    assert_int_equal(grantpt(p.outer), 0);
    assert_int_equal(unlockpt(p.outer), 0);
    p.inner = open(ptsname(p.outer), O_RDWR | O_NOCTTY);
    assert_true(p.inner >= 0);
    return p;
}

static void resize(const pair *p, int columns, int rows)
{
    const struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
    assert_int_equal(ioctl(p->outer, TIOCSWINSZ, &size), 0);
}

static void check_size(int handle, int columns, int rows)
{
    int got_columns = -1, got_rows = -1;
    facs_terminal_size(handle, &got_columns, &got_rows);
    assert_int_equal(got_columns, columns);
    assert_int_equal(got_rows, rows);
}

static void test_the_size_is_asked_for_each_time(void **state)
{
    (void)state;
    pair p = open_terminal();
    check_size(p.inner, 80, 24); /* a new one does not know its size */
    resize(&p, 132, 50);
    check_size(p.inner, 132, 50);
    resize(&p, 20, 5);
    check_size(p.inner, 20, 5);
    close(p.inner);
    close(p.outer);
    check_size(-1, 80, 24);
}

static void test_which_terminals_can_be_redrawn(void **state)
{
    (void)state;
    pair p = open_terminal();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    setenv("TERM", "xterm", 1);
    assert_int_equal(facs_terminal_can_redraw(p.inner), 1);
    assert_int_equal(facs_terminal_can_redraw(ends[1]), 0);
    setenv("TERM", "dumb", 1);
    assert_int_equal(facs_terminal_can_redraw(p.inner), 0);
    unsetenv("TERM");
    assert_int_equal(facs_terminal_can_redraw(p.inner), 0);
    close(ends[0]);
    close(ends[1]);
    close(p.inner);
    close(p.outer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_size_is_asked_for_each_time),
        cmocka_unit_test(test_which_terminals_can_be_redrawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
