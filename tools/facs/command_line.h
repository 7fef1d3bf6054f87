/* The command line of this run, for NAME.json. */
#ifndef FACS_TOOLS_COMMAND_LINE_H
#define FACS_TOOLS_COMMAND_LINE_H

#define FACS_COMMAND_LINE_BYTES 4096 /* a line up to this length is kept whole */

/* Remembers argv, which lives as long as the program, or until another is remembered. */
void facs_command_line_keep(int argc, char **argv);

/*
 * Returns the line as a shell would read it, allocated; NULL without memory. If the line is longer,
 * for example with thousands of inputs, the count operands are replaced by input alone: the line
 * that makes this one result. operands: pointers from argv, in its order.
 */
char *facs_command_line(const char *const *operands, int count, const char *input);

/*
 * Returns the line with one more option after the command's name, unless it is there; allocated.
 * NULL: there is no memory, it is too long to be read and typed, or it has control characters,
 * which are not shown, or on Windows characters that one of its shells replaces even in quotes.
 */
char *facs_command_line_again(const char *option);

/* 1: a shell takes the character as it is, outside quotes. */
int facs_shell_is_plain(char c);

/* Returns a word as a shell takes it, in quotes if necessary; allocated. */
char *facs_shell_word(const char *word);

/* The same for a path, which no command takes for an option. */
char *facs_shell_path(const char *path);

#endif
