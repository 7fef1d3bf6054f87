/*
 * docs/summary.md repeats the table of figures: after changing it, run this program with "print"
 * and paste its output there.
 */
#include "events/figures.h"

#include "cmocka_all.h"

#include <facs/answers.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A row of the table for each figure, whose columns have one family. */
static void print_table(FILE *out)
{
    facs_figure_column column, last;
    fprintf(out, "| Columns | Unit | Decimals | Change | Meaning |\n|---|---|---|---|---|\n");
    for (int i = 0; facs_figure_column_get(i, &column) == 0;) {
        const facs_figure *figure = column.figure;
        const int members = facs_figure_members(figure->family);
        assert_int_equal(column.member, 0);
        assert_int_equal(facs_figure_column_get(i + members - 1, &last), 0);
        fprintf(out, "| `%s`", column.name);
        if (members > 1)
            fprintf(out, " .. `%s`", last.name);
        fprintf(out, " | %s | %d | %s | %s |\n", figure->unit ? figure->unit : "of the measure",
                figure->decimals, facs_figure_changes(figure) ? "yes" : "", figure->meaning);
        i += members;
    }
}

static void the_page_has_the_table(void **state)
{
    (void)state;
    char *table = NULL, *page = NULL;
    size_t size = 0, read = 0;
    FILE *memory = open_memstream(&table, &size);
    print_table(memory);
    fclose(memory);
    FILE *file = fopen(FACS_SOURCE_ROOT "/"
                                        "docs/summary.md",
                       "r");
    assert_non_null(file);
    page = calloc(1, 1 << 20);
    read = fread(page, 1, (1 << 20) - 1, file);
    fclose(file);
    assert_true(read > size);
    if (!strstr(page, table))
        fail_msg("docs/summary.md lacks the table: run test_summary_docs print");
    free(page);
    free(table);
}

/* What programs are told of the columns is what the table says. */
static void columns_are_described(void **state)
{
    (void)state;
    facs_figure_column own;
    facs_summary_column column = {.size = sizeof(column)};
    int i = 0, texts = 0;
    for (; facs_summary_column_get(i, &column) == 0; i++) {
        assert_int_equal(facs_figure_column_get(i, &own), 0);
        assert_string_equal(column.name, own.name);
        assert_true(column.meaning[0] && strlen(column.name) < sizeof(column.name) - 1);
        texts += column.is_text;
        for (int k = 0; k < i; k++) {
            assert_int_equal(facs_figure_column_get(k, &own), 0);
            assert_string_not_equal(column.name, own.name);
        }
    }
    assert_int_equal(i, facs_figure_columns());
    assert_int_equal(texts, 4);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "print") == 0) {
        print_table(stdout);
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_the_table),
        cmocka_unit_test(columns_are_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
