/* facs_data_read: a CSV, and the NAME.json beside it. */
#include "output/data.h"
#include "base/error.h"
#include "os/path.h"
#include "output/csv_faces.h"
#include "output/data_read.h"
#include "output/previous.h"
#include "output/provenance.h"
#include "report/origin.h"

#include <errno.h>
#include <stdlib.h>

/* Keeps the text of json if it is of this csv. *found: it is. 0 or -ENOMEM. */
static int take_json(facs_data *data, const char *csv, const char *json, int *found)
{
    json_t *root;
    int status = facs_previous_read(&root, json);
    *found = 0;
    if (status < 0)
        return status == -ENOMEM ? status : 0;
    status = facs_origin_of(root, csv, (size_t)data->rows);
    *found = status >= 0 && status != FACS_ORIGIN_OTHER;
    data->json = *found ? facs_provenance_dump(root) : NULL;
    json_decref(root);
    return status < 0 || (*found && !data->json) ? -ENOMEM : 0;
}

/* NAME.json, or for NAME_face00.csv also the one of all faces. 0 or -ENOMEM. */
static int find_json(facs_data *data, const char *csv)
{
    int found = 0, status = -ENOMEM;
    char *own = facs_csv_json_path(csv), *whole = facs_csv_whole_path(csv);
    char *shared = whole ? facs_csv_json_path(whole) : NULL;
    if (own && whole && shared)
        status = take_json(data, csv, own, &found);
    if (status == 0 && !found)
        status = take_json(data, csv, shared, &found);
    free(own);
    free(whole);
    free(shared);
    return status;
}

int facs_data_read(facs_data **out, const char *csv, facs_error *error)
{
    if (out)
        *out = NULL;
    if (!out || !csv)
        return facs_fail_null(error, "out, csv");
    int status = facs_data_read_csv(out, csv, error);
    if (status < 0 || find_json(*out, csv) == 0)
        return status;
    facs_data_close(out);
    return facs_fail_memory(error, "a table");
}
