/* Pipes whose readers are slow, absent, or gone. */
#include "output/stream.h"

#include "cmocka_all.h"
#include "folder.h"
#include "scratch.h"

#include "os/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LONG (1 << 20) /* bytes; more than a pipe holds */

static atomic_int stop_after; /* how many questions until the answer is "stop" */

static int cancelled(void *opaque)
{
    (void)opaque;
    return atomic_fetch_sub(&stop_after, 1) <= 0;
}

static int said;

static void note(void *opaque, facs_log_level level, const char *text)
{
    (void)opaque;
    said += level == FACS_LOG_WARNING && strstr(text, "has gone") != NULL;
}

static facs_stream_options patient(void)
{
    atomic_store(&stop_after, 1000000);
    said = 0;
    return (facs_stream_options){.cancelled = cancelled,
                                 .log = {.write = note, .level = FACS_LOG_WARNING}};
}

static const char *new_fifo(void)
{
    const char *path = scratch("fifo");
    make_fifo(path);
    return path;
}

/* Opens a stream to a new FIFO; *reader is the other end. */
static facs_stream *open_fifo(const facs_stream_options *options, int *reader)
{
    facs_stream *stream;
    const char *path = new_fifo();
    *reader = open(path, O_RDONLY | O_NONBLOCK);
    assert_true(*reader >= 0);
    assert_int_equal(facs_stream_open(&stream, path, options, NULL), 0);
    return stream;
}

static void test_a_file(void **state)
{
    (void)state;
    const facs_stream_options options = {.goes_on = 0};
    facs_stream *stream;
    facs_error error;
    write_text(scratch("x.jsonl"), "what was there before, and is longer");
    assert_int_equal(facs_stream_open(&stream, scratch("x.jsonl"), &options, &error), 0);
    assert_int_equal(facs_stream_write(stream, "one\n", 4, &error), 0);
    char *text = read_text(scratch("x.jsonl"));
    assert_string_equal(text, "one\n"); /* at once, not only at the end */
    free(text);
    assert_int_equal(facs_stream_write(stream, "two\n", 4, &error), 0);
    facs_stream_close(&stream);
    assert_null(stream);
    text = read_text(scratch("x.jsonl"));
    assert_string_equal(text, "one\ntwo\n");
    free(text);
}

static void test_what_cannot_be_written(void **state)
{
    (void)state;
    const facs_stream_options options = {.goes_on = 0};
    facs_stream *stream;
    facs_error error;
    assert_int_equal(facs_stream_open(&stream, scratch("absent/x"), &options, &error), -ENOENT);
    assert_null(stream);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    assert_non_null(strstr(error.text, "absent/x cannot be written"));
    if (access("/dev/full", W_OK) != 0)
        skip();
    assert_int_equal(facs_stream_open(&stream, "/dev/full", &options, &error), 0);
    assert_int_equal(facs_stream_write(stream, "one\n", 4, &error), -ENOSPC);
    assert_int_equal(error.kind, FACS_ERROR_OUTPUT);
    facs_stream_close(&stream);
}

typedef struct slow_reader {
    int fd;
    size_t bytes;
    int wrong;
} slow_reader;

/* Reads pieces of odd sizes, with pauses. */
static void *read_slowly(void *opaque)
{
    slow_reader *r = opaque;
    const struct timespec pause = {.tv_nsec = 300000};
    static unsigned char piece[7001];
    for (;;) {
        ssize_t count = read(r->fd, piece, sizeof(piece));
        if (count <= 0)
            return NULL;
        for (ssize_t i = 0; i < count; i++)
            r->wrong += piece[i] != (unsigned char)((r->bytes + (size_t)i) % 251);
        r->bytes += (size_t)count;
        nanosleep(&pause, NULL);
    }
}

static void test_a_slow_reader_gets_all(void **state)
{
    (void)state;
    const facs_stream_options options = patient();
    facs_error error;
    slow_reader reader = {.fd = -1};
    pthread_t thread;
    char *text = malloc(LONG);
    assert_non_null(text);
    for (size_t i = 0; i < LONG; i++)
        text[i] = (char)(i % 251);
    facs_stream *stream = open_fifo(&options, &reader.fd);
    assert_int_equal(fcntl(reader.fd, F_SETFL, O_RDONLY), 0); /* blocking */
    assert_int_equal(pthread_create(&thread, NULL, read_slowly, &reader), 0);
    assert_int_equal(facs_stream_write(stream, text, LONG, &error), 0);
    facs_stream_close(&stream);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(reader.bytes, LONG);
    assert_int_equal(reader.wrong, 0);
    close(reader.fd);
    free(text);
}

