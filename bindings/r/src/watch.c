#include "watch.h"

#include <R_ext/Utils.h>

/* Either call may jump out, but no further than R_ToplevelExec. */
static void look(void *opaque)
{
    const watch *w = opaque;
    R_CheckUserInterrupt();
    if (Rf_isNull(w->show))
        return;
    SEXP done = PROTECT(Rf_ScalarReal(w->done));
    SEXP expected = PROTECT(Rf_ScalarReal(w->expected));
    SEXP call = PROTECT(Rf_lang3(w->show, done, expected));
    Rf_eval(call, R_GlobalEnv);
    UNPROTECT(3);
}

int watch_look(watch *w, double done, double expected)
{
    w->done = done;
    w->expected = expected;
    if (!w->interrupted && !R_ToplevelExec(look, w))
        w->interrupted = 1;
    return w->interrupted;
}
