/* The program runs itself, as something that ends, fails, crashes or hangs. */
#include "os/again.h"

#include "cmocka_all.h"
#include "os/clock.h"
#include "os/interrupt.h"
#include "pause.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static int run_again(const char *word, double seconds)
{
    const int status = facs_again_run(word, seconds);
    if (status == -ENOEXEC) /* of another processor: its emulator would have to start it */
        skip();
    return status;
}

static void its_exit_status_is_returned(void **state)
{
    (void)state;
    assert_int_equal(run_again("status 0", 100), 0);
    assert_int_equal(run_again("status 7", 100), 7);
}

static void a_crash_is_no_status(void **state)
{
    (void)state;
    assert_int_equal(run_again("crash", 100), -EIO);
}

static void what_hangs_is_ended(void **state)
{
    (void)state;
    const double start = facs_clock_ms();
    assert_int_equal(run_again("hang", 0.5), -ETIMEDOUT);
    assert_in_range(facs_clock_ms() - start, 500, 20000);
}

static void it_has_the_same_environment(void **state)
{
    (void)state;
    assert_int_equal(setenv("FACS_TEST_AGAIN", "9", 1), 0);
    assert_int_equal(run_again("environment", 100), 9);
}

static void an_interrupt_ends_it(void **state)
{
    (void)state;
#ifdef _WIN32
    skip(); /* interrupts come from the console */
#endif
    facs_interrupt_watch();
    assert_int_equal(raise(SIGINT), 0);
    assert_int_equal(run_again("hang", 100), -EINTR);
}

static int do_what(const char *word)
{
    if (strncmp(word, "status ", 7) == 0)
        return atoi(word + 7);
    if (strcmp(word, "environment") == 0)
        return atoi(getenv("FACS_TEST_AGAIN"));
    if (strcmp(word, "hang") == 0)
        pause_ms(60000);
#ifdef _WIN32
    exit((int)0xc0000005); /* as after a bad access, for which Wine would start its debugger */
#else
    __builtin_trap();
#endif
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_exit_status_is_returned),
        cmocka_unit_test(a_crash_is_no_status),
        cmocka_unit_test(what_hangs_is_ended),
        cmocka_unit_test(it_has_the_same_environment),
        cmocka_unit_test(an_interrupt_ends_it), /* last: it stays interrupted */
    };
    return argc > 1 ? do_what(argv[1]) : cmocka_run_group_tests(tests, NULL, NULL);
}
