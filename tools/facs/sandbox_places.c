#include "sandbox_places.h"

#include "os/file.h"
#include "os/path.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ALWAYS 0

#define READ   FACS_SANDBOX_READ
#define WRITE  FACS_SANDBOX_WRITE
#define DEVICE FACS_SANDBOX_DEVICE

/* "~/" is the user's folder; "$NAME" an environment variable that lists paths; "*" at the end the
 * rest of a name. */
static const struct {
    const char *path;
    unsigned access, when;
} places[] = {
    /* libraries: those that are opened when they are used have others, wherever packages are */
    {"/lib", READ, ALWAYS},
    {"/lib64", READ, ALWAYS},
    {"/usr/lib", READ, ALWAYS},
    {"/usr/lib64", READ, ALWAYS},
    {"/usr/local/lib", READ, ALWAYS},
    {"/usr/local/lib64", READ, ALWAYS},
    {"/nix/store", READ, ALWAYS},
    {"/gnu/store", READ, ALWAYS},
    {"/home/linuxbrew/.linuxbrew", READ, ALWAYS},
    {"/etc/ld.so.cache", READ, ALWAYS},
    {"$LD_LIBRARY_PATH", READ, ALWAYS},
    /* what they and the C library ask about the machine */
    {"/proc/self", READ, ALWAYS},
    {"/proc/self/exe", READ, ALWAYS},
    {"/proc/cpuinfo", READ, ALWAYS},
    {"/proc/meminfo", READ, ALWAYS},
    {"/proc/stat", READ, ALWAYS},
    {"/proc/filesystems", READ, ALWAYS},
    {"/proc/sys/vm/overcommit_memory", READ, ALWAYS},
    {"/sys/devices/system", READ, ALWAYS},
    {"/sys/fs/cgroup/cpu.max", READ, ALWAYS}, /* how many processors a container has */
    {"/etc/localtime", READ, ALWAYS},
    {"/usr/share/zoneinfo", READ, ALWAYS},
    {"/dev/null", WRITE, ALWAYS},
    {"/dev/urandom", READ, ALWAYS},
    /* fonts */
    {"/etc/fonts", READ, ALWAYS},
    {"/usr/share/fonts", READ, ALWAYS},
    {"/usr/local/share/fonts", READ, ALWAYS},
    {"/usr/share/fontconfig", READ, ALWAYS},
    {"/usr/share/xml/fontconfig", READ, ALWAYS},
    {"/var/cache/fontconfig", READ, ALWAYS},
    {"~/.fonts", READ, ALWAYS},
    {"~/.local/share/fonts", READ, ALWAYS},
    {"~/.config/fontconfig", READ, ALWAYS},
    {"~/.cache/fontconfig", READ, ALWAYS},
    {"$FONTCONFIG_PATH", READ, ALWAYS},
    {"$FONTCONFIG_FILE", READ, ALWAYS},
    /* names and certificates */
    {"/etc/resolv.conf", READ, FACS_WHEN_NETWORK},
    {"/run/systemd/resolve", READ, FACS_WHEN_NETWORK},
    {"/run/resolvconf", READ, FACS_WHEN_NETWORK},
    {"/run/NetworkManager", READ, FACS_WHEN_NETWORK},
    {"/etc/hosts", READ, FACS_WHEN_NETWORK},
    {"/etc/host.conf", READ, FACS_WHEN_NETWORK},
    {"/etc/nsswitch.conf", READ, FACS_WHEN_NETWORK},
    {"/etc/gai.conf", READ, FACS_WHEN_NETWORK},
    {"/etc/services", READ, FACS_WHEN_NETWORK},
    {"/etc/protocols", READ, FACS_WHEN_NETWORK},
    {"/etc/ssl/certs", READ, FACS_WHEN_NETWORK},
    {"/etc/ssl/openssl.cnf", READ, FACS_WHEN_NETWORK},
    {"/etc/ssl/cert.pem", READ, FACS_WHEN_NETWORK},
    {"/etc/pki/tls/certs", READ, FACS_WHEN_NETWORK},
    {"/etc/pki/ca-trust", READ, FACS_WHEN_NETWORK},
    {"/etc/ca-certificates", READ, FACS_WHEN_NETWORK},
    {"/etc/gnutls", READ, FACS_WHEN_NETWORK},
    {"/etc/crypto-policies", READ, FACS_WHEN_NETWORK},
    {"/usr/share/ca-certificates", READ, FACS_WHEN_NETWORK},
    {"/usr/local/share/ca-certificates", READ, FACS_WHEN_NETWORK},
    {"/usr/share/crypto-policies", READ, FACS_WHEN_NETWORK},
    {"$SSL_CERT_FILE", READ, FACS_WHEN_NETWORK},
    {"$SSL_CERT_DIR", READ, FACS_WHEN_NETWORK},
    /* devices */
    {"/dev", FACS_SANDBOX_LIST, FACS_WHEN_CAMERA},
    {"/dev/video*", DEVICE, FACS_WHEN_CAMERA},
    {"/dev/v4l", READ, FACS_WHEN_CAMERA},
    {"/sys/class/video4linux", READ, FACS_WHEN_CAMERA},
    {"/dev/dri", DEVICE | READ, FACS_WHEN_DECODER},
    {"/sys/class/drm", READ, FACS_WHEN_DECODER},
    {"/sys/dev/char", READ, FACS_WHEN_DECODER},
    {"/usr/share/libdrm", READ, FACS_WHEN_DECODER},
    {"/usr/share/drirc.d", READ, FACS_WHEN_DECODER},
    {"/etc/drirc", READ, FACS_WHEN_DECODER},
    {"/etc/libva.conf", READ, FACS_WHEN_DECODER},
    {"/run/opengl-driver", READ, FACS_WHEN_DECODER},
    {"$LIBVA_DRIVERS_PATH", READ, FACS_WHEN_DECODER},
    {"/dev/nvidia*", DEVICE, FACS_WHEN_CUDA},
    {"/dev/dxg", DEVICE, FACS_WHEN_CUDA},
    {"/dev/shm", WRITE, FACS_WHEN_CUDA},
    {"/proc/driver/nvidia", READ, FACS_WHEN_CUDA},
    {"/proc/devices", READ, FACS_WHEN_CUDA},
    {"/proc/modules", READ, FACS_WHEN_CUDA},
    {"/sys/bus/pci", READ, FACS_WHEN_CUDA},
    {"/sys/devices", READ, FACS_WHEN_CUDA},
    {"/sys/module/nvidia", READ, FACS_WHEN_CUDA},
    {"/usr/local/cuda*", READ, FACS_WHEN_CUDA},
    {"/opt/cuda", READ, FACS_WHEN_CUDA},
    {"~/.nv", WRITE, FACS_WHEN_CUDA},
    {"$CUDA_CACHE_PATH", WRITE, FACS_WHEN_CUDA},
};

