#include "media/damage.h"

#include <string.h>

static void mark(facs_damage *damage, int64_t place)
{
    int at = damage->count;
    while (at > 0 && damage->marks[at - 1] > place)
        at--;
    if (at > 0 && damage->marks[at - 1] == place)
        return;
    if (damage->count == FACS_DAMAGE_MARKS) {
        /* the first one says where damage starts, the last one where it ends: drop one between */
        if (at <= 1)
            return;
        memmove(damage->marks + 1, damage->marks + 2,
                (FACS_DAMAGE_MARKS - 2) * sizeof(*damage->marks));
        damage->count--;
        at--;
    }
    memmove(damage->marks + at + 1, damage->marks + at,
            (size_t)(damage->count - at) * sizeof(*damage->marks));
    damage->marks[at] = place;
    damage->count++;
}

void facs_damage_of(facs_damage *damage, int64_t number)
{
    mark(damage, 2 * number + 1);
}

void facs_damage_before(facs_damage *damage, int64_t number)
{
    if (number > 0)
        mark(damage, 2 * number);
}

/* Forgets the marks up to place. */
static void heal(facs_damage *damage, int64_t place)
{
    int gone = 0;
    while (gone < damage->count && damage->marks[gone] <= place)
        gone++;
    damage->count -= gone;
    memmove(damage->marks, damage->marks + gone, (size_t)damage->count * sizeof(*damage->marks));
}

/* Returns 1 if place is marked; forget removes the mark. */
static int is_marked(facs_damage *damage, int64_t place, int forget)
{
    for (int i = 0; i < damage->count; i++)
        if (damage->marks[i] == place) {
            if (forget) {
                damage->count--;
                memmove(damage->marks + i, damage->marks + i + 1,
                        (size_t)(damage->count - i) * sizeof(*damage->marks));
            }
            return 1;
        }
    return 0;
}

/* Returns 1 if two recovery points of a stream that is refreshed piece by piece came after all
 * damage: between them, everything was refreshed. */
static int is_renewed(facs_damage *damage, int64_t number)
{
    int64_t latest = -1;
    for (int i = 0; i < damage->count; i++)
        if (damage->marks[i] <= 2 * number + 1)
            latest = damage->marks[i];
    if (damage->refresh > 0 && latest < 2 * (damage->refresh - 1) + 1)
        return 1;
    damage->refresh = number + 1;
    return 0;
}

int facs_damage_judge(facs_damage *damage, const facs_damage_picture *picture)
{
    const int64_t place = 2 * picture->number + 1;
    if (damage->count == 0 || damage->marks[0] > place)
        return 0;
    if (is_marked(damage, place, damage->free_b && picture->b))
        return 1;
    if (damage->intra_only || (picture->key && picture->intra) ||
        (picture->key && is_renewed(damage, picture->number))) {
        heal(damage, place);
        damage->refresh = 0;
        return 0;
    }
    return 2;
}
