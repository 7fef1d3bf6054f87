/* Text on a terminal, measured in cells: most characters take one, East Asian ones and emoji two.
 */
#ifndef FACS_TOOLS_CELLS_H
#define FACS_TOOLS_CELLS_H

#include <stddef.h>

/*
 * Reads the UTF-8 character at *at, moves *at behind it and returns its code; -1 for a byte that
 * belongs to none.
 */
int facs_utf8_next(const char **at);

/* The cells of a line; what cannot be shown counts as one. Never too few, sometimes too many. */
int facs_cells(const char *text);

/*
 * Copies as much of the beginning of text as has room in size bytes, with the NUL, and in so many
 * cells. Control characters and what is not UTF-8 become '?'. Returns the cells that are used.
 */
int facs_cells_copy(char *to, size_t size, const char *text, int cells);

/* The same for a path: if it is too long, copies ".." and its end. */
int facs_cells_copy_end(char *to, size_t size, const char *path, int cells);

#endif
