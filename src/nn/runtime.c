#include "nn/ort.h"

#include "base/error.h"
#include "base/log.h"
#include "os/file.h"
#include "os/library.h"
#include "os/place.h"
#include "os/process.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* For the loader to find; the second name exists without a development package. */
#ifdef __APPLE__
#define OWN_NAME "libonnxruntime.dylib"
static const char *const system_names[] = {OWN_NAME};
#elif defined(_WIN32)
#define OWN_NAME "onnxruntime.dll"
static const char *const system_names[] = {OWN_NAME};
#else
#define OWN_NAME "libonnxruntime.so"
static const char *const system_names[] = {OWN_NAME, "libonnxruntime.so.1"};
#endif

#ifdef _WIN32
#define REMEDY "put " OWN_NAME " beside facs.exe, as START HERE.html describes"
#else
#define REMEDY "run \"make setup ONNXRUNTIME=npm\""
#endif

#define SYSTEM_NAMES (sizeof(system_names) / sizeof(system_names[0]))

typedef const OrtApiBase *(*get_base_function)(void);

/* Cuts off where in its sources ONNX Runtime failed, and with which code. */
static void cut_origin(char *text)
{
    static const char tag[] = "[ONNXRuntimeError] : ";
    const char *at = strstr(text, tag);
    for (int i = 0; at && i < 2; i++) /* after the number and the name of the code */
        at = (at = strstr(at + (i ? 0 : strlen(tag)), " : ")) ? at + 3 : NULL;
    if (at)
        memmove(text, at, strlen(at) + 1);
}

/* Replaces what only its developers understand: the build that lacks a provider, and Windows' own
 * 'Error loading "C:\...\A.dll" which depends on "B.dll" which is missing. (Error 126: ...)'. */
static void say_plainly(char text[FACS_ORT_REASON])
{
    char file[FACS_ORT_REASON] = "";
    const char *missing = strstr(text, "\" which is missing"), *name = missing;
    if (strstr(text, " execution provider is not ") && strstr(text, " in this build")) {
        snprintf(text, FACS_ORT_REASON, "this ONNX Runtime was built without it");
    } else if (missing && strncmp(text, "Error loading ", 14) == 0) {
        while (name > text && !strchr("\"/\\", name[-1]))
            name--;
        snprintf(file, sizeof(file), "%.*s", (int)(missing - name), name);
        snprintf(text, FACS_ORT_REASON, "it needs %s, which is missing", file);
    }
}

const char *facs_ort_reason(const OrtApi *api, OrtStatus *status, char text[FACS_ORT_REASON])
{
    size_t length = 0;
    for (const char *c = api->GetErrorMessage(status); *c && length + 1 < FACS_ORT_REASON; c++) {
        char next = (unsigned char)*c < ' ' ? ' ' : *c;
        if (next != ' ' || (length > 0 && text[length - 1] != ' '))
            text[length++] = next;
    }
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '.'))
        length--;
    text[length] = '\0';
    cut_origin(text);
    say_plainly(text);
    api->ReleaseStatus(status);
    return text;
}

/* Adds a failed place to the list in the final sentence. */
static void note_place(char *places, size_t size, const char *name, const char *reason)
{
    size_t used = strlen(places);
    /* The loader's text usually begins with the name. */
    int named = strncmp(reason, name, strlen(name)) == 0;
    snprintf(places + used, size - used, "%s%s%s%s", used ? "; " : "", named ? "" : name,
             named ? "" : ": ", reason);
}

/* Tries one place: 0, -ENOENT or -ENOSYS with the reason added to places, or -ENOMEM. */
static int open_library(facs_runtime *runtime, const char *name, char *places, size_t size)
{
    /* Never really unloaded, which the destructors of its threads and static objects do not
     * survive. */
    void *library = facs_library_load(name, FACS_LIBRARY_FOR_EVER);
    if (!library) {
        char reason[FACS_LIBRARY_REASON];
        note_place(places, size, name, facs_library_reason(reason));
        return -ENOENT;
    }
    const get_base_function get_base =
        (get_base_function)facs_library_find(library, "OrtGetApiBase");
    if (!get_base) {
        note_place(places, size, name, "is not ONNX Runtime");
        facs_library_unload(library);
        return -ENOENT;
    }
    const OrtApiBase *base = get_base();
    runtime->version = base->GetVersionString();
    runtime->api = base->GetApi(FACS_ORT_API);
    runtime->path = facs_library_name_at((facs_library_function)get_base);
    if (!runtime->path)
        runtime->path = strdup(name);
    facs_library_unload(library);
    if (!runtime->path)
        return -ENOMEM;
    if (!runtime->api) {
        char reason[64];
        snprintf(reason, sizeof(reason), "is ONNX Runtime %.16s, 1.%d or newer is needed",
                 runtime->version, FACS_ORT_API);
        note_place(places, size, name, reason);
        free(runtime->path);
        runtime->path = NULL;
        return -ENOSYS;
    }
    return 0;
}

