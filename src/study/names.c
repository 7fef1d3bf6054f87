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

/* What the names are made with. */
typedef struct maker {
    const facs_naming *naming;
    facs_texts *texts;
    char *here;       /* the current folder */
    char *root;       /* spelled out; NULL: none */
    int folders;      /* that were given and have inputs in them */
    int mirrored;     /* what was given is named by its place in the folder that all of it is in */
    char *common;     /* that folder, spelled out */
    const char **own; /* by number of the path given: its name */
    const char *list_first; /* of the list, spelled out */
    size_t list_common;     /* bytes of it that are the folder that all of the list are in */
} maker;

static int is_file(const char *path)
{
    return facs_source_kind_of_name(path) == FACS_NAME_OF_FILE;
}

/* ---- Names of single inputs ------------------------------------------------------------------ */

/* Replaces unusual characters with '-': "camera:0" becomes camera-0. */
static void make_plain(char *name)
{
    for (char *c = name; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
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

/* Returns the name of what was given as path, allocated: with its ending if it is a file. */
static char *own_name(const char *path, int is_folder)
{
    const facs_source_name_kind kind = facs_source_kind_of_name(path);
    char *name;
    if (kind == FACS_NAME_OF_STANDARD_INPUT)
        return strdup("stdin");
    if (kind == FACS_NAME_OF_CAMERA) {
        name = strdup(path);
    } else if (kind == FACS_NAME_OF_URL) {
        name = last_part(path, strcspn(path, "?#"));
        if (name)
            name[stem_of(name)] = '\0';
    } else {
        char *real = is_folder ? facs_path_absolute(path) : NULL; /* so that "." gets a name */
        name = last_part(real ? real : path, strlen(real ? real : path));
        free(real);
    }
    if (name && kind != FACS_NAME_OF_FILE)
        make_plain(name);
    return name;
}

/* Keeps a name among the texts and frees it. */
static const char *keep(const maker *m, char *name)
{
    const char *kept = name ? facs_texts_join(m->texts, name, strlen(name), "") : NULL;
    free(name);
    return kept;
}

/* ---- Names by place -------------------------------------------------------------------------- */

/* Returns how many bytes of a, at most length, end a folder that b is in, too. */
static size_t common_folder(const char *a, size_t length, const char *b)
{
    size_t folder = 0;
    for (size_t i = 0; i < length && a[i] == b[i]; i++)
        folder = a[i] == '/' ? i + 1 : folder;
    return folder;
}

/* Returns where path is below folder, which is spelled out, or NULL. Both stay in texts. */
static const char *below(const char *spelled, const char *folder)
{
    const size_t length = strlen(folder);
    return strncmp(spelled, folder, length) == 0 && spelled[length] == '/' ? spelled + length + 1
                                                                           : NULL;
}

static const char *spell(const maker *m, const char *path)
{
    return keep(m, facs_path_spell_out(m->here, path));
}

static int name_by_root(const maker *m, const facs_found *input, const char **name)
{
    const char *spelled = spell(m, input->path);
    if (!spelled)
        return -ENOMEM;
    *name = strcmp(spelled, m->root) == 0 ? facs_path_name(spelled) : below(spelled, m->root);
    if (*name)
        return 0;
    return facs_fail(m->naming->error, FACS_ERROR_USAGE, -EINVAL,
                     "root: %s is not below %s: expected a folder that all inputs are in",
                     input->path, m->naming->root);
}

/* The name of an input of the list for now: it begins with the folder common to all of them. */
static const char *name_listed(maker *m, const facs_found *input)
{
    const char *name = spell(m, input->path);
    if (name && !m->list_first) {
        m->list_first = name;
        m->list_common = (size_t)(facs_path_name(name) - name);
    } else if (name) {
        m->list_common = common_folder(m->list_first, m->list_common, name);
    }
    return name;
}

static int name_one(maker *m, const facs_found *input, const char **name)
{
    const char *path = input->path;
    const char *own = input->origin == FACS_FROM_LIST ? NULL : m->own[input->origin];
    if (!is_file(path))
        *name = keep(m, own_name(path, 0));
    else if (m->root)
        return name_by_root(m, input, name);
    else if (!own)
        *name = name_listed(m, input);
    else if (m->mirrored)
        *name = (*name = spell(m, path)) ? below(*name, m->common) : NULL;
    else if (!input->walked)
        *name = own;
    else if (m->folders == 1)
        *name = path + input->below;
    else
        *name = keep(m, facs_path_join(own, path + input->below));
    return *name ? 0 : -ENOMEM;
}

/* Endings that belong to files need not be looked up. */
static int has_ending(const facs_found *input)
{
    const char *last = facs_path_name(input->path);
    if (!is_file(input->path) || input->is_folder || !strrchr(last, '.'))
        return 0;
    return input->origin != FACS_FROM_LIST || facs_source_is_video_name(last) ||
           facs_source_is_image_name(last) || facs_path_kind(input->path) != FACS_FOLDER;
}

static int name_all(maker *m, facs_result_name *names)
{
    const facs_inputs *inputs = m->naming->inputs;
    int status = 0;
    m->list_first = NULL;
    for (size_t i = 0; i < inputs->count && status == 0; i++)
        status = name_one(m, &inputs->all[i], &names[i].text);
    for (size_t i = 0; i < inputs->count && status == 0; i++) {
        const facs_found *input = &inputs->all[i];
        if (input->origin == FACS_FROM_LIST && !m->root && is_file(input->path))
            names[i].text += m->list_common;
        names[i].length = has_ending(input) ? stem_of(names[i].text) : strlen(names[i].text);
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

/* Names what was given by its place in the folder that holds all of it. */
static int mirror(maker *m, facs_result_name *names)
{
    const char *const *paths = m->naming->paths;
    char *common = NULL;
    for (; *paths; paths++) {
        char *spelled = is_file(*paths) ? facs_path_spell_out(m->here, *paths) : NULL;
        if (!spelled && is_file(*paths)) {
            free(common);
            return -ENOMEM;
        }
        if (common) {
            common[spelled ? common_folder(common, strlen(common), spelled) : strlen(common)] =
                '\0';
            free(spelled);
        } else if (spelled) {
            common = spelled;
            common[facs_path_name(common) - common] = '\0';
        }
    }
    if (!common)
        return 0;
    common[strlen(common) - 1] = '\0'; /* without the separator */
    m->mirrored = 1;
    m->common = common;
    facs_log_write(m->naming->log, FACS_LOG_WARNING,
                   "two results would have the same name, so results repeat the folders below %s",
                   common[0] ? common : "/");
    return name_all(m, names);
}

/* Equal names get the endings of their inputs, until there are none, or nothing is left to try. */
static int add_endings(const maker *m, facs_result_name *names)
{
    const facs_inputs *inputs = m->naming->inputs;
    facs_case_pair by_case;
    int changed = 1, status = facs_clashes_find(names, inputs->count, &by_case);
    while (status == 1 && changed) {
        changed = 0;
        for (size_t i = 0; i < inputs->count; i++)
            if (names[i].first >= 0 && names[i].text[names[i].length]) {
                names[i].length = strlen(names[i].text);
                changed = 1;
            }
        if (changed)
            status = facs_clashes_find(names, inputs->count, &by_case);
    }
    for (size_t i = 0; status == 1 && i < inputs->count; i++)
        if (names[i].first >= 0 && names[i].first != (int64_t)i)
            return facs_fail(m->naming->error, FACS_ERROR_USAGE, -EINVAL,
                             "%s and %s would both be written to %s.csv: run them separately",
                             inputs->all[names[i].first].path, inputs->all[i].path, names[i].text);
    if (status == 0 && by_case.a >= 0)
        facs_log_write(m->naming->log, FACS_LOG_WARNING,
                       "the results of %s and %s differ only in upper and lower case, which not "
                       "every disk tells apart",
                       inputs->all[by_case.a].path, inputs->all[by_case.b].path);
    return status;
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
    free(m->common);
}

int facs_names_make(const facs_naming *naming, facs_result_name *names)
{
    maker m = {.naming = naming, .texts = &naming->inputs->texts};
    facs_case_pair by_case;
    int status = open_maker(&m);
    if (status == 0)
        status = name_all(&m, names);
    if (status == 0 && !m.root)
        status = facs_clashes_find(names, naming->inputs->count, &by_case);
    if (status == 1)
        status = clash_of_paths(naming->inputs, names) ? mirror(&m, names) : 0;
    if (status == 0)
        status = add_endings(&m, names);
    close_maker(&m);
    return status == -ENOMEM ? facs_fail_memory(naming->error, "the names of results") : status;
}
