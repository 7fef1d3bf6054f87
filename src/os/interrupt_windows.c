#include "os/interrupt.h"

#include <windows.h>

/* Windows ends the program when the handler of closing, logging off or shutting down returns, or
 * 5 s after such an event. */
#define GRACE_MS 10000

static volatile LONG came;

/* Called in a thread of its own. Returning FALSE lets a second Ctrl-C kill the program. */
static BOOL WINAPI note(DWORD event)
{
    const int first = InterlockedExchange(&came, 1) == 0;
    if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT)
        return first;
    Sleep(GRACE_MS); /* the program ends meanwhile */
    return TRUE;
}

void facs_interrupt_watch(void)
{
    SetConsoleCtrlHandler(note, TRUE);
}

void facs_interrupt_watch_maps(const char *sentence, int status)
{
    (void)sentence;
    (void)status;
}

int facs_interrupted(void)
{
    return came != 0;
}
