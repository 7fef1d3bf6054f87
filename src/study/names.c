#include "study/names.h"

#include "base/error.h"
#include "base/log.h"
#include "media/source.h"
#include "os/file.h"
#include "os/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Inputs that are named by their place in the folder that all of them are in. */
typedef struct group {
    const char *first; /* one of them, spelled out; NULL: there is none */
    size_t common;     /* bytes of it that are the folder */
} group;

enum { FILES, ADDRESSES, GROUPS };

/* What the names are made with. */
typedef struct maker {
    const facs_naming *naming;
    char *here;           /* the current folder */
    char *root;           /* spelled out; NULL: none */
    const char **own;     /* by number of the path that was given: its name */
    int folders;          /* that were given and have inputs in them */
    int mirrored;         /* what was given is named by its place, as what is listed is */
    group given[GROUPS];  /* if mirrored */
    group listed[GROUPS]; /* always */
} maker;

static int is_file(const char *path)
{
    return facs_source_kind_of_name(path) == FACS_NAME_OF_FILE;
}

static int is_address(const char *path)
{
    return facs_source_kind_of_name(path) == FACS_NAME_OF_URL;
}

/* ---- Names of single inputs ------------------------------------------------------------------ */

/* Replaces unusual characters with '-': "camera:0" becomes camera-0. */
static void make_plain(char *name, const char *usual)
{
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr(usual, *c))
            *c = '-';
}

/* Returns the last part of length bytes of path, without trailing separators; allocated. */
static char *last_part(const char *path, size_t length)
{
    while (length > 0 && facs_path_is_separator(path[length - 1]))
        length--;
    size_t start = length;
    while (start > 0 && !facs_path_is_separator(path[start - 1]))
        start--;
    return length > start ? facs_text_part(path + start, length - start) : strdup("result");
}

/* Returns the length of name without its ending, such as .mp4. */
static size_t stem_of(const char *name)
{
    const char *last = facs_path_name(name), *dot = strrchr(last, '.');
    return dot && dot != last ? (size_t)(dot - name) : strlen(name);
}

/* Returns the name of what was given as path, with its ending; allocated. */
static char *own_name(const char *path, int is_folder)
{
    const facs_source_name_kind kind = facs_source_kind_of_name(path);
    if (kind == FACS_NAME_OF_STANDARD_INPUT)
        return strdup("stdin");
    char *real = is_folder ? facs_path_absolute(path) : NULL; /* so that "." gets a name */
    const char *whole = real ? real : path;
    char *name = kind == FACS_NAME_OF_CAMERA
                     ? strdup(path)
                     : last_part(whole, is_address(path) ? strcspn(path, "?#") : strlen(whole));
    if (name && kind != FACS_NAME_OF_FILE)
        make_plain(name, "._-");
    free(real);
    return name;
}

/* Keeps a name among the texts and frees it. */
static const char *keep(const maker *m, char *name)
{
    const char *kept =
        name ? facs_texts_join(&m->naming->inputs->texts, name, strlen(name), "") : NULL;
    free(name);
    return kept;
}

/* ---- Names by place -------------------------------------------------------------------------- */

/* An address is spelled out as /HOST/FOLDER/NAME. */
static const char *spell(const maker *m, const char *path)
{
    if (!is_address(path))
        return keep(m, facs_path_spell_out(m->here, path));
    const char *host = strstr(path, "://") + 3;
    char *place = facs_text_part(host, strcspn(host, "?#"));
    char *spelled = place ? facs_path_spell_out("", place) : NULL;
    if (spelled)
        make_plain(spelled, "/._-");
    free(place);
    return keep(m, spelled);
}

/* Adds what is spelled out to the group of path. */
static void add_to(group *groups, const char *path, const char *spelled)
{
    group *g = &groups[is_address(path) ? ADDRESSES : FILES];
    size_t folder = 0;
    if (!g->first)
        *g = (group){spelled, strlen(spelled)};
    for (size_t i = 0; i < g->common && g->first[i] == spelled[i]; i++)
        folder = spelled[i] == '/' ? i + 1 : folder;
    g->common = folder;
}

static size_t common_of(const group *groups, const char *path)
{
    return groups[is_address(path) ? ADDRESSES : FILES].common;
}

/* Returns what is left of path below folder, or NULL. Both are spelled out. */
static const char *part_below(const char *path, const char *folder)
{
    const size_t length = strlen(folder);
    if (strcmp(path, folder) == 0)
        return facs_path_name(path);
    return strncmp(path, folder, length) == 0 && path[length] == '/' ? path + length + 1 : NULL;
}

