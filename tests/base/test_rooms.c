/*
 * The rooms of the source tree: includes point downwards only, and what differs between systems is
 * included in src/os alone. The table is the one of docs/architecture.md; a new room, or a new
 * arrow between two, is a line here first.
 */
#include "cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct room {
    const char *folder;
    const char *may; /* rooms below src/ whose headers it may include, its own among them */
} room;

static const room rooms[] = {
    {"include/facs", ""},
    {"src/os", " os "},
    {"src/base", " os base "},
    {"src/row", " base row "},
    {"src/media", " os base media "},
    {"src/nn", " os base nn "},
    {"src/shape", " os base shape "},
    {"src/detect", " os base nn shape detect "},
    {"src/landmarks", " os base nn shape detect landmarks "},
    {"src/appearance", " os base shape appearance "},
    {"src/au", " os base au "},
    {"src/measure", " base shape row measure "},
    {"src/pipeline",
     " os base nn shape detect landmarks appearance au measure media row pipeline "},
    {"src/output", " os base media row pipeline output "},
    {"src/events", " os base row measure output events "},
    {"src/report", " os base media row output events report "},
    {"src/quantize", " os base media nn detect landmarks pipeline quantize "},
    {"src/study", " os base row media output events report study "},
    {"src/api",
     " os base nn shape detect landmarks appearance au measure media row pipeline output events "
     "report quantize study api "},
    {"tools/facs", " os "},
};
#define ROOMS (sizeof(rooms) / sizeof(rooms[0]))

/* What not every system has, or what differs there, by the beginning of its name: <sys/stat.h>.
 * C's own <time.h> is among them, as most of what it declares is POSIX's; os/clock.h has the rest.
 */
static const char *const of_systems[] = {
    "aio.h",       "arpa/",      "asm/",     "dirent.h", "dlfcn.h",   "execinfo.h", "fcntl.h",
    "fnmatch.h",   "ftw.h",      "glob.h",   "grp.h",    "io.h",      "langinfo.h", "libgen.h",
    "link.h",      "linux/",     "mach/",    "net/",     "netdb.h",   "netinet/",   "poll.h",
    "process.h",   "pthread.h",  "pwd.h",    "regex.h",  "sched.h",   "search.h",   "seccomp.h",
    "semaphore.h", "shellapi.h", "signal.h", "spawn.h",  "strings.h", "sys/",       "syslog.h",
    "termios.h",   "threads.h",  "time.h",   "unistd.h", "utime.h",   "windows.h",  "winsock2.h",
};

/* What was found below one root. */
typedef struct survey {
    int files[ROOMS];
    int includes; /* of headers of rooms */
    int wrong;
    char first_wrong[512];
} survey;

/* The room that the file at path (from the root) lies in, or -1. */
static int room_of(const char *path)
{
    for (size_t i = 0; i < ROOMS; i++) {
        size_t length = strlen(rooms[i].folder);
        if (strncmp(path, rooms[i].folder, length) == 0 && path[length] == '/')
            return (int)i;
    }
    return -1;
}

enum { ALLOWED, ALLOWED_ROOM, FORBIDDEN };

/* May a file in room from include the header? In quotes, names without a folder are its own. */
static int judge_header(int from, const char *header, char quote)
{
    char name[64];
    const char *slash = strchr(header, '/');

    if (strstr(header, "..") || header[0] == '/')
        return FORBIDDEN; /* would go round the table */
    for (size_t i = 0; i < sizeof(of_systems) / sizeof(of_systems[0]); i++)
        if (strncmp(header, of_systems[i], strlen(of_systems[i])) == 0)
            return strcmp(rooms[from].folder, "src/os") == 0 ? ALLOWED : FORBIDDEN;
    if (!slash)
        return ALLOWED;
    size_t length = (size_t)(slash - header);
    if (length == 4 && memcmp(header, "facs", 4) == 0)
        return ALLOWED_ROOM;
    for (size_t i = 0; i < ROOMS; i++) {
        const char *room_name = strchr(rooms[i].folder, '/') + 1;
        if (strncmp(rooms[i].folder, "src/", 4) != 0 || strlen(room_name) != length ||
            strncmp(room_name, header, length) != 0)
            continue;
        snprintf(name, sizeof(name), " %s ", room_name);
        return strstr(rooms[from].may, name) ? ALLOWED_ROOM : FORBIDDEN;
    }
    return quote == '"' ? FORBIDDEN : ALLOWED; /* "x/y.h" of no room; <x/y.h> of the system */
}

