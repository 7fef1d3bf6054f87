/*
 * docs/events.md has the tables of kinds and parameters. After changing one, run this program with
 * "print" and paste its output there.
 */
#include "cmocka_all.h"

#include <facs/answers.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE "docs/events.md"

static void print_kinds(FILE *out)
{
    facs_event_kind kind = {.size = sizeof(kind)};
    fprintf(out, "| Kind | Unit of `peak` | What it is |\n|---|---|---|\n");
    for (int i = 0; facs_event_kind_get(i, &kind) == 0; i++)
        if (strncmp(kind.name, "AU", 2) != 0)
            fprintf(out, "| `%s` | %s | %s |\n", kind.name, kind.unit, kind.meaning);
}

static void print_parameters(FILE *out)
{
    facs_event_parameter p = {.size = sizeof(p)};
    fprintf(
        out,
        "| Parameter | Default | Range | Unit | Meaning | Source |\n|---|---|---|---|---|---|\n");
    for (int i = 0; facs_event_parameter_get(i, &p) == 0; i++)
        fprintf(out, "| `%s` | %g | %g to %g | %s | %s | %s |\n", p.name, p.value, p.min, p.max,
                p.unit, p.meaning, p.source);
}

static char *read_page(void)
{
    static char page[1 << 17];
    FILE *file = fopen(FACS_SOURCE_ROOT "/" PAGE, "r");
    if (!file)
        fail_msg(PAGE " cannot be read");
    page[fread(page, 1, sizeof(page) - 1, file)] = 0;
    fclose(file);
    return page;
}

static void page_has(void (*print)(FILE *out))
{
    char *expected = NULL;
    const char *page = read_page();
    size_t size = 0;
    FILE *out = open_memstream(&expected, &size);
    print(out);
    assert_int_equal(fclose(out), 0);
    const char *found = strstr(page, expected);
    if (!found || found[size] == '|')
        fail_msg(PAGE " should have\n%s", expected);
    free(expected);
}

static void the_kinds_are_those_of_the_table(void **state)
{
    (void)state;
    page_has(print_kinds);
}

static void the_parameters_are_those_of_the_table(void **state)
{
    (void)state;
    page_has(print_parameters);
}

static void the_flags_are_explained(void **state)
{
    (void)state;
    const char *page = read_page();
    for (unsigned flag = 1; flag & FACS_EVENT_ALL_FLAGS; flag <<= 1) {
        char row[64];
        snprintf(row, sizeof(row), "\n| `%s` | ", facs_event_flag_name(flag));
        if (!strstr(page, row))
            fail_msg(PAGE " does not explain %s", facs_event_flag_name(flag));
    }
}

int main(int count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kinds_are_those_of_the_table),
        cmocka_unit_test(the_parameters_are_those_of_the_table),
        cmocka_unit_test(the_flags_are_explained),
    };
    if (count > 1 && strcmp(arguments[1], "print") == 0) {
        print_kinds(stdout);
        print_parameters(stdout);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