/* Lists what to try if the user names no library: the installation's own, the one that the build
 * found, and the system's by name. Returns their number. */
static size_t list_names(const char *names[3 + SYSTEM_NAMES], const facs_place *place,
                         char installed[FACS_PLACE_SIZE + 64])
{
    size_t count = 0;
    snprintf(installed, FACS_PLACE_SIZE + 64, "%s/" OWN_NAME, place->library);
    if (place->library[0] && facs_path_kind(installed) != FACS_NO_FILE)
        names[count++] = installed;
    if (place->onnxruntime[0])
        names[count++] = place->onnxruntime;
    if (FACS_ORT_LIBRARY[0])
        names[count++] = FACS_ORT_LIBRARY;
    for (size_t i = 0; i < SYSTEM_NAMES; i++)
        names[count++] = system_names[i];
    return count;
}

/* Tries the places in order, or only the one that the user names. */
static int find_library(facs_runtime *runtime, const char *path, facs_error *error)
{
    char places[768] = "", installed[FACS_PLACE_SIZE + 64];
    const char *names[3 + SYSTEM_NAMES];
    facs_place place;
    size_t count = 1;
    int status = -ENOENT;

    if (!path)
        path = facs_environment("FACS_ONNXRUNTIME");
    if (path && path[0]) {
        names[0] = path;
    } else {
        facs_place_find(&place);
        count = list_names(names, &place, installed);
    }
    for (size_t i = 0; i < count; i++) {
        int failure = open_library(runtime, names[i], places, sizeof(places));
        if (failure == 0)
            return 0;
        if (failure == -ENOMEM)
            return facs_fail_memory(error, "the path of ONNX Runtime");
        if (failure == -ENOSYS)
            status = failure;
    }
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, status,
                     FACS_NN_USERS " need ONNX Runtime, which cannot be used (%s): " REMEDY
                                   ", or set FACS_ONNXRUNTIME to its path",
                     places);
}

int facs_runtime_open(facs_runtime **out, const char *path, const facs_log *log, facs_error *error)
{
    *out = NULL;
    facs_runtime *runtime = calloc(1, sizeof(*runtime));
    if (!runtime)
        return facs_fail_memory(error, "ONNX Runtime");
    /* Since 1.29, official builds send the names of models and an identifier of this machine to
       their maker, and store both in the user's folders, unless this variable is set before they
       start: there is no call for it. A value that the user has set stays. */
    int status = facs_environment_default("ORT_DISABLE_TELEMETRY", "1") < 0
                     ? facs_fail_memory(error, "an environment variable")
                     : 0;
    if (!status)
        status = find_library(runtime, path, error);
    if (status)
        goto fail;
    /* Failures are returned as text; the runtime's log on standard error would repeat them. */
    OrtStatus *failure = runtime->api->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "facs", &runtime->env);
    if (failure) {
        char reason[FACS_ORT_REASON];
        status = facs_fail(error, FACS_ERROR_ENVIRONMENT, -ENOENT,
                           "%s: ONNX Runtime does not start: %s; install it again", runtime->path,
                           facs_ort_reason(runtime->api, failure, reason));
        goto fail;
    }
    facs_log_write(log, FACS_LOG_INFO, "ONNX Runtime %s, %s", runtime->version, runtime->path);
    *out = runtime;
    return 0;
fail:
    facs_runtime_close(&runtime);
    return status;
}

void facs_runtime_close(facs_runtime **runtime)
{
    if (!runtime || !*runtime)
        return;
    if ((*runtime)->env)
        (*runtime)->api->ReleaseEnv((*runtime)->env);
    free((*runtime)->path);
    free(*runtime);
    *runtime = NULL;
}
