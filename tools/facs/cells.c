#include "cells.h"

#include <string.h>

/* Ranges of Unicode. */
typedef struct range {
    int first, last;
} range;

/* What takes two cells: East_Asian_Width W and F of Unicode 16. Coarse, because a character that
 * takes one cell less than was counted does no harm. */
static const range wide[] = {
    {0x1100, 0x115f},   {0x231a, 0x23f3},   {0x25fd, 0x25fe},   {0x2600, 0x27bf},
    {0x2b1b, 0x2b55},   {0x2e80, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe10, 0xfe1f},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},
    {0xffe0, 0xffe6},   {0x16fe0, 0x1b2ff}, {0x1d300, 0x1d37f}, {0x1f000, 0x1faff},
    {0x20000, 0x3fffd},
};

/* What takes none: the marks that decomposed names (macOS) and common scripts are made with. */
static const range marks[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x64b, 0x65f},   {0xe34, 0xe3a},
    {0xe47, 0xe4e},   {0x1ab0, 0x1ace}, {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x20d0, 0x20f0},
    {0x3099, 0x309a}, {0xfe00, 0xfe0e}, {0xfe20, 0xfe2f},
};

/* Controls, and what changes the direction or the lines of the text around it. */
static const range controls[] = {
    {0, 0x1f}, {0x7f, 0x9f}, {0x61c, 0x61c}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069},
};

#define IS_ONE_OF(ranges, code) is_one_of(ranges, sizeof(ranges) / sizeof((ranges)[0]), code)

static int is_one_of(const range *ranges, size_t count, int code)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return 1;
    return 0;
}

int facs_utf8_next(const char **at)
{
    static const int least[] = {0, 0, 0x80, 0x800, 0x10000}; /* by the number of bytes */
    const unsigned char *byte = (const unsigned char *)*at;
    const int bytes = byte[0] < 0x80    ? 1
                      : byte[0] < 0xc0  ? 0
                      : byte[0] < 0xe0  ? 2
                      : byte[0] < 0xf0  ? 3
                      : byte[0] <= 0xf4 ? 4
                                        : 0;
    int code = bytes == 1 ? byte[0] : byte[0] & (0x7f >> bytes);
    ++*at;
    if (bytes == 0)
        return -1;
    for (int i = 1; i < bytes; i++) {
        if ((byte[i] & 0xc0) != 0x80)
            return -1;
        code = code << 6 | (byte[i] & 0x3f);
    }
    if (code < least[bytes] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        return -1;
    *at += bytes - 1;
    return code;
}

static int cells_of(int code)
{
    if (code < 0 || IS_ONE_OF(controls, code))
        return 1; /* the '?' in its place */
    return IS_ONE_OF(marks, code) ? 0 : IS_ONE_OF(wide, code) ? 2 : 1;
}

int facs_cells(const char *text)
{
    int cells = 0;
    while (*text)
        cells += cells_of(facs_utf8_next(&text));
    return cells;
}

int facs_cells_copy(char *to, size_t size, const char *text, int cells)
{
    int used = 0;
    while (*text) {
        const char *next = text;
        const int code = facs_utf8_next(&next), more = cells_of(code);
        const int shown = code >= 0 && !IS_ONE_OF(controls, code);
        const size_t bytes = shown ? (size_t)(next - text) : 1;
        if (used + more > cells || bytes + 1 > size)
            break;
        memcpy(to, shown ? text : "?", bytes);
        to += bytes;
        size -= bytes;
        used += more;
        text = next;
    }
    if (size > 0)
        *to = 0;
    return used;
}

int facs_cells_copy_end(char *to, size_t size, const char *path, int cells)
{
    int all = facs_cells(path);
    if (all <= cells || cells < 3 || size < 4)
        return facs_cells_copy(to, size, path, cells);
    for (all += 2; all > cells;)
        all -= cells_of(facs_utf8_next(&path));
    memcpy(to, "..", 2);
    return 2 + facs_cells_copy(to + 2, size - 2, path, cells - 2);
}
