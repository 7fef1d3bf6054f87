/* Which pictures damage spoils, without any decoder. */
#include "media/damage.h"

#include "cmocka_all.h"

#include <string.h>

/* Judges a stream in display order. types has its pictures in decoding order (I key, P, B), shown
 * their places in display order, or NULL if they are the same. */
static void judge(facs_damage *damage, const char *types, const int *shown, char *verdicts)
{
    const int count = (int)strlen(types);
    for (int place = 0; place < count; place++)
        for (int n = 0; n < count; n++)
            if ((shown ? shown[n] : n) == place) {
                const facs_damage_picture picture = {.number = n,
                                                     .key = types[n] == 'I' || types[n] == 'r',
                                                     .intra = types[n] == 'I',
                                                     .b = types[n] == 'B'};
                verdicts[place] = (char)('0' + facs_damage_judge(damage, &picture));
            }
    verdicts[count] = '\0';
}

static void test_until_the_next_key_frame(void **state)
{
    (void)state;
    char verdicts[80];
    facs_damage damage = {0};
    facs_damage_of(&damage, 2);
    facs_damage_of(&damage, 10);
    judge(&damage, "IPPPPPIPPPPPIP", NULL, verdicts);
    assert_string_equal(verdicts, "00122200001200");
    judge(&damage, "IPPP", NULL, verdicts); /* the damage is over */
    assert_string_equal(verdicts, "0000");
}

static void test_a_damaged_key_frame(void **state)
{
    (void)state;
    char verdicts[80];
    facs_damage damage = {0};
    facs_damage_of(&damage, 3);
    judge(&damage, "IPPIPPIP", NULL, verdicts);
    assert_string_equal(verdicts, "00012200");
}

/* A gap before a key frame harms nothing after it. */
static void test_gaps(void **state)
{
    (void)state;
    char verdicts[80];
    facs_damage damage = {0};
    facs_damage_before(&damage, 3);
    judge(&damage, "IPPIPP", NULL, verdicts);
    assert_string_equal(verdicts, "000000");
    facs_damage_before(&damage, 2);
    judge(&damage, "IPPIPP", NULL, verdicts);
    assert_string_equal(verdicts, "002000");
}

/* Pictures shown before a key frame but decoded after it may need what came before. */
static void test_open_groups(void **state)
{
    (void)state;
    static const int shown[] = {0, 3, 1, 2, 6, 4, 5, 7};
    char verdicts[80];
    facs_damage damage = {0};
    facs_damage_of(&damage, 1);
    judge(&damage, "IPBBIBBP", shown, verdicts);
    assert_string_equal(verdicts, "02212200");
}

static void test_codecs(void **state)
{
    (void)state;
    char verdicts[80];
    facs_damage damage = {.intra_only = 1};
    facs_damage_of(&damage, 2);
    facs_damage_before(&damage, 5);
    judge(&damage, "IIIIIII", NULL, verdicts);
    assert_string_equal(verdicts, "0010000");

    damage = (facs_damage){.free_b = 1};
    facs_damage_of(&damage, 2);
    judge(&damage, "IPBBPB", NULL, verdicts);
    assert_string_equal(verdicts, "001000");
    damage = (facs_damage){0};
    facs_damage_of(&damage, 2);
    judge(&damage, "IPBBPB", NULL, verdicts);
    assert_string_equal(verdicts, "001222");
}

/* Streams refreshed piece by piece are whole again after one full cycle. */
static void test_refresh(void **state)
{
    (void)state;
    char verdicts[80];
    facs_damage damage = {0};
    facs_damage_of(&damage, 3);
    judge(&damage, "IPPPPrPPPrPP", NULL, verdicts);
    assert_string_equal(verdicts, "000122222000");
    damage = (facs_damage){0};
    facs_damage_of(&damage, 3);
    facs_damage_of(&damage, 7);
    judge(&damage, "IPPPPrPPPrPPPrPPP", NULL, verdicts);
    assert_string_equal(verdicts, "00012221222220000");
}

/* Any number of damaged pictures without a key frame. */
static void test_many(void **state)
{
    (void)state;
    facs_damage damage = {0};
    for (int n = 10; n < 1000; n++) {
        facs_damage_of(&damage, n);
        facs_damage_before(&damage, n);
        const facs_damage_picture picture = {.number = n - 5};
        const int verdict = facs_damage_judge(&damage, &picture);
        assert_int_equal(verdict != 0, n - 5 >= 10);
        assert_true(damage.count <= FACS_DAMAGE_MARKS);
    }
    const facs_damage_picture key = {.number = 1000, .key = 1, .intra = 1};
    assert_int_equal(facs_damage_judge(&damage, &key), 0);
    assert_int_equal(damage.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_until_the_next_key_frame),
        cmocka_unit_test(test_a_damaged_key_frame),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_open_groups),
        cmocka_unit_test(test_codecs),
        cmocka_unit_test(test_refresh),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
