#include "data.h"

#include "glue.h"

#include <limits.h>
#include <string.h>

/* R's integers have 32 bits, of which the smallest value is NA. */
static SEXP integers_of(const int64_t *integers, R_xlen_t rows)
{
    int small = 1;
    for (R_xlen_t i = 0; i < rows && small; i++)
        small = integers[i] > INT_MIN && integers[i] <= INT_MAX;
    SEXP value = PROTECT(Rf_allocVector(small ? INTSXP : REALSXP, rows));
    for (R_xlen_t i = 0; i < rows; i++)
        if (small)
            INTEGER(value)[i] = (int)integers[i];
        else
            REAL(value)[i] = (double)integers[i];
    UNPROTECT(1);
    return value;
}

static SEXP column_value(const facs_data_column *column, R_xlen_t rows)
{
    SEXP value = PROTECT(column->integers ? integers_of(column->integers, rows)
                                          : doubles_of(column->numbers, rows));
    if (column->unit[0])
        set_attribute(value, "unit", string_of(column->unit));
    if (column->meaning[0])
        set_attribute(value, "label", string_of(column->meaning));
    UNPROTECT(1);
    return value;
}

/* The names of the rows' image files. */
static SEXP pictures_of(const facs_data *data)
{
    const R_xlen_t rows = (R_xlen_t)facs_data_rows(data);
    SEXP value = PROTECT(Rf_allocVector(STRSXP, rows));
    for (R_xlen_t n = 0; n < rows; n++)
        SET_STRING_ELT(value, n, text_of(facs_data_picture(data, n)));
    UNPROTECT(1);
    return value;
}

SEXP data_value(const facs_data *data)
{
    static const char *const parts[] = {"columns", "rows", "json", NULL};
    const int count = facs_data_columns(data), pictures = facs_data_picture(data, 0) != NULL;
    SEXP value = PROTECT(named_list(parts));
    SEXP columns = PROTECT(Rf_allocVector(VECSXP, count + pictures));
    SEXP names = PROTECT(Rf_allocVector(STRSXP, count + pictures));
    for (int i = 0; i < count; i++) {
        facs_data_column column = {.size = sizeof(column)};
        if (facs_data_get(data, i, &column) < 0)
            continue;
        SET_VECTOR_ELT(columns, i, column_value(&column, (R_xlen_t)facs_data_rows(data)));
        SET_STRING_ELT(names, i, text_of(column.name));
    }
    if (pictures) {
        SET_VECTOR_ELT(columns, count, pictures_of(data));
        SET_STRING_ELT(names, count, Rf_mkChar("picture"));
    }
    Rf_namesgets(columns, names);
    SET_VECTOR_ELT(value, 0, columns);
    SET_VECTOR_ELT(value, 1, Rf_ScalarReal((double)facs_data_rows(data)));
    SET_VECTOR_ELT(value, 2, string_of(facs_data_json(data)));
    UNPROTECT(3);
    return value;
}

SEXP r_read(SEXP path)
{
    held *h;
    facs_error error = {.kind = FACS_ERROR_NONE};
    const char *csv = text_in(path);
    SEXP holder = PROTECT(held_open(&h));
    const int status = facs_data_read(&h->data, csv, &error);
    SEXP value = PROTECT(status < 0 ? failure(&error, status) : data_value(h->data));
    held_close(holder);
    UNPROTECT(2);
    return value;
}

/* ---- What columns there are ------------------------------------------------------------------ */

SEXP r_columns(SEXP still)
{
    static const char *const parts[] = {"name",     "unit",  "meaning", "block",
                                        "decimals", "final", NULL};
    const int image = Rf_asLogical(still) == TRUE;
    facs_column c = {.size = sizeof(c)};
    int count = 0;
    while (facs_column_get(count, FACS_FEATURE_ALL, image, &c) == 0)
        count++;
    SEXP value = PROTECT(named_list(parts));
    for (int i = 0; i < 4; i++)
        SET_VECTOR_ELT(value, i, Rf_allocVector(STRSXP, count));
    SET_VECTOR_ELT(value, 4, Rf_allocVector(INTSXP, count));
    SET_VECTOR_ELT(value, 5, Rf_allocVector(LGLSXP, count));
    for (int i = 0; i < count; i++) {
        facs_column_get(i, FACS_FEATURE_ALL, image, &c);
        const char *block = facs_feature_name(c.feature);
        const char *const texts[] = {c.name, c.unit, c.meaning, block ? block : "always"};
        for (int n = 0; n < 4; n++)
            SET_STRING_ELT(VECTOR_ELT(value, n), i, text_of(texts[n]));
        INTEGER(VECTOR_ELT(value, 4))[i] = c.decimals;
        LOGICAL(VECTOR_ELT(value, 5))[i] = c.final;
    }
    UNPROTECT(1);
    return value;
}

/* "Inner brow raiser" for "AU01", NA for what is no Action Unit. */
SEXP r_descriptions(SEXP names)
{
    const R_xlen_t count = XLENGTH(names);
    SEXP value = PROTECT(Rf_allocVector(STRSXP, count));
    for (R_xlen_t i = 0; i < count; i++)
        SET_STRING_ELT(value, i, text_of(facs_au_description(CHAR(STRING_ELT(names, i)))));
    UNPROTECT(1);
    return value;
}
