/* file_details FILE...: prints what Explorer shows of each under Details, a line "FILE NAME=VALUE"
 * for each of its texts, and whether it is a program or a library. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define ENGLISH L"\\StringFileInfo\\040904b0\\" /* the language and code page of the resource */

static int print_text(const char *file, const void *info, const wchar_t *name)
{
    wchar_t path[128], *value;
    UINT length;
    swprintf(path, sizeof(path) / sizeof(path[0]), L"%ls%ls", ENGLISH, name);
    if (!VerQueryValueW(info, path, (void **)&value, &length))
        return 1;
    printf("%s %ls=%ls\n", file, name, value);
    return 0;
}

static int print_details(const char *file)
{
    static const wchar_t *const names[] = {L"CompanyName",  L"FileDescription", L"FileVersion",
                                           L"InternalName", L"LegalCopyright",  L"OriginalFilename",
                                           L"ProductName",  L"ProductVersion"};
    const DWORD size = GetFileVersionInfoSizeA(file, NULL);
    void *info = size > 0 ? malloc(size) : NULL;
    VS_FIXEDFILEINFO *fixed;
    UINT length;
    int failed = !info || !GetFileVersionInfoA(file, 0, size, info) ||
                 !VerQueryValueA(info, "\\", (void **)&fixed, &length);
    for (size_t i = 0; !failed && i < sizeof(names) / sizeof(names[0]); i++)
        failed = print_text(file, info, names[i]);
    if (!failed)
        printf("%s kind=%s\n%s numbers=%u.%u.%u.%u\n", file,
               fixed->dwFileType == VFT_DLL ? "library" : "program", file,
               HIWORD(fixed->dwFileVersionMS), LOWORD(fixed->dwFileVersionMS),
               HIWORD(fixed->dwFileVersionLS), LOWORD(fixed->dwFileVersionLS));
    free(info);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = argc < 2;
    for (int i = 1; i < argc; i++)
        failed |= print_details(argv[i]);
    return failed;
}
