/* The desktop's browser. */
#ifndef FACS_TOOLS_BROWSER_H
#define FACS_TOOLS_BROWSER_H

/*
 * Have the desktop open an address, if there is a desktop and a person: standard error is a
 * terminal. 1: it was asked to; 0: there is none, or nothing that opens addresses.
 */
int facs_browser_open(const char *address);

#endif
