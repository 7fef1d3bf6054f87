/* The natural order of names: clip2 before clip10, whatever the locale. */
#ifndef FACS_BASE_NATURAL_H
#define FACS_BASE_NATURAL_H

/*
 * Compare two names or paths, like strcmp. Digits are compared as numbers of any length, everything
 * else by its bytes. A path comes right after its folder's name, so what is in one folder stays
 * together. Where only leading zeros differ (2, 02), the bytes of the first such name decide: 0
 * means the same bytes.
 */
int facs_natural_compare(const char *a, const char *b);

#endif
