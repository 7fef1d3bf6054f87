#define COBJMACROS /* what calls a method in C */

#include "os/desktop.h"

#include "os/file.h"
#include "os/interrupt.h"
#include "os/names_windows.h"
#include "os/path.h"
#include "os/process.h"

#include <errno.h>
#include <shellapi.h>
#include <shlobj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_KINDS  4
#define LINE_UNITS 32768 /* UTF-16 units; no path is longer */
#define PAUSE_MS   100   /* until an interrupt is noticed */

/* ---- How it was started ---------------------------------------------------------------------- */

static int is_console(DWORD which)
{
    DWORD mode;
    return GetConsoleMode(GetStdHandle(which), &mode) != 0;
}

/* In a terminal, the shell that started the program is attached to the console too; a program that
 * collects the output redirects it. */
int facs_desktop_started(void)
{
    DWORD processes[2];
    return facs_environment(FACS_DESKTOP_VARIABLE) ||
           (is_console(STD_INPUT_HANDLE) && is_console(STD_OUTPUT_HANDLE) &&
            is_console(STD_ERROR_HANDLE) && GetConsoleProcessList(processes, 2) == 1);
}

/* ---- The desktop ----------------------------------------------------------------------------- */

/* What opens things may be a COM object. Returns 1 if end_com() must be called. */
static int begin_com(void)
{
    return SUCCEEDED(CoInitializeEx(NULL, COINIT_APARTMENTTHREADED | COINIT_DISABLE_OLE1DDE));
}

static void end_com(int begun)
{
    if (begun)
        CoUninitialize();
}

int facs_desktop_open(const char *what)
{
    wchar_t *wide = facs_path_kind(what) == FACS_NO_FILE ? facs_wide(what) : facs_wide_path(what);
    const int com = begin_com();
    const INT_PTR answer =
        wide ? (INT_PTR)ShellExecuteW(NULL, L"open", wide, NULL, NULL, SW_SHOWNORMAL) : 0;
    end_com(com);
    free(wide);
    return answer > 32; /* its way to report success */
}

char *facs_desktop_document(const char *name)
{
    wchar_t *wide = NULL;
    char *documents = SUCCEEDED(SHGetKnownFolderPath(&FOLDERID_Documents, 0, NULL, &wide))
                          ? facs_narrow(wide)
                          : NULL;
    char *path = documents ? facs_path_join(documents, name) : NULL;
    CoTaskMemFree(wide);
    free(documents);
    return path;
}

void facs_desktop_connect(void)
{
    (void)GetDesktopWindow(); /* the first function of user32 does it */
}

/* ---- Choosing files -------------------------------------------------------------------------- */

static int set_kinds(IFileOpenDialog *dialog, const facs_desktop_kind *kinds, int count)
{
    COMDLG_FILTERSPEC specs[MAX_KINDS];
    wchar_t *texts[2 * MAX_KINDS] = {NULL};
    int status = 0, used = count < MAX_KINDS ? count : MAX_KINDS;
    for (int i = 0; i < used; i++) {
        texts[2 * i] = facs_wide(kinds[i].name);
        texts[2 * i + 1] = facs_wide(kinds[i].pattern);
        if (!texts[2 * i] || !texts[2 * i + 1])
            status = -ENOMEM;
        specs[i] = (COMDLG_FILTERSPEC){texts[2 * i], texts[2 * i + 1]};
    }
    if (status == 0 && FAILED(IFileOpenDialog_SetFileTypes(dialog, (UINT)used, specs)))
        status = -ENOSYS;
    for (int i = 0; i < 2 * used; i++)
        free(texts[i]);
    return status;
}

static int prepare(IFileOpenDialog *dialog, const char *title, const facs_desktop_kind *kinds,
                   int count)
{
    FILEOPENDIALOGOPTIONS options;
    wchar_t *wide = facs_wide(title);
    int status = wide ? set_kinds(dialog, kinds, count) : -ENOMEM;
    if (status == 0 &&
        (FAILED(IFileOpenDialog_SetTitle(dialog, wide)) ||
         FAILED(IFileOpenDialog_GetOptions(dialog, &options)) ||
         FAILED(IFileOpenDialog_SetOptions(dialog, options | FOS_ALLOWMULTISELECT |
                                                       FOS_FORCEFILESYSTEM | FOS_FILEMUSTEXIST))))
        status = -ENOSYS;
    free(wide);
    return status;
}