/* The same for a line of source; ALLOWED when it includes nothing. */
static int judge_line(int from, const char *line)
{
    char header[256], quote;

    line += strspn(line, " \t");
    if (*line != '#')
        return ALLOWED;
    line += 1 + strspn(line + 1, " \t");
    if (strncmp(line, "include", 7) != 0)
        return ALLOWED;
    line += 7 + strspn(line + 7, " \t");
    quote = *line;
    if (quote != '"' && quote != '<')
        return FORBIDDEN; /* a macro: nobody can see what it includes */
    size_t length = strcspn(++line, "\">\n");
    if (length == 0 || length >= sizeof(header))
        return FORBIDDEN;
    memcpy(header, line, length);
    header[length] = '\0';
    return judge_header(from, header, quote);
}

static void note_wrong(survey *s, const char *path, int number, const char *text)
{
    if (s->wrong++ == 0)
        snprintf(s->first_wrong, sizeof(s->first_wrong), "%.255s:%d: %.200s", path, number, text);
}

static void read_file(survey *s, const char *root, const char *path)
{
    char full[1024], line[512];
    int from = room_of(path);
    if (from < 0) {
        note_wrong(s, path, 0, "lies in no room");
        return;
    }
    s->files[from]++;
    assert_true(snprintf(full, sizeof(full), "%s/%s", root, path) < (int)sizeof(full));
    FILE *file = fopen(full, "r");
    assert_non_null(file);
    for (int number = 1; fgets(line, sizeof(line), file); number++) {
        int verdict = judge_line(from, line);
        s->includes += verdict == ALLOWED_ROOM;
        if (verdict == FORBIDDEN)
            note_wrong(s, path, number, line);
    }
    assert_false(ferror(file));
    fclose(file);
}

/* Every .c and .h below folder (from the root). */
static void read_folder(survey *s, const char *root, const char *folder)
{
    char path[1024];
    struct stat status;
    assert_true(snprintf(path, sizeof(path), "%s/%s", root, folder) < (int)sizeof(path));
    DIR *entries = opendir(path);
    if (!entries)
        fail_msg("%s: %s", path, strerror(errno));
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        const char *dot = strrchr(entry->d_name, '.');
        char below[512], full[2048];
        if (entry->d_name[0] == '.')
            continue;
        assert_true(snprintf(below, sizeof(below), "%s/%s", folder, entry->d_name) <
                    (int)sizeof(below));
        snprintf(full, sizeof(full), "%s/%s", root, below);
        assert_int_equal(stat(full, &status), 0);
        if (S_ISDIR(status.st_mode))
            read_folder(s, root, below);
        else if (dot && (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0))
            read_file(s, root, below);
    }
    closedir(entries);
}

static void includes_point_downwards(void **state)
{
    (void)state;
    survey s = {0};
    read_folder(&s, FACS_SOURCE_ROOT, "include");
    read_folder(&s, FACS_SOURCE_ROOT, "src");
    read_folder(&s, FACS_SOURCE_ROOT, "tools");
    if (s.wrong)
        fail_msg("%d includes that the table forbids, the first: %s", s.wrong, s.first_wrong);
    /* Lest it pass because it looked in the wrong place. */
    for (size_t i = 0; i < ROOMS; i++)
        if (s.files[i] == 0)
            fail_msg("%s: no source found", rooms[i].folder);
    assert_true(s.includes >= 100);
}

