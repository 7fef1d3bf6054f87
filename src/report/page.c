#include "report/page.h"

#include "base/base64.h"

#include <string.h>

#define DIGITS 15 /* enough for times since 1970 to a tenth of a millisecond */

#define PART 768 /* numbers that are encoded together: whole groups of base64 */

/* Writes jansson's output with JSON escapes for whatever could end a script in HTML. Such
 * characters occur only within strings. */
static int put_escaped(const char *text, size_t size, void *opaque)
{
    FILE *file = opaque;
    for (size_t i = 0; i < size; i++) {
        if (strchr("<>&", text[i]) && text[i])
            fprintf(file, "\\u%04x", (unsigned)text[i]);
        else
            fputc(text[i], file);
    }
    return ferror(file) ? -1 : 0;
}

int facs_page_put_facts(FILE *file, const json_t *facts)
{
    fputs("<script type=\"application/json\" id=\"facts\">", file);
    const int status =
        facts ? json_dump_callback(facts, put_escaped, file,
                                   JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(DIGITS))
              : -1;
    if (status < 0 && !ferror(file))
        return -1;
    fputs("</script>\n", file);
    return 0;
}

void facs_page_put_floats(FILE *file, const float *values, size_t count)
{
    uint8_t bytes[4 * PART];
    char text[FACS_BASE64_SIZE(sizeof(bytes))];
    for (size_t from = 0; from < count; from += PART) {
        const size_t length = count - from < PART ? count - from : PART;
        for (size_t i = 0; i < length; i++) {
            uint32_t word;
            memcpy(&word, &values[from + i], sizeof(word));
            for (int k = 0; k < 4; k++)
                bytes[4 * i + (size_t)k] = (uint8_t)(word >> 8 * k);
        }
        facs_base64(text, bytes, 4 * length);
        fputs(text, file);
    }
    fputc('\n', file);
}