/* A reader that never reads delays a stop by half a second, not for ever. */
static void test_nobody_reads(void **state)
{
    (void)state;
    const facs_stream_options options = patient();
    facs_error error;
    int reader;
    char *text = calloc(1, LONG);
    assert_non_null(text);
    facs_stream *stream = open_fifo(&options, &reader);
    atomic_store(&stop_after, 3);
    double start = facs_clock_ms();
    assert_int_equal(facs_stream_write(stream, text, LONG, &error), -ECANCELED);
    double took = facs_clock_ms() - start;
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(took >= 499 && took < 5000); /* a busy machine */
    facs_stream_close(&stream);
    close(reader);
    free(text);
}

static void test_the_reader_goes(void **state)
{
    (void)state;
    const facs_stream_options options = patient();
    facs_error error;
    int reader;
    facs_stream *stream = open_fifo(&options, &reader);
    assert_int_equal(facs_stream_write(stream, "one\n", 4, &error), 0);
    close(reader);
    assert_int_equal(facs_stream_write(stream, "two\n", 4, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CLOSED);
    assert_non_null(strstr(error.text, "has gone"));
    assert_int_equal(said, 0);
    facs_stream_close(&stream);
}

/* If files are written as well, this is logged once, and nothing more. */
static void test_the_run_goes_on(void **state)
{
    (void)state;
    facs_stream_options options = patient();
    facs_error error;
    int reader;
    options.goes_on = 1;
    facs_stream *stream = open_fifo(&options, &reader);
    close(reader);
    for (int n = 0; n < 5; n++)
        assert_int_equal(facs_stream_write(stream, "row\n", 4, &error), 0);
    assert_int_equal(said, 1);
    facs_stream_close(&stream);
}

static void *open_later(void *opaque)
{
    const struct timespec pause = {.tv_nsec = 120000000};
    int *reader = opaque;
    nanosleep(&pause, NULL);
    *reader = open(scratch("fifo"), O_RDONLY);
    return NULL;
}

static void test_a_fifo_waits_for_its_reader(void **state)
{
    (void)state;
    facs_stream_options options = patient();
    facs_stream *stream;
    facs_error error;
    pthread_t thread;
    int reader = -1;
    char text[8] = "";
    const char *path = new_fifo();
    atomic_store(&stop_after, 2);
    assert_int_equal(facs_stream_open(&stream, path, &options, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_null(stream);
    atomic_store(&stop_after, 1000000);
    assert_int_equal(pthread_create(&thread, NULL, open_later, &reader), 0);
    assert_int_equal(facs_stream_open(&stream, path, &options, &error), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(facs_stream_write(stream, "row\n", 4, &error), 0);
    assert_int_equal(read(reader, text, sizeof(text)), 4);
    assert_string_equal(text, "row\n");
    facs_stream_close(&stream);
    close(reader);
}

static int asked_while_opening(void *opaque)
{
    (void)opaque;
    return 1;
}

/* Opening and writing may be on different threads, so each asks its own question. */
static void test_opening_asks_its_own_question(void **state)
{
    (void)state;
    facs_stream_options options = patient();
    facs_stream *stream;
    facs_error error;
    int reader;
    options.opening = asked_while_opening;
    assert_int_equal(facs_stream_open(&stream, new_fifo(), &options, &error), -ECANCELED);
    assert_int_equal(atomic_load(&stop_after), 1000000); /* the other was not asked */
    assert_int_equal(unlink(scratch("fifo")), 0);
    stream = open_fifo(&options, &reader);
    char *text = calloc(1, LONG);
    assert_non_null(text);
    atomic_store(&stop_after, 3);
    assert_int_equal(facs_stream_write(stream, text, LONG, &error), -ECANCELED);
    assert_true(atomic_load(&stop_after) <= 0);
    facs_stream_close(&stream);
    close(reader);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_file),
        TEST(test_what_cannot_be_written),
        TEST(test_a_slow_reader_gets_all),
        TEST(test_nobody_reads),
        TEST(test_the_reader_goes),
        TEST(test_the_run_goes_on),
        TEST(test_a_fifo_waits_for_its_reader),
        TEST(test_opening_asks_its_own_question),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
