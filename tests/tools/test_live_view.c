/* facs live --view as a user runs it: where the page is, what it serves, how it ends. */
#define _XOPEN_SOURCE 700 /* posix_openpt */

#include "http.h"
#include "spawn.h"

#include "cmocka_all.h"
#include "make_clip.h"
#include "scratch.h"
#include "tiny_world.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 60000

static int setup(void **state)
{
    (void)state;
    tiny_world_make();
    return 0;
}

/* Runs facs live on the looped frames, with the given standard error and output. */
static running start_live(int standard_error, int standard_output)
{
    return start_built(getenv("FACS_EXE"),
                       "live frames --realtime --loop --fps 60 --models models --landmarks pfld "
                       "--view",
                       (int[3]){-1, standard_output, standard_error});
}

static void end_live(running child)
{
    interrupt_program(child);
    assert_int_equal(end_of(child), 130);
}

/* Returns the page's address from the first line. */
static void read_address(int from, char *address, size_t size)
{
    static const char before[] = "facs: view: ";
    char line[256];
    size_t length = 0;
    struct pollfd ready = {.fd = from, .events = POLLIN};
    while (length + 1 < sizeof(line) && poll(&ready, 1, PATIENCE_MS) == 1 &&
           read(from, line + length, 1) == 1 && line[length] != '\n')
        length++;
    line[length] = '\0';
    if (strncmp(line, before, strlen(before)) != 0)
        fail_msg("no address: %s", line);
    snprintf(address, size, "%.*s", (int)strcspn(line + strlen(before), "\r"),
             line + strlen(before));
}

/* Expects the page and frames, each later than the one before. */
static void check_page(const char *address)
{
    char path[128];
    int last = 0;
    http_answer page = http_get(http_port(address), http_path(address));
    assert_int_equal(page.status, 200);
    assert_non_null(strstr(page.body, "<title>facs live</title>"));
    http_answer_free(&page);
    int connection = http_connect("127.0.0.1", http_port(address));
    for (int i = 0; i < 5; i++) {
        int number = 0;
        snprintf(path, sizeof(path), "%snext?after=%d", http_path(address), last);
        http_ask(connection, path, "127.0.0.1");
        http_answer frame = http_receive(connection, PATIENCE_MS);
        assert_int_equal(frame.status, 200);
        assert_int_equal(sscanf(frame.body + 4, "{\"number\":%d,", &number), 1);
        assert_true(number > last);
        assert_non_null(strstr(frame.body + 4, "\"picture\":[320,240]"));
        assert_non_null(strstr(frame.body + 4, "\"faces\":[{\"schema\":1,"));
        assert_true(frame.bytes > 4 * TINY_WIDTH * TINY_HEIGHT);
        last = number;
        http_answer_free(&frame);
    }
    close(connection);
}

static void a_page_is_served_alongside_the_lines(void **state)
{
    char address[128];
    int errors[2];
    (void)state;
    assert_int_equal(pipe(errors), 0);
    int lines = open(scratch("lines"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const running child = start_live(errors[1], lines);
    close(errors[1]);
    close(lines);
    read_address(errors[0], address, sizeof(address));
    check_page(address);
    end_live(child);
    close(errors[0]);
    char *text = read_text(scratch("lines"));
    assert_int_equal(strncmp(text, "{\"schema\":1,\"frame\":1,", 22), 0);
    free(text);
    assert_int_equal(http_connect("127.0.0.1", http_port(address)), -1);
}

/* Replaces the desktop's opener with a program that records what it is told to open. */
static void make_opener(const char *name)
{
    char path[64];
    snprintf(path, sizeof(path), "bin/%s", name);
    write_text(scratch(path),
               "#!/bin/sh\necho said\necho \"$1\" >opened.new\nmv opened.new opened\n");
    assert_int_equal(chmod(scratch(path), 0700), 0);
}

/* Opens a pseudo-terminal; its other end goes to *other_end. */
static int make_terminal(int *other_end)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    *other_end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
    assert_true(*other_end >= 0);
    return terminal;
}

/* Reads the rest as text, without carriage returns. */
static void read_rest(int terminal, char *text, size_t size)
{
    size_t length = 0;
    char c;
    while (length + 1 < size && read(terminal, &c, 1) == 1)
        if (c != '\r')
            text[length++] = c;
    text[length] = '\0';
}

static void on_a_desktop_the_browser_opens_once(void **state)
{
    char address[128], path[4096], said[4096], place[128];
    int other_end;
    (void)state;
    assert_int_equal(mkdir(scratch("bin"), 0700), 0);
    make_opener("xdg-open");
    make_opener("open");
    char *before = strdup(getenv("PATH"));
    snprintf(path, sizeof(path), "%s:%s", scratch("bin"), before);
    setenv("PATH", path, 1);
    setenv("DISPLAY", ":77", 1);
    int terminal = make_terminal(&other_end);
    const running child = start_live(other_end, other_end);
    close(other_end);
    setenv("PATH", before, 1);
    free(before);
    read_address(terminal, address, sizeof(address));
    for (int i = 0; i < PATIENCE_MS / 20 && !exists(scratch("opened")); i++) {
        const struct timespec pause = {.tv_nsec = 20 * 1000000};
        nanosleep(&pause, NULL);
    }
    char *entry = read_text(scratch("opened"));
    entry[strcspn(entry, "\n")] = '\0';
    assert_string_not_equal(entry, address); /* others can read the command line */
    assert_int_equal(http_port(entry), http_port(address));
    http_answer answer = http_get(http_port(entry), http_path(entry));
    assert_int_equal(answer.status, 303);
    assert_string_equal(http_header(&answer, "Location", place, sizeof(place)), http_path(address));
    http_answer_free(&answer);
    answer = http_get(http_port(entry), http_path(entry));
    assert_int_equal(answer.status, 404);
    http_answer_free(&answer);
    free(entry);
    check_page(address);
    interrupt_program(child);
    read_rest(terminal, said, sizeof(said)); /* before the child can end */
    close(terminal);
    assert_int_equal(end_of(child), 130);
    /* On a terminal there are no lines of results and no output of the opener, only the summary. */
    assert_int_equal(strncmp(said, "facs: frames: ", 14), 0);
    assert_int_equal(strchr(said, '\n') - said, strlen(said) - 1);
}

static void impossible_requests_are_refused(void **state)
{
    char arguments[256];
    (void)state;
    assert_refused("live frames --realtime --models models --view-port 8642", 2, "--view with it");
    assert_refused("live frames --realtime --view --view-port 70000", 2, "--view-port");
    assert_refused("extract frames --view", 2, "--view is not an option of facs extract");
    /* A port that is in use. */
    char address[128];
    int errors[2];
    assert_int_equal(pipe(errors), 0);
    int nowhere = open("/dev/null", O_WRONLY);
    const running child = start_live(errors[1], nowhere);
    close(errors[1]);
    close(nowhere);
    read_address(errors[0], address, sizeof(address));
    snprintf(arguments, sizeof(arguments),
             "live frames --realtime --models models --view --view-port %d", http_port(address));
    assert_refused(arguments, 1, "is in use");
    end_live(child);
    close(errors[0]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_page_is_served_alongside_the_lines),
        TEST(on_a_desktop_the_browser_opens_once),
        TEST(impossible_requests_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
