#include "os/process.h"
#include "os/web.h"

#include <errno.h>
#include <unistd.h>

int facs_web_client_open(facs_web_client **out, const char *address, int64_t from,
                         const facs_web_patience *patience, int64_t *size,
                         char reason[FACS_WEB_REASON])
{
    (void)address, (void)from, (void)patience;
    *out = NULL;
    *size = -1;
    reason[0] = '\0';
    return -ENOSYS;
}

int64_t facs_web_client_read(facs_web_client *client, void *data, size_t size,
                             char reason[FACS_WEB_REASON])
{
    (void)client, (void)data, (void)size;
    reason[0] = '\0';
    return -ENOSYS;
}

void facs_web_client_close(facs_web_client **client)
{
    *client = NULL;
}

const char *facs_certificates(void)
{
    static const char *const files[] = {
        "/etc/ssl/certs/ca-certificates.crt", /* Debian, Ubuntu, Arch */
        "/etc/pki/tls/certs/ca-bundle.crt",   /* Fedora, Red Hat */
        "/etc/ssl/ca-bundle.pem",             /* openSUSE */
        "/etc/ssl/cert.pem"                   /* macOS, Alpine */
    };
    const char *named = facs_environment("SSL_CERT_FILE");
    if (named && named[0])
        return named;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (access(files[i], R_OK) == 0)
            return files[i];
    return NULL;
}