/* facs_sandbox_allow; takes path over. NULL: there was no memory for it. */
static int allow_taken(facs_sandbox *sandbox, char *path, unsigned access)
{
    const int status = path ? facs_sandbox_allow(sandbox, path, access) : -ENOMEM;
    free(path);
    return status;
}

/* Allows the paths in a list with colons. */
static int allow_list(facs_sandbox *sandbox, const char *list, unsigned access)
{
    int status = 0;
    while (list && *list && status == 0) {
        const size_t length = strcspn(list, ":");
        if (length > 0)
            status = allow_taken(sandbox, facs_text_part(list, length), access);
        list += length + (list[length] == ':');
    }
    return status;
}

/* Allows everything in a folder whose name begins like that of path, up to its "*". */
static int allow_matching(facs_sandbox *sandbox, const char *path, unsigned access)
{
    const char *beginning = facs_path_name(path);
    char **names, *folder = facs_path_folder(path);
    const int count = folder ? facs_path_list(folder, NULL, &names) : -ENOMEM;
    int status = count == -ENOMEM ? count : 0; /* otherwise there is no such folder */
    for (int i = 0; i < count && status == 0; i++)
        if (strncmp(names[i], beginning, strlen(beginning) - 1) == 0)
            status = allow_taken(sandbox, facs_path_join(folder, names[i]), access);
    if (count >= 0)
        facs_names_free(names, count);
    free(folder);
    return status;
}

static int allow_place(facs_sandbox *sandbox, const char *path, unsigned access)
{
    const char *home = getenv("HOME");
    if (path[0] == '$')
        return allow_list(sandbox, getenv(path + 1), access);
    if (path[strlen(path) - 1] == '*')
        return allow_matching(sandbox, path, access);
    if (path[0] != '~')
        return facs_sandbox_allow(sandbox, path, access);
    return home && facs_path_is_absolute(home)
               ? allow_taken(sandbox, facs_path_join(home, path + 2), access)
               : 0;
}

/* LeakSanitizer reads its list of known leaks, suppressions=FILE, when the program ends. */
static int allow_known_leaks(facs_sandbox *sandbox)
{
#ifdef __SANITIZE_ADDRESS__
    const char *options = getenv("LSAN_OPTIONS"), *name = "suppressions=/";
    const char *at = options ? strstr(options, name) : NULL;
    at = at ? at + strlen(name) - 1 : NULL;
    return at ? allow_taken(sandbox, facs_text_part(at, strcspn(at, ":")), READ) : 0;
#else
    (void)sandbox;
    return 0;
#endif
}

int facs_sandbox_allow_places(facs_sandbox *sandbox, unsigned uses)
{
    int status = allow_known_leaks(sandbox);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && status == 0; i++)
        if (!places[i].when || (places[i].when & uses))
            status = allow_place(sandbox, places[i].path, places[i].access);
    return status;
}
