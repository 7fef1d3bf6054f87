/*
 * The pages that list columns agree with the columns table. docs/columns.md contains the whole
 * list: after changing the table, run this program with "print" and paste its output there.
 */
#include "row/columns.h"

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_page(const char *name)
{
    char path[1024], *text = NULL;
    size_t size = 0, length;
    snprintf(path, sizeof(path), "%s/%s", FACS_SOURCE_ROOT, name);
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s cannot be read", path);
    FILE *memory = open_memstream(&text, &size);
    char piece[4096];
    while ((length = fread(piece, 1, sizeof(piece), file)) > 0)
        fwrite(piece, 1, length, memory);
    assert_int_equal(fclose(memory), 0);
    fclose(file);
    return text;
}

/* ---- docs/columns.md ------------------------------------------------------------------------- */

/* "x_0" .. "x_67" for one row of the table, whose first column is the i-th of all. */
static void print_names(FILE *out, const facs_values *values, int i, unsigned features, int still)
{
    facs_column first = {.size = sizeof(first)}, last = {.size = sizeof(last)};
    if (!values->name) {
        fprintf(out, "| | ");
        return;
    }
    assert_int_equal(facs_column_get(i, features, still, &first), 0);
    assert_int_equal(facs_column_get(i + values->count - 1, features, still, &last), 0);
    fprintf(out, "| `%s`", first.name);
    if (values->count > 1)
        fprintf(out, " .. `%s`", last.name);
    fprintf(out, " | ");
}

static void print_json(FILE *out, const facs_values *values)
{
    int axis;
    const int axes = facs_columns_axes(values, &axis);
    if (values->naming == FACS_NAMED_INTENSITY || values->naming == FACS_NAMED_PRESENCE)
        fprintf(out, "`%s.AU01` ..", values->json);
    else if (values->naming == FACS_NAMED_PLAIN)
        fprintf(out, "`%s`", values->json);
    else if (axes > 1)
        fprintf(out, "`%s[i][%d]`", values->json, axis);
    else
        fprintf(out, "`%s[i]`", values->json);
}

static void print_table(FILE *out)
{
    int count, columns[2] = {0};
    const facs_values *table = facs_columns_table(&count);
    fprintf(out, "| Columns | Block | JSON | Unit | Decimals | Final | Meaning |\n"
                 "|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < count; i++) {
        const facs_values *v = &table[i];
        const int still = v->feature == FACS_LEAD_STILL;
        const char *block = facs_feature_name(v->feature);
        print_names(out, v, columns[still], FACS_FEATURE_ALL, still);
        fprintf(out, "%s | ", block ? block : still ? "always (image)" : "always");
        print_json(out, v);
        fprintf(out, " | %s | %d | %s | %s |\n", v->unit, v->decimals,
                v->late ? "at the end" : "at once", v->meaning);
        columns[still] += v->name ? v->count : 0;
    }
}

static void test_the_list_of_all_columns(void **state)
{
    (void)state;
    char *page = read_page("docs/columns.md"), *expected = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&expected, &size);
    print_table(out);
    assert_int_equal(fclose(out), 0);
    const char *found = strstr(page, "| Columns |");
    if (!found || strncmp(found, expected, size) != 0 || found[size] == '|')
        fail_msg("docs/columns.md should have\n%s", expected);
    free(expected);
    free(page);
}

/* ---- Pages that name some of them ------------------------------------------------------------ */

/* "AU12_r", or a prefix: "gaze_*", "Y_..". */
static int is_column(const char *name, size_t length)
{
    facs_column column = {.size = sizeof(column)};
    const size_t begins = length > 1 && name[length - 1] == '*'                    ? length - 1
                          : length > 2 && strncmp(name + length - 2, "..", 2) == 0 ? length - 2
                                                                                   : 0;
    for (int still = 0; still < 2; still++)
        for (int i = 0; facs_column_get(i, FACS_FEATURE_ALL, still, &column) == 0; i++)
            if (begins ? strncmp(column.name, name, begins) == 0
                       : strlen(column.name) == length && strncmp(column.name, name, length) == 0)
                return 1;
    return 0;
}

/* Checks the names in a cell, in backquotes and separated by commas. Returns their number. */
static int check_cell(const char *page, const char *cell, const char *end)
{
    int names = 0;
    for (const char *at = cell; (at = memchr(at, '`', (size_t)(end - at))) != NULL; at++) {
        for (at++; *at != '`'; at += *at == ',') {
            const size_t length = strcspn(at, ",`");
            if (!is_column(at, length))
                fail_msg("%s: there is no column %.*s", page, (int)length, at);
            at += length;
            names++;
        }
    }
    return names;
}

/* Checks the n-th cell of each row in the table whose header begins with "| Columns |". */
static void check_page(const char *name, int n, int min_names)
{
    char *page = read_page(name);
    const char *row = strstr(page, "| Columns |");
    int names = 0;
    if (!row)
        fail_msg("%s has no table of columns", name);
    for (; *row == '|'; row = strchr(row, '\n') + 1) {
        const char *cell = row + 1;
        for (int i = 0; i < n; i++)
            cell = strchr(cell, '|') + 1;
        names += check_cell(name, cell, strchr(cell, '|'));
    }
    if (names < min_names)
        fail_msg("%s: %d names of columns found, expected %d", name, names, min_names);
    free(page);
}

static void test_pages_name_columns_that_there_are(void **state)
{
    (void)state;
    check_page("README.md", 0, 10);
    check_page("docs/results.md", 0, 10);
    check_page("docs/openface-csv.md", 2, 50);
}

/* The leading keys have their own table, with keys that are not columns. */
static void test_the_page_of_json_lines(void **state)
{
    (void)state;
    char *page = read_page("docs/json-lines.md"), row[64];
    for (const facs_values *v = NULL; (v = facs_columns_next(v, FACS_LEAD_VIDEO)) != NULL;) {
        snprintf(row, sizeof(row), "\n| `%s` | %s%s|", v->json, v->unit, *v->unit ? " " : "");
        if (!strstr(page, row))
            fail_msg("docs/json-lines.md should have the row %s", row + 1);
    }
    free(page);
}

/* The manual page lists every block by the name that --features takes. */
static void test_the_words_of_features(void **state)
{
    (void)state;
    char *page = read_page("docs/man/facs-extract.1");
    const char *list = strstr(page, ".It Fl -features"), *name;
    assert_non_null(list);
    const size_t length = (size_t)(strstr(list + 1, "\n.It ") - list);
    for (unsigned bit = 1; (name = facs_feature_name(bit)) != NULL; bit <<= 1) {
        const char *found = strstr(list, name);
        if (!found || (size_t)(found - list) > length)
            fail_msg("docs/man/facs-extract.1: --features does not have %s", name);
    }
    free(page);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_list_of_all_columns),
        cmocka_unit_test(test_pages_name_columns_that_there_are),
        cmocka_unit_test(test_the_page_of_json_lines),
        cmocka_unit_test(test_the_words_of_features),
    };
    if (argc > 1 && strcmp(argv[1], "print") == 0) {
        print_table(stdout);
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
