/* Places at the page's server: which connection gives way to which. */
#include "view_guests.h"

#include "cmocka_all.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct world {
    facs_view_guests *guests;
    int ends[FACS_VIEW_GUESTS + 1][2]; /* the server's and the visitor's */
} world;

static int set_up(void **state)
{
    world *w = calloc(1, sizeof(*w));
    assert_non_null(w);
    assert_int_equal(facs_view_guests_open(&w->guests), 0);
    for (int i = 0; i <= FACS_VIEW_GUESTS; i++)
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, w->ends[i]), 0);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    facs_view_guests_close(&w->guests);
    for (int i = 0; i <= FACS_VIEW_GUESTS; i++) {
        close(w->ends[i][0]);
        close(w->ends[i][1]);
    }
    free(w);
    return 0;
}

#ifndef _WIN32
#define system_socket(handle) (handle)
#endif

static int enter(const world *w, int i)
{
    return facs_view_guests_enter(w->guests, system_socket(w->ends[i][0]));
}

static int is_cut(const world *w, int i)
{
    char byte;
    return recv(w->ends[i][1], &byte, 1, MSG_DONTWAIT) == 0;
}

static void the_first_stranger_gives_way(void **state)
{
    const world *w = *state;
    facs_socket cut[FACS_VIEW_GUESTS];
    for (int i = 0; i < FACS_VIEW_STRANGERS; i++)
        assert_int_equal(enter(w, i), i);
    assert_false(is_cut(w, 0));
    assert_in_range(facs_view_guests_look(w->guests), 1, FACS_VIEW_PATIENCE_MS);
    assert_int_equal(facs_view_guests_cut(w->guests, cut), 0);
    assert_int_equal(enter(w, FACS_VIEW_STRANGERS), FACS_VIEW_STRANGERS);
    assert_true(is_cut(w, 0) && !is_cut(w, 1));
    assert_int_equal(facs_view_guests_look(w->guests), 0); /* there is one to close */
    assert_int_equal(facs_view_guests_cut(w->guests, cut), 1);
    assert_int_equal(cut[0], system_socket(w->ends[0][0]));
    assert_false(facs_view_guests_trust(w->guests, 0)); /* too late */
    facs_view_guests_leave(w->guests, 1);
    facs_view_guests_leave(w->guests, 0);
    assert_int_equal(facs_view_guests_cut(w->guests, cut), 0);
    assert_int_equal(enter(w, 0), 0);
    assert_false(is_cut(w, 2)); /* one had already left */
}

static void known_guests_stay(void **state)
{
    const world *w = *state;
    int last = -1;
    for (int i = 0; i < FACS_VIEW_KNOWN; i++) {
        last = enter(w, i);
        assert_true(facs_view_guests_trust(w->guests, last));
        assert_true(facs_view_guests_trust(w->guests, last)); /* with each request */
    }
    for (int i = FACS_VIEW_KNOWN; i < FACS_VIEW_GUESTS; i++)
        assert_int_equal(enter(w, i), i);
    for (int i = 0; i < FACS_VIEW_KNOWN; i++)
        assert_false(is_cut(w, i));
    assert_true(is_cut(w, FACS_VIEW_KNOWN));
    assert_false(facs_view_guests_trust(w->guests, FACS_VIEW_GUESTS - 1)); /* all places taken */
    assert_int_equal(enter(w, FACS_VIEW_GUESTS), -1);
    facs_view_guests_leave(w->guests, -1);
    facs_view_guests_leave(w->guests, last);
    assert_true(facs_view_guests_trust(w->guests, FACS_VIEW_GUESTS - 1));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_first_stranger_gives_way),
        TEST(known_guests_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
