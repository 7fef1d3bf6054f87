#include "view_server.h"

#include "http.h"

#include "cmocka_all.h"
#include "pause.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* macOS */
#endif

#define ABOUT "{\"input\":\"a clip\"}"

typedef struct world {
    facs_view_frames *frames;
    facs_view_markers *markers;
    facs_view_server *server;
    facs_view_address address;
    int port;
    char base[64]; /* "/TOKEN/" */
} world;

static int setup(void **state)
{
    world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    assert_int_equal(facs_view_frames_open(&w->frames), 0);
    assert_int_equal(facs_view_markers_open(&w->markers), 0);
    assert_int_equal(
        facs_view_server_open(&w->server, &w->address, 0, w->frames, w->markers, ABOUT), 0);
    assert_int_equal(facs_view_server_start(w->server), 0);
    w->port = http_port(w->address.page);
    snprintf(w->base, sizeof(w->base), "%s", http_path(w->address.page));
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    facs_view_server_close(&w->server);
    facs_view_frames_close(&w->frames);
    facs_view_markers_close(&w->markers);
    free(w);
    return 0;
}

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* Returns "/TOKEN/name". Static storage for two results. */
static const char *path_of(const world *w, const char *name)
{
    static char paths[2][128];
    static int next;
    char *path = paths[next++ % 2];
    snprintf(path, sizeof(paths[0]), "%s%s", w->base, name);
    return path;
}

static void give(const world *w, int width, int height, int value)
{
    facs_view_frame *frame = facs_view_frames_begin(w->frames, 0, width, height);
    assert_non_null(frame);
    memset(frame->pixels, value, 4 * (size_t)width * (size_t)height);
    facs_view_frames_give(w->frames, frame);
    facs_view_server_wake(w->server);
}

/* Returns the number of the frame in an answer, and checks that all its pixels are value. */
static int number_of(const http_answer *answer, size_t pixels, int value)
{
    const unsigned char *bytes = (const unsigned char *)answer->body;
    assert_int_equal(answer->status, 200);
    const size_t json = bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16;
    int number = 0;
    assert_int_equal(sscanf(answer->body + 4, "{\"number\":%d,", &number), 1);
    assert_int_equal(answer->bytes, 4 + json + 4 * pixels);
    for (size_t i = 0; i < 4 * pixels; i++)
        assert_int_equal(bytes[4 + json + i], value);
    return number;
}

static void expect(const world *w, const char *path, const char *host, int status)
{
    int connection = http_connect("127.0.0.1", w->port);
    assert_true(connection >= 0);
    http_ask(connection, path, host);
    http_answer answer = http_receive(connection, 10000);
    if (answer.status != status)
        fail_msg("%s (Host: %s): %d", path, host ? host : "none", answer.status);
    http_answer_free(&answer);
    close(connection);
}

static void nothing_is_served_without_the_token(void **state)
{
    const world *w = *state;
    static const char *const wrong[] = {"/",
                                        "/index.html",
                                        "/view.js",
                                        "/next?after=0",
                                        "/about",
                                        "/favicon.ico",
                                        "/00000000000000000000000000000000/",
                                        "/00000000000000000000000000000000/about"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        expect(w, wrong[i], "127.0.0.1", 404);
    expect(w, path_of(w, "nothing"), "127.0.0.1", 404);
    expect(w, path_of(w, "../about"), "127.0.0.1", 404);
    expect(w, path_of(w, ""), "127.0.0.1", 200);
}

static void only_requests_to_this_machine_are_answered(void **state)
{
    const world *w = *state;
    char host[64];
    snprintf(host, sizeof(host), "localhost:%d", w->port);
    expect(w, path_of(w, "about"), host, 200);
    expect(w, path_of(w, "about"), "example.org", 404);
    snprintf(host, sizeof(host), "example.org:%d", w->port);
    expect(w, path_of(w, "about"), host, 404);
    expect(w, path_of(w, ""), "127.0.0.1.example.org", 404);
    expect(w, path_of(w, ""), NULL, 404);
}

static void only_reading_is_answered(void **state)
{
    const world *w = *state;
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS"};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        char request[256];
        snprintf(request, sizeof(request),
                 "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n", methods[i],
                 path_of(w, "about"));
        int connection = http_connect("127.0.0.1", w->port);
        http_send(connection, request);
        http_answer answer = http_receive(connection, 10000);
        assert_int_equal(answer.status, 404);
        http_answer_free(&answer);
        close(connection);
    }
}

