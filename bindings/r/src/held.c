#include "held.h"

#include <stdlib.h>
#include <string.h>

static void free_rows(row *first)
{
    while (first) {
        row *next = first->next;
        for (size_t i = 0; i < sizeof(first->texts) / sizeof(first->texts[0]); i++)
            free(first->texts[i]);
        free(first);
        first = next;
    }
}

void held_close(SEXP pointer)
{
    held *h = R_ExternalPtrAddr(pointer);
    if (!h)
        return;
    R_ClearExternalPtr(pointer);
    facs_data_close(&h->data);
    facs_neutral_close(&h->neutral);
    facs_neutral_close(&h->learnt);
    facs_study_close(&h->study);
    notes_close(h->notes);
    free_rows(h->rows);
    free(h);
}

SEXP held_open(held **h)
{
    SEXP pointer = PROTECT(R_MakeExternalPtr(NULL, R_NilValue, R_NilValue));
    R_RegisterCFinalizerEx(pointer, held_close, TRUE);
    *h = calloc(1, sizeof(**h));
    if (*h)
        (*h)->notes = notes_open();
    if (!*h || !(*h)->notes) {
        free(*h);
        Rf_error("out of memory");
    }
    (*h)->last = &(*h)->rows;
    R_SetExternalPtrAddr(pointer, *h);
    UNPROTECT(1);
    return pointer;
}

row *held_add(held *h, const char *const *texts, int count)
{
    row *r = calloc(1, sizeof(*r));
    for (int i = 0; r && i < count; i++) {
        r->texts[i] = texts[i] ? strdup(texts[i]) : NULL;
        if (texts[i] && !r->texts[i]) {
            free_rows(r);
            r = NULL;
        }
    }
    if (!r) {
        h->no_memory = 1;
        return NULL;
    }
    *h->last = r;
    h->last = &r->next;
    h->row_count++;
    return r;
}