static void each_line_is_judged_by_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *file, *line;
        int verdict;
    } cases[] = {
        {"src/base/file.c", "#include \"base/error.h\"\n", ALLOWED_ROOM},
        {"src/base/file.c", "#include <facs/facs.h>\n", ALLOWED_ROOM},
        {"src/base/file.c", "#include <sys/stat.h>\n", FORBIDDEN},
        {"src/base/file.c", "#include \"unistd.h\"\n", FORBIDDEN},
        {"src/base/file.c", "#include <time.h>\n", FORBIDDEN},
        {"src/base/file.c", "#include <libavutil/time.h>\n", ALLOWED},
        {"src/os/file_posix.c", "#include <sys/stat.h>\n", ALLOWED},
        {"tools/facs/main.c", "#include <unistd.h>\n", FORBIDDEN},
        {"include/facs/facs.h", "#include <sys/types.h>\n", FORBIDDEN},
        {"src/base/file.c", "#include \"nn/session.h\"\n", FORBIDDEN},
        {"src/base/file.c", "#include <nn/session.h>\n", FORBIDDEN},
        {"src/base/file.c", "  #\tinclude\"nn/session.h\"", FORBIDDEN},
        {"src/base/file.c", "#include \"../nn/session.h\"\n", FORBIDDEN},
        {"src/base/file.c", "#include \"base/../nn/session.h\"\n", FORBIDDEN},
        {"src/base/file.c", "#include SESSION_HEADER\n", FORBIDDEN},
        {"src/base/file.c", "#include \"tools/facs/main.h\"\n", FORBIDDEN},
        {"src/base/file.c", "/* #include \"nn/session.h\" */\n", ALLOWED},
        {"src/landmarks/pfld/pfld.c", "#include \"nn/session.h\"\n", ALLOWED_ROOM},
        {"src/landmarks/pfld/pfld.c", "#include \"resample.h\"\n", ALLOWED},
        {"src/landmarks/pfld/pfld.c", "#include \"au/au_models.h\"\n", FORBIDDEN},
        {"src/landmarks/pfld/pfld.c", "#include \"appearance/align.h\"\n", FORBIDDEN},
        {"src/au/predict.c", "#include \"shape/pdm.h\"\n", FORBIDDEN},
        {"src/pipeline/analyzer.c", "#include \"output/csv.h\"\n", FORBIDDEN},
        {"src/pipeline/analyzer.c", "#include \"api/summary.h\"\n", FORBIDDEN},
        {"src/output/csv.c", "#include \"pipeline/sink.h\"\n", ALLOWED_ROOM},
        {"src/output/csv.c", "#include \"row/columns.h\"\n", ALLOWED_ROOM},
        {"src/output/csv.c", "#include \"nn/session.h\"\n", FORBIDDEN},
        {"src/row/columns.c", "#include \"au/au_models.h\"\n", FORBIDDEN},
        {"src/report/page.c", "#include \"output/target.h\"\n", ALLOWED_ROOM},
        {"src/report/page.c", "#include \"pipeline/sink.h\"\n", FORBIDDEN},
        {"src/output/csv.c", "#include \"report/page.h\"\n", FORBIDDEN},
        {"src/api/extract.c", "#include \"output/csv.h\"\n", ALLOWED_ROOM},
        {"tools/facs/main.c", "#include \"arguments.h\"\n", ALLOWED},
        {"tools/facs/main.c", "#include <facs/facs.h>\n", ALLOWED_ROOM},
        {"tools/facs/main.c", "#include \"os/clock.h\"\n", ALLOWED_ROOM},
        {"tools/facs/main.c", "#include \"base/error.h\"\n", FORBIDDEN},
        {"src/os/clock.c", "#include \"base/error.h\"\n", FORBIDDEN},
        {"tools/facs/main.c", "#include \"api/summary.h\"\n", FORBIDDEN},
        {"include/facs/facs.h", "#include <stdint.h>\n", ALLOWED},
        {"include/facs/facs.h", "#include \"base/image.h\"\n", FORBIDDEN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (judge_line(room_of(cases[i].file), cases[i].line) != cases[i].verdict)
            fail_msg("%s: misjudged in %s", cases[i].line, cases[i].file);
    assert_int_equal(room_of("src/basement/file.c"), -1);
    assert_int_equal(room_of("tools/other/main.c"), -1);
}

static void write_text(const char *root, const char *path, const char *text)
{
    char full[256];
    snprintf(full, sizeof(full), "%s/%s", root, path);
    FILE *file = fopen(full, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void an_upward_include_in_a_tree_is_found(void **state)
{
    (void)state;
    static const char *const folders[] = {"src", "src/base", "src/base/deep", "src/attic"};
    static const char *const files[] = {"src/base/good.c", "src/base/deep/bad.h", "src/attic/old.c",
                                        "src/base/notes.txt"};
    char root[] = "/tmp/facs-rooms-XXXXXX", path[256];
    survey s = {0};
    assert_non_null(mkdtemp(root));
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "%s/%s", root, folders[i]);
        assert_int_equal(mkdir(path, 0700), 0);
    }
    write_text(root, files[0], "#include \"base/error.h\"\n#include <stdio.h>\n");
    write_text(root, files[1], "/* one */\n#include \"pipeline/sink.h\"\n");
    write_text(root, files[3], "#include \"pipeline/sink.h\"\n");
    read_folder(&s, root, "src");
    survey with_attic = {0};
    write_text(root, files[2], "int attic;\n");
    read_folder(&with_attic, root, "src");
    for (size_t i = 4; i-- > 0;) {
        snprintf(path, sizeof(path), "%s/%s", root, files[i]);
        assert_int_equal(unlink(path), 0);
    }
    for (size_t i = 4; i-- > 0;) {
        snprintf(path, sizeof(path), "%s/%s", root, folders[i]);
        assert_int_equal(rmdir(path), 0);
    }
    assert_int_equal(rmdir(root), 0);
    assert_int_equal(s.wrong, 1);
    assert_string_equal(s.first_wrong, "src/base/deep/bad.h:2: #include \"pipeline/sink.h\"\n");
    assert_int_equal(s.includes, 1);
    assert_int_equal(with_attic.wrong, 2); /* a file in no room */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(includes_point_downwards),
        cmocka_unit_test(each_line_is_judged_by_the_table),
        cmocka_unit_test(an_upward_include_in_a_tree_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
