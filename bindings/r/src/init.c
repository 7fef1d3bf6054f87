#include "glue.h"

#include <R_ext/Rdynload.h>
#include <R_ext/Visibility.h>

/* Through void (*)(void), because compilers warn of any other cast between functions. */
#define ROUTINE(name) #name, (DL_FUNC)(void (*)(void))name

static const R_CallMethodDef routines[] = {
    {ROUTINE(r_extract), 3}, {ROUTINE(r_read), 1},          {ROUTINE(r_columns), 1},
    {ROUTINE(r_batch), 5},   {ROUTINE(r_batch_table), 1},   {ROUTINE(r_descriptions), 1},
    {ROUTINE(r_merge), 6},   {ROUTINE(r_report), 5},        {ROUTINE(r_version), 0},
    {ROUTINE(r_models), 1},  {ROUTINE(r_models_folder), 1}, {ROUTINE(r_parts), 1},
    {ROUTINE(r_events), 5},  {ROUTINE(r_summarize), 4},     {ROUTINE(r_summary_columns), 0},
    {NULL, NULL, 0},
};

/* R looks for it by its name. */
void R_init_facs(DllInfo *library);
void attribute_visible R_init_facs(DllInfo *library)
{
    R_registerRoutines(library, NULL, routines, NULL, NULL);
    R_useDynamicSymbols(library, FALSE);
    R_forceSymbols(library, TRUE);
}
