#include "values.h"

#include <string.h>

SEXP text_of(const char *text)
{
    return text ? Rf_mkCharCE(text, CE_UTF8) : NA_STRING;
}

SEXP string_of(const char *text)
{
    if (!text)
        return R_NilValue;
    SEXP value = PROTECT(Rf_allocVector(STRSXP, 1));
    SET_STRING_ELT(value, 0, text_of(text));
    UNPROTECT(1);
    return value;
}

const char *bytes_of(SEXP text)
{
    return Rf_getCharCE(text) == CE_NATIVE ? CHAR(text) : Rf_translateCharUTF8(text);
}

const char *text_in(SEXP value)
{
    if (Rf_isNull(value))
        return NULL;
    if (!Rf_isString(value) || XLENGTH(value) != 1 || STRING_ELT(value, 0) == NA_STRING)
        Rf_error("expected one string");
    return bytes_of(STRING_ELT(value, 0));
}

void set_attribute(SEXP value, const char *name, SEXP what)
{
    PROTECT(what);
    Rf_setAttrib(value, Rf_install(name), what);
    UNPROTECT(1);
}

SEXP failure(const facs_error *error, int status)
{
    static const char *const kinds[] = {
        [FACS_ERROR_USAGE] = "usage",       [FACS_ERROR_INPUT] = "input",
        [FACS_ERROR_OUTPUT] = "output",     [FACS_ERROR_ENVIRONMENT] = "setup",
        [FACS_ERROR_CANCELLED] = "stopped", [FACS_ERROR_INTERNAL] = "internal",
        [FACS_ERROR_CLOSED] = "stopped"};
    const size_t kind = (size_t)error->kind;
    const int known = kind < sizeof(kinds) / sizeof(kinds[0]) && kinds[kind];
    SEXP value = PROTECT(Rf_allocVector(STRSXP, 2));
    SEXP class = PROTECT(Rf_mkString("facs_failure"));
    SET_STRING_ELT(value, 0, text_of(known ? kinds[kind] : "internal"));
    SET_STRING_ELT(value, 1, text_of(known ? error->text : facs_strerror(status)));
    Rf_classgets(value, class);
    UNPROTECT(2);
    return value;
}

SEXP lines_of(const notes *n)
{
    const int count = notes_count(n);
    SEXP value = PROTECT(Rf_allocVector(STRSXP, count));
    for (int i = 0; i < count; i++)
        SET_STRING_ELT(value, i, text_of(notes_get(n, i)));
    UNPROTECT(1);
    return value;
}

SEXP doubles_of(const double *numbers, R_xlen_t count)
{
    SEXP value = PROTECT(Rf_allocVector(REALSXP, count));
    double *to = REAL(value);
    for (R_xlen_t i = 0; i < count; i++)
        to[i] = ISNAN(numbers[i]) ? NA_REAL : numbers[i];
    UNPROTECT(1);
    return value;
}

SEXP numbers_of(const held *h, int i)
{
    double *numbers = (double *)R_alloc((size_t)h->row_count, sizeof(*numbers));
    R_xlen_t n = 0;
    for (const row *r = h->rows; r; r = r->next)
        numbers[n++] = r->numbers[i];
    return doubles_of(numbers, n);
}

SEXP texts_of(const held *h, int i)
{
    R_xlen_t n = 0;
    SEXP value = PROTECT(Rf_allocVector(STRSXP, h->row_count));
    for (const row *r = h->rows; r; r = r->next)
        SET_STRING_ELT(value, n++, text_of(r->texts[i]));
    UNPROTECT(1);
    return value;
}

SEXP named_list(const char *const *names)
{
    R_xlen_t count = 0;
    while (names[count])
        count++;
    SEXP value = PROTECT(Rf_allocVector(VECSXP, count));
    SEXP texts = PROTECT(Rf_allocVector(STRSXP, count));
    for (R_xlen_t i = 0; i < count; i++)
        SET_STRING_ELT(texts, i, text_of(names[i]));
    Rf_namesgets(value, texts);
    UNPROTECT(2);
    return value;
}