static void other_addresses_of_the_machine_are_closed(void **state)
{
    const world *w = *state;
#ifdef __APPLE__
    skip(); /* 127.0.0.2 is not a local address there */
#endif
    /* A server that listens everywhere would accept this one as well. */
    int connection = http_connect("127.0.0.2", w->port);
    assert_int_equal(connection, -1);
}

static void a_taken_port_is_named(void **state)
{
    const world *w = *state;
    facs_view_server *second;
    facs_view_address address;
    assert_int_equal(
        facs_view_server_open(&second, &address, w->port, w->frames, w->markers, ABOUT),
        -EADDRINUSE);
    assert_null(second);
}

/* The browser may be told the address before the server starts, or it may never start. */
static void who_connects_early_waits(void **state)
{
    world *w = *state;
    facs_view_server_close(&w->server);
    for (int starts = 0; starts < 2; starts++) {
        assert_int_equal(
            facs_view_server_open(&w->server, &w->address, 0, w->frames, w->markers, ABOUT), 0);
        w->port = http_port(w->address.page);
        const int connection = http_connect("127.0.0.1", w->port);
        assert_true(connection >= 0);
        http_ask(connection, http_path(w->address.page), "127.0.0.1");
        if (starts) {
            assert_int_equal(facs_view_server_start(w->server), 0);
            http_answer page = http_receive(connection, 10000);
            assert_int_equal(page.status, 200);
            http_answer_free(&page);
        } else {
            facs_view_server_close(&w->server);
        }
        close(connection);
    }
}

static void every_answer_forbids_what_it_need_not_allow(void **state)
{
    const world *w = *state;
    const char *const paths[] = {"/", path_of(w, ""), path_of(w, "next")};
    give(w, 2, 2, 1);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        char value[512];
        http_answer answer = http_get(w->port, paths[i]);
        http_header(&answer, "Content-Security-Policy", value, sizeof(value));
        assert_non_null(strstr(value, "default-src 'none'; script-src 'self';"));
        assert_non_null(strstr(value, "frame-ancestors 'none'"));
        assert_null(strstr(value, "unsafe"));
        assert_string_equal(http_header(&answer, "Cache-Control", value, 512), "no-store");
        assert_string_equal(http_header(&answer, "X-Content-Type-Options", value, 512), "nosniff");
        assert_string_equal(http_header(&answer, "Referrer-Policy", value, 512), "no-referrer");
        assert_string_equal(http_header(&answer, "Cross-Origin-Resource-Policy", value, 512),
                            "same-origin");
        assert_string_equal(http_header(&answer, "Access-Control-Allow-Origin", value, 512), "");
        http_answer_free(&answer);
    }
}

static void the_page_and_its_files_are_there(void **state)
{
    const world *w = *state;
    static const char *const files[][3] = {
        {"", "text/html; charset=utf-8", "<!doctype html>"},
        {"view.js", "text/javascript; charset=utf-8", "import "},
        {"picture.js", "text/javascript; charset=utf-8", "export function drawFaces"},
        {"curves.js", "text/javascript; charset=utf-8", "export function drawCurves"},
        {"view.css", "text/css; charset=utf-8", ":root {"},
        {"markers.js", "text/javascript; charset=utf-8", "export class Markers"},
        {"icon.svg", "image/svg+xml", "<svg "},
        {"about", "application/json", ABOUT}};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char type[64];
        http_answer answer = http_get(w->port, path_of(w, files[i][0]));
        assert_int_equal(answer.status, 200);
        assert_string_equal(http_header(&answer, "Content-Type", type, sizeof(type)), files[i][1]);
        assert_non_null(strstr(answer.body, files[i][2]));
        assert_null(strstr(answer.body, "://cdn"));
        http_answer_free(&answer);
    }
}

static void the_entry_leads_to_the_page_once(void **state)
{
    const world *w = *state;
    const char *entry = http_path(w->address.entry);
    char place[128];
    assert_string_not_equal(entry, w->base);
    http_answer answer = http_get(w->port, entry);
    assert_int_equal(answer.status, 303);
    assert_string_equal(http_header(&answer, "Location", place, sizeof(place)), w->base);
    http_answer_free(&answer);
    expect(w, entry, "127.0.0.1", 404);
    expect(w, w->base, "127.0.0.1", 200);
}

static void the_newest_frame_is_sent_at_once(void **state)
{
    const world *w = *state;
    assert_false(facs_view_server_is_watched(w->server));
    give(w, 3, 2, 11);
    give(w, 5, 2, 12);
    http_answer answer = http_get(w->port, path_of(w, "next?after=0"));
    assert_int_equal(number_of(&answer, 10, 12), 2);
    assert_true(facs_view_server_is_watched(w->server));
    http_answer_free(&answer);
}

