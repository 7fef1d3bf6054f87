/* hold_file FILE share|alone: holds a file as other programs do, until its standard input ends.
 * share: others may read it but not write or replace it, as with Excel; alone: others cannot even
 * open it. Says "held" once it has it. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

int main(int argc, char **argv)
{
    const DWORD share = argc == 3 && strcmp(argv[2], "share") == 0 ? FILE_SHARE_READ : 0;
    HANDLE file = argc == 3 ? CreateFileA(argv[1], GENERIC_READ | GENERIC_WRITE, share, NULL,
                                          OPEN_EXISTING, 0, NULL)
                            : INVALID_HANDLE_VALUE;
    if (file == INVALID_HANDLE_VALUE)
        return 1;
    puts("held");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return CloseHandle(file) ? 0 : 1;
}
