/* What a name means, and names that mean nothing. */
#include "reading.h"

#include "os/clock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static reading all;

static void refuse(const char *name, int status, const char *word)
{
    read_source(&all, name, 0);
    assert_refused(&all, name, status, word);
    assert_int_equal(all.frames, 0);
}

static void test_names_of_nothing(void **state)
{
    (void)state;
    refuse(in_folder("absent.mp4"), -ENOENT, "no such file");
    refuse("", -EINVAL, "no name");
    read_source(&all, NULL, 0);
    assert_int_equal(all.status, -EINVAL);
}

static void test_kinds_of_names(void **state)
{
    (void)state;
    assert_true(facs_source_is_video_name("clip.MP4") && facs_source_is_video_name("a.b.m2ts"));
    assert_true(facs_source_is_image_name("1.JPG") && !facs_source_is_video_name("1.jpg"));
    static const char *const others[] = {"mp4", ".mp4",  "._a.mp4",   "a.mp4,",
                                         "a.",  "a.txt", "a.mp4.part"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(facs_source_is_video_name(others[i]));
    assert_int_equal(facs_source_kind_of_name("camera:0"), FACS_NAME_OF_CAMERA);
    assert_int_equal(facs_source_kind_of_name("-"), FACS_NAME_OF_STANDARD_INPUT);
    assert_int_equal(facs_source_kind_of_name("http://host/a"), FACS_NAME_OF_URL);
    assert_int_equal(facs_source_kind_of_name("./camera:0"), FACS_NAME_OF_FILE);
}

static void test_newline_in_a_name(void **state)
{
    if (ON_WINDOWS)
        skip(); /* no file has such a name */
    (void)state;
    read_source(&all, in_folder("two\nlines.mp4"), 0);
    assert_int_equal(all.status, -ENOENT);
    assert_null(strchr(all.error.text, '\n'));
}

/* Opening a pipe would block forever. */
static void test_pipes_and_devices(void **state)
{
    (void)state;
    const char *pipe_name = in_folder("pipe");
    make_fifo(pipe_name);
    refuse(pipe_name, -EINVAL, "pipe");
    refuse("/dev/null", -EINVAL, "device");
}

static void test_unreadable(void **state)
{
    (void)state;
    const char *name = in_folder("locked.mp4");
    write_file(name, "1234", 4);
    assert_int_equal(chmod(name, 0), 0);
    assert_int_equal(chmod(in_folder("."), 0755), 0);
    /* root may read everything */
    const int superuser = geteuid() == 0;
    if (superuser && seteuid(65534) != 0)
        skip(); /* Windows has other ways to keep users out */
    read_source(&all, name, 0);
    if (superuser)
        assert_int_equal(seteuid(0), 0);
    assert_refused(&all, name, -EACCES, "permission denied");
}

/* URLs must not reach local files or FFmpeg's special protocols. */
static void test_refused_urls(void **state)
{
    (void)state;
    refuse("file:///etc/passwd", -EINVAL, "plain path");
    refuse("concat://a|b", -EINVAL, "not supported");
    refuse("lavfi://testsrc", -EINVAL, "not supported");
    refuse("httpx://a", -EINVAL, "not supported");
    refuse("://a", -EINVAL, "not supported");
}

static void test_url_that_does_not_answer(void **state)
{
    (void)state;
    refuse("http://127.0.0.1:1/clip.mp4", -EIO, "could not be opened");
}

/* ---- A web server of one connection ---------------------------------------------------------- */

typedef struct server {
    int listener;
    char address[64];
    const unsigned char *bytes; /* NULL: no answer until the client gives up */
    size_t count;               /* bytes that are sent */
    size_t announced;           /* its Content-Length */
    pthread_t thread;
} server;

static void *serve(void *opaque)
{
    const server *self = opaque;
    char text[2048];
    int client = accept(self->listener, NULL, NULL);
    if (client < 0)
        return NULL;
    ssize_t got = recv(client, text, sizeof(text), 0);
    if (self->bytes && got > 0) {
        int head = snprintf(text, sizeof(text),
                            "HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n"
                            "Content-Length: %zu\r\n\r\n",
                            self->announced);
        send(client, text, (size_t)head, 0);
        send(client, self->bytes, self->count, 0);
    } else {
        while (got > 0)
            got = recv(client, text, sizeof(text), 0);
    }
    close(client);
    return NULL;
}

static void start(server *self)
{
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(name);
    self->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(self->listener >= 0);
    assert_int_equal(bind(self->listener, (struct sockaddr *)&name, length), 0);
    assert_int_equal(listen(self->listener, 1), 0);
    assert_int_equal(getsockname(self->listener, (struct sockaddr *)&name, &length), 0);
    snprintf(self->address, sizeof(self->address), "http://127.0.0.1:%d/clip",
             ntohs(name.sin_port));
    assert_int_equal(pthread_create(&self->thread, NULL, serve, self), 0);
}

static void stop(server *self)
{
    assert_int_equal(pthread_join(self->thread, NULL), 0);
    close(self->listener);
}

/* A clip over HTTP, complete, and with a connection lost midway. */
static void test_url(void **state)
{
    (void)state;
    server web = {0};
    const char *path = in_folder("served.mp4");
    make_clip(path, &(clip){.format = "mp4",
                            .encoder = "mpeg4",
                            .options = "movflags=faststart",
                            .width = 160,
                            .height = 120,
                            .frames = 50});
    unsigned char *bytes = read_whole(path, &web.announced);
    web.bytes = bytes;
    web.count = web.announced;
    start(&web);
    read_source(&all, web.address, 0);
    stop(&web);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.frames, 50);
    assert_string_equal(all.info.kind, "url");

    web.count = web.announced / 2;
    start(&web);
    read_source(&all, web.address, 0);
    stop(&web);
    assert_int_equal(all.status, 0);
    assert_int_equal(all.warned[FACS_WARNING_READ_FAILED], 1);
    assert_int_equal(all.kinds, 1);
    assert_int_equal(all.info.is_incomplete, 1);
    assert_in_range(all.frames, 10, 40);
    free(bytes);
}