static void a_page_with_the_newest_frame_waits_for_the_next(void **state)
{
    const world *w = *state;
    give(w, 3, 2, 11);
    int connection = http_connect("127.0.0.1", w->port);
    for (int n = 2; n < 40; n++) {
        char name[32];
        snprintf(name, sizeof(name), "next?after=%d", n - 1);
        http_ask(connection, path_of(w, name), "127.0.0.1");
        if (n < 5) { /* later frames are requested and given at any moment */
            http_answer none = http_receive(connection, 50);
            assert_int_equal(none.status, 0);
            http_answer_free(&none);
        }
        give(w, 3, 2, n);
        http_answer answer = http_receive(connection, 10000);
        assert_int_equal(number_of(&answer, 6, n), n);
        http_answer_free(&answer);
    }
    close(connection);
}

static void waiting_connections_are_limited(void **state)
{
    const world *w = *state;
    int waiting[4];
    for (int i = 0; i < 4; i++) {
        waiting[i] = http_connect("127.0.0.1", w->port);
        http_ask(waiting[i], path_of(w, "next?after=0"), "127.0.0.1");
    }
    pause_ms(200); /* until all four are waiting */
    expect(w, path_of(w, "next?after=0"), "127.0.0.1", 204);
    expect(w, path_of(w, ""), "127.0.0.1", 200);
    give(w, 2, 2, 9);
    for (int i = 0; i < 4; i++) {
        http_answer answer = http_receive(waiting[i], 10000);
        assert_int_equal(number_of(&answer, 4, 9), 1);
        http_answer_free(&answer);
        close(waiting[i]);
    }
}

static void a_connection_that_does_not_read_holds_nothing_up(void **state)
{
    const world *w = *state;
    enum { SIDE = 1500, ROUNDS = 30 }; /* 9 MB per frame, more than sockets buffer */
    int stuck[3];
    give(w, SIDE, SIDE, 1);
    for (int i = 0; i < 3; i++) {
        stuck[i] = http_connect("127.0.0.1", w->port);
        int room = 65536;
        setsockopt(stuck[i], SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
        http_ask(stuck[i], path_of(w, "next?after=0"), "127.0.0.1");
    }
    pause_ms(200); /* until sending is blocked */
    double slowest = 0;
    for (int n = 2; n <= ROUNDS; n++) {
        double start = now_ms();
        give(w, SIDE, SIDE, n % 100); /* there is always a free frame */
        double took = now_ms() - start;
        slowest = took > slowest ? took : slowest;
    }
    /* Filling and giving one takes milliseconds; the connections time out after ten seconds. */
    assert_true(slowest < 2000);
    http_answer answer = http_get(w->port, path_of(w, "next?after=0"));
    assert_int_equal(number_of(&answer, SIDE * SIDE, ROUNDS % 100), ROUNDS);
    http_answer_free(&answer);
    for (int i = 0; i < 3; i++) {
        /* A started answer continues unchanged to its end. */
        answer = http_receive(stuck[i], 10000);
        assert_int_equal(number_of(&answer, SIDE * SIDE, 1), 1);
        http_answer_free(&answer);
        close(stuck[i]);
    }
}

/* Returns 1 if the other side has closed the connection, or closes it in time. */
static int is_closed(int connection, int timeout_ms)
{
    struct pollfd ready = {.fd = connection, .events = POLLIN};
    char byte;
    return poll(&ready, 1, timeout_ms) == 1 && recv(connection, &byte, 1, 0) <= 0;
}

/* With far more strangers than places, silent or in mid-request, anyone who knows the token is
 * answered at once, and the newest strangers are still connected. */
static void strangers_cannot_keep_others_out(void **state)
{
    const world *w = *state;
    enum { STRANGERS = 300 };
    int strangers[STRANGERS];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < STRANGERS; i++) {
            strangers[i] = http_connect("127.0.0.1", w->port);
            assert_true(strangers[i] >= 0);
            /* The server may already be closing it. */
            if (round == 1 && send(strangers[i], "GET /x HTTP/1.1\r\nX: ", 20, MSG_NOSIGNAL) < 0)
                continue;
        }
        const double start = now_ms();
        for (int i = 0; i < 20; i++)
            expect(w, path_of(w, "about"), "127.0.0.1", 200);
        assert_true(now_ms() - start < 2000);
        assert_true(is_closed(strangers[0], 2000));
        assert_false(is_closed(strangers[STRANGERS - 1], 0));
        for (int i = 0; i < STRANGERS; i++)
            close(strangers[i]);
    }
}

