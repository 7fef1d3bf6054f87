/* The line that the program was started by, for NAME.json. */
#ifndef FACS_TOOLS_COMMAND_LINE_H
#define FACS_TOOLS_COMMAND_LINE_H

#define FACS_COMMAND_LINE_BYTES 4096 /* a line up to this length is kept as it is */

/* Words to come back to: argv lives as long as the program. */
void facs_command_line_keep(int argc, char **argv);

/*
 * The line as a shell would read it, allocated; NULL without memory. Of one that is longer, as with
 * thousands of inputs, without the count operands, but for input at its end: the line that makes
 * this result alone. operands: pointers of argv, in its order.
 */
char *facs_command_line(const char *const *operands, int count, const char *input);

#endif
