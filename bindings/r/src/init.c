#include "glue.h"

#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

/* A void pointer cannot hold a function in C11, but DL_FUNC, which takes no arguments, can. */
#define ROUTINE(name, arguments)                                                                   \
    {                                                                                              \
#name, (DL_FUNC)name, arguments                                                            \
    }

static const R_CallMethodDef routines[] = {
    ROUTINE(r_extract, 3), ROUTINE(r_read, 1),          ROUTINE(r_columns, 1),
    ROUTINE(r_batch, 5),   ROUTINE(r_batch_table, 1),   ROUTINE(r_descriptions, 1),
    ROUTINE(r_merge, 6),   ROUTINE(r_report, 4),        ROUTINE(r_version, 0),
    ROUTINE(r_models, 1),  ROUTINE(r_models_folder, 1), ROUTINE(r_parts, 1),
    {NULL, NULL, 0},
};

void attribute_visible R_init_facs(DllInfo *library)
{
    R_registerRoutines(library, NULL, routines, NULL, NULL);
    R_useDynamicSymbols(library, FALSE);
    R_forceSymbols(library, TRUE);
}