static char *path_of(IShellItemArray *items, DWORD i)
{
    IShellItem *item;
    wchar_t *wide = NULL;
    if (FAILED(IShellItemArray_GetItemAt(items, i, &item)))
        return NULL;
    char *path = SUCCEEDED(IShellItem_GetDisplayName(item, SIGDN_FILESYSPATH, &wide))
                     ? facs_narrow(wide)
                     : NULL;
    CoTaskMemFree(wide);
    IShellItem_Release(item);
    return path;
}

static int take(IShellItemArray *items, char ***paths)
{
    DWORD count = 0;
    if (FAILED(IShellItemArray_GetCount(items, &count)) || count > INT_MAX / 2)
        return 0;
    int taken = 0;
    *paths = calloc((size_t)count + 1, sizeof(**paths));
    while (*paths && taken < (int)count && ((*paths)[taken] = path_of(items, (DWORD)taken)))
        taken++;
    if (*paths && taken == (int)count)
        return taken;
    facs_names_free(*paths, taken);
    *paths = NULL;
    return -ENOMEM;
}

int facs_desktop_choose(const char *title, const facs_desktop_kind *kinds, int count, char ***paths)
{
    IFileOpenDialog *dialog = NULL;
    IShellItemArray *items = NULL;
    *paths = NULL;
    if (facs_environment(FACS_DESKTOP_VARIABLE))
        return -ENOSYS;
    const int com = begin_com();
    int status = SUCCEEDED(CoCreateInstance(&CLSID_FileOpenDialog, NULL, CLSCTX_INPROC_SERVER,
                                            &IID_IFileOpenDialog, (void **)&dialog))
                     ? prepare(dialog, title, kinds, count)
                     : -ENOSYS;
    if (status == 0) {
        const HRESULT shown = IFileOpenDialog_Show(dialog, GetConsoleWindow());
        if (SUCCEEDED(shown) && SUCCEEDED(IFileOpenDialog_GetResults(dialog, &items)))
            status = take(items, paths);
        else if (shown != HRESULT_FROM_WIN32(ERROR_CANCELLED))
            status = -ENOSYS;
    }
    if (items)
        IShellItemArray_Release(items);
    if (dialog)
        IFileOpenDialog_Release(dialog);
    end_com(com);
    return status;
}

/* ---- The keyboard ---------------------------------------------------------------------------- */

static char *without_end(char *line)
{
    if (line)
        line[strcspn(line, "\r\n")] = '\0';
    return line;
}

/* What is typed comes as UTF-16: ReadFile() loses every letter that is not ASCII. */
char *facs_desktop_line(void)
{
    char *line = NULL;
    size_t size = 0;
    DWORD count = 0;
    if (!is_console(STD_INPUT_HANDLE)) {
        if (facs_stream_line(&line, &size, stdin) < 0) {
            free(line);
            line = NULL;
        }
        return without_end(line);
    }
    wchar_t *wide = calloc(LINE_UNITS, sizeof(*wide));
    if (wide && ReadConsoleW(GetStdHandle(STD_INPUT_HANDLE), wide, LINE_UNITS - 1, &count, NULL) &&
        count > 0)
        line = facs_narrow(wide);
    free(wide);
    return without_end(line);
}

static int is_key(const INPUT_RECORD *record)
{
    static const WORD others[] = {VK_SHIFT, VK_CONTROL, VK_MENU,   VK_LWIN,
                                  VK_RWIN,  VK_CAPITAL, VK_NUMLOCK};
    if (record->EventType != KEY_EVENT || !record->Event.KeyEvent.bKeyDown)
        return 0;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        if (record->Event.KeyEvent.wVirtualKeyCode == others[i])
            return 0;
    return 1;
}

static void wait_for_key(HANDLE input)
{
    INPUT_RECORD record;
    DWORD count, waited = WAIT_TIMEOUT;
    FlushConsoleInputBuffer(input);
    while (!facs_interrupted() && waited != WAIT_FAILED) {
        waited = WaitForSingleObject(input, PAUSE_MS);
        if (waited == WAIT_OBJECT_0 &&
            (!ReadConsoleInputW(input, &record, 1, &count) || is_key(&record)))
            return;
    }
}

void facs_desktop_wait(void)
{
    static const char sentence[] = "Press any key to close this window.\n";
    if (facs_interrupted())
        return;
    facs_handle_write(FACS_STANDARD_ERROR, sentence, sizeof(sentence) - 1);
    if (is_console(STD_INPUT_HANDLE))
        wait_for_key(GetStdHandle(STD_INPUT_HANDLE));
    else
        free(facs_desktop_line());
}