/* Sending a byte at a time keeps a connection busy, but the whole request is late. */
static void a_slow_request_is_cut_off(void **state)
{
    const world *w = *state;
    int slow = http_connect("127.0.0.1", w->port), known = http_connect("127.0.0.1", w->port);
    http_ask(known, path_of(w, "about"), "127.0.0.1");
    http_answer answer = http_receive(known, 5000);
    assert_int_equal(answer.status, 200);
    http_answer_free(&answer);
    http_send(slow, "GET / HTTP/1.1\r\nX: ");
    const double start = now_ms();
    while (!is_closed(slow, 100) && now_ms() - start < 15000)
        send(slow, "a", 1, MSG_NOSIGNAL);
    /* Five seconds are allowed; the idle timeout of ten restarts with each byte. */
    assert_true(now_ms() - start > 4000 && now_ms() - start < 9000);
    http_ask(known, path_of(w, "about"), "127.0.0.1"); /* this one may stay */
    answer = http_receive(known, 5000);
    assert_int_equal(answer.status, 200);
    http_answer_free(&answer);
    close(slow);
    close(known);
}

static int post(const world *w, const char *marker)
{
    char request[512];
    snprintf(request, sizeof(request),
             "POST %smarker?%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc",
             w->base, marker);
    int connection = http_connect("127.0.0.1", w->port);
    http_send(connection, request);
    http_answer answer = http_receive(connection, 10000);
    const int status = answer.status;
    http_answer_free(&answer);
    close(connection);
    return status;
}

static void a_page_sets_markers(void **state)
{
    const world *w = *state;
    static const char *const wrong[] = {
        "",
        "label=a",
        "label=a&frame=1",
        "label=&frame=1&ms=0",
        "label=a&frame=-1&ms=0",
        "label=a&frame=1x&ms=0",
        "label=a&frame=+1&ms=0",
        "label=a&frame=99999999999999999999&ms=0",
        "label=a&frame=11&ms=0",
        "label=%ff&frame=1&ms=0",
        "label=a%0ab&frame=1&ms=0",
        "label=a%1b%5b2J&frame=1&ms=0",
    };
    facs_view_markers_reach(w->markers, 10, 300);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (post(w, wrong[i]) != 400)
            fail_msg("%s is taken", wrong[i]);
    expect(w, path_of(w, "marker?label=a&frame=1&ms=0"), "127.0.0.1",
           404); /* GET changes nothing */
    assert_int_equal(post(w, "label=%c3%a4%2c+%22%3cb%3e&frame=3&ms=66&segment=1"), 200);
    http_answer answer = http_get(w->port, path_of(w, "markers"));
    assert_string_equal(answer.body, "[{\"marker\":\"\xc3\xa4, \\\"<b>\",\"kind\":\"start\","
                                     "\"frame\":3,\"time\":0.066}]");
    http_answer_free(&answer);
}

static void closing_waits_for_no_connection(void **state)
{
    world *w = *state;
    give(w, 1500, 1500, 1); /* more than sockets buffer */
    int waiting = http_connect("127.0.0.1", w->port);
    http_ask(waiting, path_of(w, "next?after=1"), "127.0.0.1");
    int stuck = http_connect("127.0.0.1", w->port);
    http_ask(stuck, path_of(w, "next?after=0"), "127.0.0.1");
    int idle = http_connect("127.0.0.1", w->port);
    pause_ms(100);
    double start = now_ms();
    facs_view_server_close(&w->server);
    assert_true(now_ms() - start < 3000);
    http_answer answer = http_receive(waiting, 5000);
    assert_int_equal(answer.status, 0);
    http_answer_free(&answer);
    close(waiting);
    close(stuck);
    close(idle);
    assert_int_equal(http_connect("127.0.0.1", w->port), -1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_served_without_the_token),
        TEST(only_requests_to_this_machine_are_answered),
        TEST(only_reading_is_answered),
        TEST(other_addresses_of_the_machine_are_closed),
        TEST(a_taken_port_is_named),
        TEST(who_connects_early_waits),
        TEST(every_answer_forbids_what_it_need_not_allow),
        TEST(the_page_and_its_files_are_there),
        TEST(the_entry_leads_to_the_page_once),
        TEST(the_newest_frame_is_sent_at_once),
        TEST(a_page_with_the_newest_frame_waits_for_the_next),
        TEST(waiting_connections_are_limited),
        TEST(a_connection_that_does_not_read_holds_nothing_up),
        TEST(strangers_cannot_keep_others_out),
        TEST(a_slow_request_is_cut_off),
        TEST(a_page_sets_markers),
        TEST(closing_waits_for_no_connection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
