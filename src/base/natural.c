#include "base/natural.h"

#include "os/path.h"

#include <stddef.h>

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Compares two runs of digits as numbers of any length and moves past both. */
static int compare_numbers(const char **a, const char **b)
{
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    int order = 0;
    for (; is_digit(**a) && is_digit(**b); ++*a, ++*b)
        if (order == 0)
            order = (**a > **b) - (**a < **b);
    if (is_digit(**a) || is_digit(**b))
        order = is_digit(**a) ? 1 : -1;
    return order;
}

/* The end first, then separators, then everything else. */
static int rank(char c)
{
    return c == '\0' ? 0 : facs_path_is_separator(c) ? 1 : (unsigned char)c + 1;
}

int facs_natural_compare(const char *a, const char *b)
{
    size_t same = 0;
    while (a[same] != '\0' && a[same] == b[same])
        same++;
    if (a[same] == b[same])
        return 0;
    const int bytes = (unsigned char)a[same] < (unsigned char)b[same] ? -1 : 1;
    while (same > 0 && is_digit(a[same - 1])) /* back to where the number begins */
        same--;
    for (a += same, b += same; *a != '\0' && *b != '\0';) {
        if (is_digit(*a) && is_digit(*b)) {
            const int order = compare_numbers(&a, &b);
            if (order)
                return order;
        } else if (*a != *b) {
            break;
        } else if (facs_path_is_separator(*a)) {
            return bytes;
        } else {
            a++;
            b++;
        }
    }
    const int order = rank(*a) - rank(*b);
    return order ? order : bytes;
}