/* By the paths as they were given, or, if that fails, by where their links lead. */
static int name_by_root(const maker *m, const facs_found *input, const char **name)
{
    const char *spelled = spell(m, input->path);
    if (!spelled)
        return -ENOMEM;
    *name = part_below(spelled, m->root);
    if (!*name) {
        char *root = facs_path_absolute(m->naming->root), *real = facs_path_absolute(input->path);
        const char *kept = root && real ? keep(m, facs_path_spell_out("", real)) : NULL;
        char *there = root ? facs_path_spell_out("", root) : NULL;
        *name = kept && there ? part_below(kept, there) : NULL;
        free(root);
        free(real);
        free(there);
    }
    if (*name)
        return 0;
    return facs_fail(m->naming->error, FACS_ERROR_USAGE, -EINVAL,
                     "root: %s is not below %s: expected a folder that all inputs are in",
                     input->path, m->naming->root);
}

/* Returns what is left of the result that a list names below the folder of results, or NULL. */
static const char *below_results(const maker *m, const facs_found *input)
{
    const char *folder = m->naming->results ? m->naming->results : "", *name = input->result;
    const size_t length = strlen(folder);
    if (!name || strncmp(name, folder, length) != 0)
        return NULL;
    name += length;
    if (length > 0 && !facs_path_is_separator(folder[length - 1]) &&
        !facs_path_is_separator(*name++))
        return NULL;
    for (const char *c = name; *c; c++) /* no part is empty, "." or ".." */
        if ((c == name || facs_path_is_separator(c[-1])) &&
            (facs_path_is_separator(*c) ||
             (*c == '.' && (c[1] == '.' || c[1] == '\0' || facs_path_is_separator(c[1])))))
            return NULL;
    return *facs_path_name(name) ? name : NULL;
}

/* The name with its ending. For now, that of a listed input begins with the group's folder. */
static int name_one(maker *m, const facs_found *input, const char **name)
{
    const char *path = input->path;
    const char *own = input->origin == FACS_FROM_LIST ? NULL : m->own[input->origin];
    if ((*name = below_results(m, input)))
        return 0;
    if (!is_file(path) && !is_address(path))
        *name = own ? own : keep(m, own_name(path, 0));
    else if (m->root && is_file(path))
        return name_by_root(m, input, name);
    else if (!own || m->mirrored)
        *name = spell(m, path);
    else if (!input->walked)
        *name = own;
    else if (m->folders == 1)
        *name = path + input->below;
    else
        *name = keep(m, facs_path_join(own, path + input->below));
    if (*name && own && m->mirrored && **name == '/')
        *name += common_of(m->given, path);
    else if (*name && **name == '/')
        add_to(m->listed, path, *name);
    return *name ? 0 : -ENOMEM;
}

/* Endings that belong to files need not be looked up. */
static int has_ending(const facs_found *input)
{
    const char *last = facs_path_name(input->path);
    if (!is_file(input->path) || input->is_folder || !strrchr(last, '.'))
        return is_address(input->path);
    return input->origin != FACS_FROM_LIST || facs_source_is_video_name(last) ||
           facs_source_is_image_name(last) || facs_path_kind(input->path) != FACS_FOLDER;
}

static int name_all(maker *m, facs_result_name *names)
{
    const facs_inputs *inputs = m->naming->inputs;
    int status = 0;
    memset(m->listed, 0, sizeof(m->listed));
    for (size_t i = 0; i < inputs->count && status == 0; i++)
        status = name_one(m, &inputs->all[i], &names[i].text);
    for (size_t i = 0; i < inputs->count && status == 0; i++) {
        if (names[i].text[0] == '/')
            names[i].text += common_of(m->listed, inputs->all[i].path);
        names[i].length = !below_results(m, &inputs->all[i]) && has_ending(&inputs->all[i])
                              ? stem_of(names[i].text)
                              : strlen(names[i].text);
    }
    return status;
}

/* ---- Equal names ----------------------------------------------------------------------------- */

/* Returns 1 if two different paths that were given lead to the same name. */
static int clash_of_paths(const facs_inputs *inputs, const facs_result_name *names)
{
    for (size_t i = 0; i < inputs->count; i++) {
        const facs_found *a = &inputs->all[i];
        const facs_found *b = names[i].first >= 0 ? &inputs->all[names[i].first] : a;
        if (a->origin != b->origin && a->origin >= 0 && b->origin >= 0)
            return 1;
    }
    return 0;
}

/* Names what was given by its place. */
static int mirror(maker *m, facs_result_name *names)
{
    const char *const *paths = m->naming->paths;
    m->mirrored = 1;
    for (int i = 0; paths[i]; i++) {
        const char *spelled =
            is_file(paths[i]) || is_address(paths[i]) ? spell(m, paths[i]) : m->own[i];
        if (!spelled)
            return -ENOMEM;
        if (spelled != m->own[i])
            add_to(m->given, paths[i], spelled);
    }
    return name_all(m, names);
}