static int after_a_while(void *opaque)
{
    const double *until = opaque;
    return facs_clock_ms() > *until;
}

/* A server that accepts and then stays silent cannot hold up a caller that wants to stop. */
static void test_cancel_while_nothing_comes(void **state)
{
    (void)state;
    server web = {0};
    facs_source *source;
    facs_error error = {0};
    start(&web);
    const double begin = facs_clock_ms();
    double until = begin + 200;
    const facs_source_options options = {.cancelled = after_a_while, .opaque = &until};
    assert_int_equal(facs_source_open(&source, web.address, &options, &error), -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_true(facs_clock_ms() - begin < 1000); /* Ctrl-C works within a second */
    stop(&web);
}

static int always(void *opaque)
{
    ++*(int *)opaque;
    return 1;
}

static void test_cancelled_before_anything_comes(void **state)
{
    (void)state;
    int asked = 0;
    const facs_source_options options = {.cancelled = always, .opaque = &asked};
    facs_source *source;
    facs_error error = {0};
    assert_int_equal(facs_source_open(&source, "http://127.0.0.1:1/clip.mp4", &options, &error),
                     -ECANCELED);
    assert_int_equal(error.kind, FACS_ERROR_CANCELLED);
    assert_null(source);
    assert_true(asked > 0);
}

static void test_error_may_be_null(void **state)
{
    (void)state;
    facs_source *source;
    assert_int_equal(facs_source_open(&source, in_folder("absent.mp4"), NULL, NULL), -ENOENT);
    facs_source_close(&source);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN); /* the client may leave before everything is sent */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_nothing),
        cmocka_unit_test(test_kinds_of_names),
        cmocka_unit_test(test_newline_in_a_name),
        cmocka_unit_test(test_pipes_and_devices),
        cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_refused_urls),
        cmocka_unit_test(test_url_that_does_not_answer),
        cmocka_unit_test(test_url),
        cmocka_unit_test(test_cancel_while_nothing_comes),
        cmocka_unit_test(test_cancelled_before_anything_comes),
        cmocka_unit_test(test_error_may_be_null),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
