#include "landmarks/roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Seconds for which a lost face is looked for near where it was going. */
#define SOUGHT_SECONDS 5.0

/* Frames between looks for a face that was lost longer ago. */
#define LOST_LONG_EVERY 12

/* How far from where it was going a face may come back, in its sizes (a face is about four wide):
 * at once, and for each second it was away. The people in multi_face.avi, who dodge one another in
 * front of a camera, move up to 14 sizes in half a second and grow up to 1.4-fold. */
#define REACH          4.0f
#define REACH_A_SECOND 20.0f
#define MAX_GROWTH     1.6f
#define COASTING       0.3f /* seconds for which it keeps going the way it was */

/* How similar a face must look to be the same one. Exactly where it is expected, any face will do;
 * STRICT_DISTANCE sizes or STRICT_SECONDS away it needs STRICT_LIKENESS. In multi_face.avi 95 % of
 * the likenesses to another person are below 0.61, all are below 0.67 and half below 0.46; those to
 * the same person are above 0.61 in four frames of five, 0.79 in the median, and below 0.37 in 5 %
 * (motion blur, turned heads). So no single number separates them in one frame. */
#define STRICT_LIKENESS 0.6f
#define STRICT_DISTANCE 8.0f
#define STRICT_SECONDS  2.0f

/* Seconds during which a dissimilar face within reach of a lost one may still turn out to be the
 * same; after that it is a new face. */
#define PATIENCE 0.5

/* Weight of the newest step in the velocity. */
#define NEWEST 0.3f

void facs_roster_begin(facs_roster *roster, const facs_roster_means *means, int max,
                       int detect_every)
{
    memset(roster, 0, sizeof(*roster));
    roster->means = means;
    roster->max = max;
    roster->detect_every = detect_every;
    for (int i = 0; i < max; i++)
        roster->place[i] = (facs_roster_place){.id = -1, .frame = -1};
    roster->place[0].id = 0;
    roster->next_id = 1;
    roster->count = 1;
}

void facs_roster_keep_first(facs_roster *roster)
{
    roster->keep_first = 1;
}

/* ---- One place ------------------------------------------------------------------------------- */

static void see(facs_roster *roster, facs_roster_place *place, const facs_spot *spot, double time)
{
    const double seconds = time - place->time;
    const int new_step = place->frame >= 0 && place->frame == roster->frame - 1 && seconds > 0;
    const float step[2] = {spot->x - place->spot.x, spot->y - place->spot.y};
    for (int i = 0; i < 2; i++)
        place->velocity[i] =
            new_step ? (1 - NEWEST) * place->velocity[i] + NEWEST * step[i] / (float)seconds : 0;
    place->spot = *spot;
    place->time = time;
    place->frame = roster->frame;
    place->seen = 1;
    place->doubted_frame = -2;
}

/* 1: it was seen before, but not in this frame. */
static int is_lost(const facs_roster_place *place)
{
    return place->id >= 0 && !place->seen && place->frame >= 0;
}

static int is_lost_long(const facs_roster_place *place, double time)
{
    return time - place->time > SOUGHT_SECONDS;
}

/* 1: it is lost and may come back. */
static int is_sought(const facs_roster *roster, const facs_roster_place *place, double time)
{
    return is_lost(place) && (!is_lost_long(place, time) || (roster->keep_first && place->id == 0));
}

/* 1: it was seen before a cut, and not since. */
static int is_cut_off(const facs_roster *roster, const facs_roster_place *place)
{
    return place->frame < roster->cut;
}

/* Returns how similar a face at spot must look to be place's lost one; above 1: it cannot be
 * there. */
