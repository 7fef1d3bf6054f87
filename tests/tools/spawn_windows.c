#include "cmocka_all.h"
#include "os/names_windows.h"
#include "scratch.h"
#include "spawn_internal.h"

#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define MAX_LINE 4096

/* Appends a word in quotation marks; "%" stands for a blank. Of the marks that a test has in a
 * word, none is at its end. */
static void add_word(char *line, const char *word)
{
    char *at = line + strlen(line);
    assert_true(strlen(line) + 2 * strlen(word) + 4 < MAX_LINE);
    *at++ = '"';
    for (const char *c = word; *c; c++) {
        if (*c == '"')
            *at++ = '\\';
        *at++ = *c == '%' ? ' ' : *c;
    }
    at += *(at - 1) == '\\' ? (*at = '\\', 1) : 0;
    strcpy(at, "\" ");
}

static wchar_t *command_line(const char *program, const char *arguments)
{
    char line[MAX_LINE] = "", copy[2048];
    char *rest = NULL;
    add_word(line, program);
    snprintf(copy, sizeof(copy), "%s", arguments);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        add_word(line, word);
    return facs_wide(line);
}

/* A copy that the child inherits. */
static HANDLE inherited(int handle)
{
    SECURITY_ATTRIBUTES for_child = {.nLength = sizeof(for_child), .bInheritHandle = TRUE};
    HANDLE copy = INVALID_HANDLE_VALUE;
    if (handle < 0)
        return CreateFileW(L"NUL", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                           &for_child, OPEN_EXISTING, 0, NULL);
    DuplicateHandle(GetCurrentProcess(), (HANDLE)_get_osfhandle(handle), GetCurrentProcess(), &copy,
                    0, TRUE, DUPLICATE_SAME_ACCESS);
    return copy;
}

/* Skips a test of what is no program of Windows: a shell, or Python. */
static void skip_foreign(const char *program)
{
    const char *ending = strrchr(program, '.');
    if (!ending || strcmp(ending, ".exe") != 0)
        skip();
}

running spawn_start(const char *wrapper, const char *program, const char *arguments,
                    const int streams[3])
{
    (void)wrapper; /* of a test that runs on another system */
    skip_foreign(program);
    wchar_t *line = command_line(program, arguments), *name = facs_wide(program);
    wchar_t *folder = facs_wide(scratch("")), whole_name[1024], whole_folder[1024];
    STARTUPINFOW how = {.cb = sizeof(how), .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION child = {0};
    how.hStdInput = inherited(streams[0]);
    how.hStdOutput = inherited(streams[1]);
    how.hStdError = inherited(streams[2]);
    assert_true(GetFullPathNameW(name, 1024, whole_name, NULL) > 0);
    assert_true(GetFullPathNameW(folder, 1024, whole_folder, NULL) > 0);
    fflush(NULL);
    if (!CreateProcessW(whole_name, line, NULL, NULL, TRUE, CREATE_NEW_PROCESS_GROUP, NULL,
                        whole_folder, &how, &child))
        fail_msg("%s does not start: error %lu", program, GetLastError());
    CloseHandle(child.hThread);
    CloseHandle(how.hStdInput);
    CloseHandle(how.hStdOutput);
    CloseHandle(how.hStdError);
    free(line);
    free(name);
    free(folder);
    return (running)child.hProcess;
}

/* Skips the test where there is no console, as under Wine without a terminal. */
void interrupt_program(running program)
{
    if (GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, GetProcessId((HANDLE)program)))
        return;
    kill_program(program);
    end_of(program);
    skip();
}

/* Only Windows itself can send what it sends when a window is closed. */
void terminate_program(running program)
{
    interrupt_program(program);
}

void kill_program(running program)
{
    TerminateProcess((HANDLE)program, 128 + 9);
}

int end_of(running program)
{
    DWORD status = 999;
    if (WaitForSingleObject((HANDLE)program, SPAWN_SECONDS * 1000) != WAIT_OBJECT_0)
        TerminateProcess((HANDLE)program, 999);
    else
        GetExitCodeProcess((HANDLE)program, &status);
    CloseHandle((HANDLE)program);
    return (int)status;
}
