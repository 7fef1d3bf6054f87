#include "os/interrupt.h"

#include <windows.h>

/* Windows ends the program when the handler of closing, logging off or shutting down returns, or
 * 5 s after such an event. */
#define GRACE_MS 10000

static volatile LONG came;

/* ---- The console ----------------------------------------------------------------------------- */

/* Called in a thread of its own. Returning FALSE lets a second Ctrl-C kill the program. */
static BOOL WINAPI note(DWORD event)
{
    const int first = InterlockedExchange(&came, 1) == 0;
    if (event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT)
        return first;
    Sleep(GRACE_MS); /* the program ends meanwhile */
    return TRUE;
}

/* ---- The session ----------------------------------------------------------------------------- */

/* A program that uses user32.dll, as FFmpeg's capture and what opens the browser do, does not hear
 * of the end of the session by its console, but by a window, which need not be visible. */
static LRESULT CALLBACK hear(HWND window, UINT message, WPARAM first, LPARAM second)
{
    if (message == WM_ENDSESSION && first) {
        InterlockedExchange(&came, 1);
        Sleep(GRACE_MS);
        return 0;
    }
    return DefWindowProcW(window, message, first, second);
}

/* Without a desktop, as in a service, there is no window, and nobody logs off. */
static DWORD WINAPI attend(void *nothing)
{
    const WNDCLASSW kind = {.lpfnWndProc = hear,
                            .hInstance = GetModuleHandleW(NULL),
                            .lpszClassName = L"facs end of session"};
    MSG message;
    (void)nothing;
    if (!RegisterClassW(&kind) || !CreateWindowExW(0, kind.lpszClassName, L"facs", 0, 0, 0, 0, 0,
                                                   NULL, NULL, kind.hInstance, NULL))
        return 0;
    while (GetMessageW(&message, NULL, 0, 0) > 0)
        DispatchMessageW(&message);
    return 0;
}

void facs_interrupt_watch(void)
{
    SetConsoleCtrlHandler(note, TRUE);
    HANDLE thread = CreateThread(NULL, 0, attend, NULL, 0, NULL);
    if (thread)
        CloseHandle(thread); /* it ends with the program */
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