static float needed_likeness(const facs_roster *roster, const facs_roster_place *place,
                             const facs_spot *spot, double time)
{
    const float seconds = (float)(time - place->time);
    const float coasting = fminf(seconds, COASTING);
    const facs_spot expected = {place->spot.x + coasting * place->velocity[0],
                                place->spot.y + coasting * place->velocity[1], place->spot.size};
    const float distance = facs_spot_distance(&expected, spot);
    if (is_cut_off(roster, place) || is_lost_long(place, time)) /* it may be anywhere */
        return STRICT_LIKENESS;
    if (!(distance < REACH + REACH_A_SECOND * seconds) ||
        !(facs_spot_growth(&expected, spot) < MAX_GROWTH))
        return 2;
    const float strictness = fminf(distance / STRICT_DISTANCE + seconds / STRICT_SECONDS, 1);
    return strictness * STRICT_LIKENESS;
}

/* Returns a place for a new face: a free one, or the one whose face was lost longest ago; -1:
 * none. */
static int find_room(const facs_roster *roster, double time)
{
    int room = -1;
    for (int i = 0; i < roster->max; i++) {
        const facs_roster_place *place = &roster->place[i];
        if (place->id < 0 || (place->id == 0 && place->frame < 0))
            return i;
        if (!place->seen && !is_sought(roster, place, time) &&
            (room < 0 || place->time < roster->place[room].time))
            room = i;
    }
    return room;
}

/* ---- Following ------------------------------------------------------------------------------- */

static void follow(facs_roster *roster)
{
    const facs_roster_means *means = roster->means;
    for (int i = 0; i < roster->max && means->begin; i++)
        if (roster->place[i].seen)
            means->begin(means->self, i);
    for (int i = 0; i < roster->max; i++) {
        facs_roster_place *place = &roster->place[i];
        place->seen = place->seen && means->follow(means->self, i, &place->now) > 0;
    }
}

/* If two followers are on one face, the one whose face it resembles keeps it. */
static void part(facs_roster *roster)
{
    const facs_roster_means *means = roster->means;
    for (int i = 0; i < roster->max; i++)
        for (int k = i + 1; k < roster->max; k++) {
            facs_roster_place *a = &roster->place[i], *b = &roster->place[k];
            if (!a->seen || !b->seen || !facs_spot_is_same(&a->now, &b->now))
                continue;
            if (means->likeness(means->self, i, i) < means->likeness(means->self, k, k))
                a->seen = 0;
            else
                b->seen = 0;
        }
}

/* ---- Detections ------------------------------------------------------------------------------ */

/* 1 in every frame while a face is being looked for or there is none; now and then for a face that
 * was lost long ago; otherwise every few frames if there is room. */
static int wants_detector(const facs_roster *roster, double time)
{
    int seen = 0, lost_long = 0;
    for (int i = 0; i < roster->max; i++) {
        const facs_roster_place *place = &roster->place[i];
        const int is_long = is_lost_long(place, time);
        if (is_sought(roster, place, time) && !is_long)
            return 1;
        seen += place->seen;
        lost_long |= is_sought(roster, place, time);
    }
    if (lost_long && roster->frame - roster->detected >= LOST_LONG_EVERY)
        return 1;
    return (!seen && !lost_long) || (find_room(roster, time) >= 0 &&
                                     roster->frame - roster->detected >= roster->detect_every);
}

static int is_followed(const facs_roster *roster, const facs_spot *spot)
{
    for (int i = 0; i < roster->max; i++)
        if (roster->place[i].seen && facs_spot_is_same(&roster->place[i].spot, spot))
            return 1;
    return 0;
}

/* 1: a lost face may be at spot. */
static int is_expected(const facs_roster *roster, const facs_spot *spot, double time)
{
    for (int i = 0; i < roster->max; i++)
        if (is_sought(roster, &roster->place[i], time) &&
            needed_likeness(roster, &roster->place[i], spot, time) <= 1)
            return 1;
    return 0;
}

/* Returns the place for a face that start found at spot: that of the lost face it resembles most,
 * or else a free one. -1: none, or it is too early to say. */
