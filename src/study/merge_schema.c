#include "study/merge_schema.h"

#include "base/error.h"
#include "os/format.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The columns of videos before and after those of the path. facs_merge_schema_videos is their
 * number without those. */
static const char *const video_begin[][2] = {
    {"id", "INTEGER PRIMARY KEY"}, {"path", "TEXT"}, {"csv", "TEXT"}};
static const char *const video_end[][2] = {
    {"state", "TEXT"},           {"message", "TEXT"},
    {"rows", "INTEGER"},         {"dropped", "INTEGER"},
    {"frames", "INTEGER"},       {"face_share", "REAL"},
    {"mean_confidence", "REAL"}, {"people", "INTEGER"},
    {"seconds", "REAL"},         {"fps", "REAL"},
    {"width", "INTEGER"},        {"height", "INTEGER"},
    {"frame_rate", "REAL"},      {"duration", "REAL"},
    {"version", "TEXT"},         {"options", "TEXT"},
};
enum {
    VIDEO_BEGIN = sizeof(video_begin) / sizeof(video_begin[0]),
    VIDEO_END = sizeof(video_end) / sizeof(video_end[0])
};

/* "facs", in the header of the file. */
#define APPLICATION_ID 0x66616373

/* ---- Text that grows ------------------------------------------------------------------------- */

typedef struct sql {
    char *text; /* NULL: there was no memory for it */
    size_t length, size;
} sql;

static sql new_sql(void)
{
    const size_t size = 4096;
    return (sql){.text = calloc(size, 1), .size = size};
}

FACS_FORMAT(2, 3) static void add(sql *s, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = 1024; /* no piece is longer */
    if (s->text && s->size - s->length < room) {
        char *text = realloc(s->text, 2 * s->size);
        if (!text)
            free(s->text);
        s->text = text;
        s->size *= 2;
    }
    if (s->text)
        s->length += (size_t)vsnprintf(s->text + s->length, room, format, arguments);
    va_end(arguments);
}

/* ---- Statements ------------------------------------------------------------------------------ */

static void add_videos(sql *s, const facs_path_columns *path)
{
    add(s, "CREATE TABLE videos (");
    for (int i = 0; i < VIDEO_BEGIN; i++)
        add(s, "%s%s %s", i ? ", " : "", video_begin[i][0], video_begin[i][1]);
    for (int i = 0; i < path->count; i++)
        add(s, ", \"%s\" TEXT", path->names[i]);
    for (int i = 0; i < VIDEO_END; i++)
        add(s, ", %s %s", video_end[i][0], video_end[i][1]);
    add(s, ");\nCREATE INDEX videos_path ON videos (path);\n");
    for (int i = 0; i < path->count; i++)
        add(s, "CREATE INDEX \"videos_%s\" ON videos (\"%s\");\n", path->names[i], path->names[i]);
}

static void add_frames(sql *s, const facs_merge_columns *columns)
{
    add(s, "CREATE TABLE frames (video INTEGER REFERENCES videos (id)");
    for (int i = 0; i < columns->count; i++)
        add(s, ", \"%s\" %s", columns->list[i].sql,
            columns->list[i].decimals == 0 ? "INTEGER" : "REAL");
    add(s, ");\nCREATE INDEX frames_video ON frames (video);\n");
}

static void add_view(sql *s, const facs_merge_plan *plan)
{
    add(s, "CREATE VIEW rows AS SELECT videos.path");
    for (int i = 0; i < plan->path.count; i++)
        add(s, ", videos.\"%s\"", plan->path.names[i]);
    add(s, ", frames.* FROM frames JOIN videos ON videos.id = frames.video;\n");
}

char *facs_merge_schema_create(const facs_merge_plan *plan)
{
    sql s = new_sql();
    add(&s, "PRAGMA application_id = %d;\n", APPLICATION_ID);
    add_videos(&s, &plan->path);
    add_frames(&s, &plan->columns);
    add_view(&s, plan);
    add(&s, "CREATE TABLE columns (name TEXT PRIMARY KEY, csv TEXT, unit TEXT, meaning TEXT, "
            "decimals INTEGER, block TEXT);\n");
    add(&s, "CREATE TABLE warnings (video INTEGER REFERENCES videos (id), code TEXT, text TEXT, "
            "count INTEGER, first_frame INTEGER, first_time REAL);\n"
            "CREATE INDEX warnings_video ON warnings (video);\n");
    return s.text;
}

/* INSERT INTO table VALUES (?, ...) with count question marks. */
static char *insert(const char *table, int count)
{
    sql s = new_sql();
    add(&s, "INSERT INTO %s VALUES (?", table);
    for (int i = 1; i < count; i++)
        add(&s, ",?");
    add(&s, ")");
    return s.text;
}

char *facs_merge_schema_insert_frame(const facs_merge_plan *plan)
{
    return insert("frames", 1 + plan->columns.count);
}

char *facs_merge_schema_insert_video(const facs_merge_plan *plan)
{
    return insert("videos", VIDEO_BEGIN + plan->path.count + VIDEO_END);
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* Whether a name is one of the table's other columns. */
static int is_taken(const facs_merge_plan *plan, const char *name, int columns)
{
    int taken = strcasecmp(name, "video") == 0;
    for (int i = 0; i < VIDEO_BEGIN; i++)
        taken |= strcasecmp(name, video_begin[i][0]) == 0;
    for (int i = 0; i < VIDEO_END; i++)
        taken |= strcasecmp(name, video_end[i][0]) == 0;
    for (int i = 0; i < columns; i++)
        taken |= strcasecmp(name, plan->columns.list[i].sql) == 0 ||
                 strcasecmp(name, plan->columns.list[i].name) == 0;
    return taken;
}

int facs_merge_schema_check(const facs_merge_plan *plan, facs_error *error)
{
    const facs_path_columns *path = &plan->path;
    for (int i = 0; i < path->count; i++)
        if (is_taken(plan, path->names[i], plan->columns.count))
            return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                             "path: expected another name than \"%s\", which the table has anyway",
                             path->names[i]);
    return 0;
}

int facs_merge_schema_check_columns(const facs_merge_plan *plan, facs_error *error)
{
    const facs_merge_column *list = plan->columns.list;
    for (int i = 0; i < plan->columns.count; i++)
        for (int j = 0; j < i; j++)
            if (strcasecmp(list[i].sql, list[j].sql) == 0)
                return facs_fail(error, FACS_ERROR_USAGE, -EINVAL,
                                 "columns: expected names that differ in more than upper and lower "
                                 "case, as in a database these are the same: %s and %s",
                                 list[j].name, list[i].name);
    return 0;
}

/* The file format fixes both places: https://www.sqlite.org/fileformat.html, 1.3. */
int facs_merge_is_database(const char *head)
{
    return memcmp(head, "SQLite format 3", 16) == 0 && memcmp(head + 68, "facs", 4) == 0;
}
