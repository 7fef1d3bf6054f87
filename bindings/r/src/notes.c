#include "notes.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define MAX_NOTES 500

struct notes {
    pthread_mutex_t lock;
    int count;
    char *lines[MAX_NOTES];
};

notes *notes_open(void)
{
    notes *n = calloc(1, sizeof(*n));
    if (n && pthread_mutex_init(&n->lock, NULL) != 0) {
        free(n);
        return NULL;
    }
    return n;
}

void notes_close(notes *n)
{
    if (!n)
        return;
    for (int i = 0; i < n->count; i++)
        free(n->lines[i]);
    pthread_mutex_destroy(&n->lock);
    free(n);
}

static void keep(void *opaque, facs_log_level level, const char *text)
{
    notes *n = opaque;
    (void)level;
    pthread_mutex_lock(&n->lock);
    if (n->count < MAX_NOTES && (n->lines[n->count] = strdup(text)))
        n->count++;
    pthread_mutex_unlock(&n->lock);
}

facs_log notes_log(notes *n)
{
    return (facs_log){.write = keep, .opaque = n, .level = FACS_LOG_WARNING};
}

int notes_count(const notes *n)
{
    return n->count;
}

const char *notes_get(const notes *n, int i)
{
    return n->lines[i];
}