static int find_place(facs_roster *roster, const facs_spot *spot, int room, double time)
{
    const facs_roster_means *means = roster->means;
    float max = -1;
    int lost = -1, too_early = 0;
    for (int i = 0; i < roster->max; i++) {
        facs_roster_place *place = &roster->place[i];
        const float needed =
            is_sought(roster, place, time) ? needed_likeness(roster, place, spot, time) : 2;
        if (needed > 1)
            continue;
        const float likeness = means->likeness(means->self, roster->max, i);
        if (likeness >= needed && likeness > max) {
            max = likeness;
            lost = i;
        }
        if (place->doubted_frame < roster->frame - 1)
            place->doubted = time;
        place->doubted_frame = roster->frame;
        /* After a cut to another person, there is nothing to wait for. */
        too_early |= !is_cut_off(roster, place) && time - place->doubted < PATIENCE;
    }
    return lost >= 0 ? lost : too_early ? -1 : room;
}

/* Handles a detection that no follower explains. */
static void take_detection(facs_roster *roster, const facs_detection *seen, double time)
{
    const facs_roster_means *means = roster->means;
    facs_spot spot = facs_spot_of_detection(seen);
    const int room = seen->score >= FACS_DETECTOR_CONFIDENT ? find_room(roster, time) : -1;
    if (is_followed(roster, &spot) || (room < 0 && !is_expected(roster, &spot, time)) ||
        !means->start(means->self, seen, &spot) || is_followed(roster, &spot))
        return;
    const int at = find_place(roster, &spot, room, time);
    if (at < 0)
        return;
    facs_roster_place *place = &roster->place[at];
    if (!is_sought(roster, place, time) && !(place->id == 0 && place->frame < 0))
        *place = (facs_roster_place){.id = roster->next_id++, .frame = -1};
    see(roster, place, &spot, time);
    means->take_up(means->self, at);
}

/* Confident detections first, then larger ones, then those farther left, then higher ones. */
static int compare_detections(const void *a, const void *b)
{
    const facs_detection *x = a, *y = b;
    const int x_good = x->score >= FACS_DETECTOR_CONFIDENT,
              y_good = y->score >= FACS_DETECTOR_CONFIDENT;
    const float x_area = x->box[2] * x->box[3], y_area = y->box[2] * y->box[3];
    if (x_good != y_good)
        return y_good - x_good;
    if (x_area != y_area)
        return x_area < y_area ? 1 : -1;
    const int axis = x->box[0] == y->box[0];
    return (x->box[axis] > y->box[axis]) - (x->box[axis] < y->box[axis]);
}

static int detect(facs_roster *roster, double time, facs_error *error)
{
    const facs_roster_means *means = roster->means;
    int count = means->detect(means->self, roster->found, FACS_DETECTOR_MAX_FACES, error);
    roster->detected = roster->frame;
    if (count > 1)
        qsort(roster->found, (size_t)count, sizeof(roster->found[0]), compare_detections);
    for (int i = 0; i < count; i++)
        take_detection(roster, &roster->found[i], time);
    return count < 0 ? count : 0;
}

static void put_in_order(facs_roster *roster)
{
    roster->count = 0;
    for (int i = 0; i < roster->max; i++) {
        if (roster->place[i].id < 0)
            continue;
        int at = roster->count++;
        for (; at > 0 && roster->place[roster->order[at - 1]].id > roster->place[i].id; at--)
            roster->order[at] = roster->order[at - 1];
        roster->order[at] = i;
    }
}

static void cut_off(facs_roster *roster)
{
    roster->cut = roster->frame;
    for (int i = 0; i < roster->max; i++)
        roster->place[i].seen = 0;
}

int facs_roster_next(facs_roster *roster, double time, int is_cut, facs_error *error)
{
    if (is_cut)
        cut_off(roster);
    follow(roster);
    part(roster);
    for (int i = 0; i < roster->max; i++)
        if (roster->place[i].seen)
            see(roster, &roster->place[i], &roster->place[i].now, time);
    int status = wants_detector(roster, time) ? detect(roster, time, error) : 0;
    put_in_order(roster);
    roster->frame++;
    return status;
}