static int say_mirrored(const maker *m)
{
    const group *g = &m->given[m->given[FILES].first ? FILES : ADDRESSES];
    if (!g->first)
        return 0;
    const size_t length = g->common > 1 ? g->common - 1 : g->common;
    char *folder = g == m->given + FILES ? facs_path_spelled_name(g->first, length)
                                         : facs_text_part(g->first, length);
    if (!folder)
        return -ENOMEM;
    facs_log_write(m->naming->log, FACS_LOG_WARNING,
                   "two results would have the same name, so results repeat the folders below %s",
                   folder);
    free(folder);
    return 0;
}

/* Equal names get the endings of their inputs, until there are none, or nothing is left to try. */
static int add_endings(const maker *m, facs_result_name *names, facs_case_pair *by_case)
{
    const facs_inputs *inputs = m->naming->inputs;
    int changed = 1, status = 1;
    while (status == 1 && changed) {
        changed = 0;
        for (size_t i = 0; i < inputs->count; i++)
            if (names[i].first >= 0 && names[i].text[names[i].length]) {
                names[i].length = strlen(names[i].text);
                changed = 1;
            }
        if (changed)
            status = facs_clashes_find(names, inputs->count, by_case);
    }
    for (size_t i = 0; status == 1 && i < inputs->count; i++)
        if (names[i].first >= 0 && names[i].first != (int64_t)i)
            return facs_fail(m->naming->error, FACS_ERROR_USAGE, -EINVAL,
                             "%s and %s would both be written to %s.csv: run them separately",
                             inputs->all[names[i].first].path, inputs->all[i].path, names[i].text);
    return status;
}

static void say_case(const maker *m, const facs_case_pair *by_case)
{
    const facs_inputs *inputs = m->naming->inputs;
    if (by_case->a >= 0)
        facs_log_write(m->naming->log, FACS_LOG_WARNING,
                       "the results of %s and %s differ only in upper and lower case, which not "
                       "every disk tells apart",
                       inputs->all[by_case->a].path, inputs->all[by_case->b].path);
}

/* ---- All names ------------------------------------------------------------------------------- */

/* Returns how many of count paths that were given are folders with inputs, or -ENOMEM. */
static int count_folders(const facs_inputs *inputs, size_t count)
{
    unsigned char *is_folder = calloc(count + 1, 1);
    int folders = 0;
    if (!is_folder)
        return -ENOMEM;
    for (size_t i = 0; i < inputs->count; i++)
        if (inputs->all[i].walked && !is_folder[inputs->all[i].origin]) {
            is_folder[inputs->all[i].origin] = 1;
            folders++;
        }
    free(is_folder);
    return folders;
}

static int open_maker(maker *m)
{
    const facs_naming *n = m->naming;
    size_t count = 0;
    while (n->paths && n->paths[count])
        count++;
    m->here = facs_path_absolute(".");
    if (!m->here) /* it was deleted: names need only be below one another */
        m->here = strdup("");
    m->own = calloc(count + 1, sizeof(*m->own));
    if (m->here && n->root)
        m->root = facs_path_spell_out(m->here, n->root);
    if (!m->here || !m->own || (n->root && !m->root))
        return -ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const int is_folder = is_file(n->paths[i]) && facs_path_kind(n->paths[i]) == FACS_FOLDER;
        m->own[i] = keep(m, own_name(n->paths[i], is_folder));
        if (!m->own[i])
            return -ENOMEM;
    }
    m->folders = count_folders(n->inputs, count);
    return m->folders < 0 ? m->folders : 0;
}

static void close_maker(maker *m)
{
    free(m->own);
    free(m->here);
    free(m->root);
}

int facs_names_make(const facs_naming *naming, facs_result_name *names)
{
    maker m = {.naming = naming};
    facs_case_pair by_case;
    int status = open_maker(&m);
    if (status == 0)
        status = name_all(&m, names);
    if (status == 0)
        status = facs_clashes_find(names, naming->inputs->count, &by_case);
    if (status == 1 && !m.root && clash_of_paths(naming->inputs, names)) {
        status = mirror(&m, names);
        if (status == 0)
            status = facs_clashes_find(names, naming->inputs->count, &by_case);
    }
    if (status == 1)
        status = add_endings(&m, names, &by_case);
    if (status == 0)
        say_case(&m, &by_case);
    if (status == 0 && m.mirrored)
        status = say_mirrored(&m);
    close_maker(&m);
    return status == -ENOMEM ? facs_fail_memory(naming->error, "the names of results") : status;
}
