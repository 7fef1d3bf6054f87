#define COBJMACROS
#include "os/cameras_windows.h"

#include "os/names_windows.h"

#include <errno.h>
#include <stdlib.h>

#include <dshow.h>

/* The name in a camera's properties, allocated; NULL: it has none. */
static char *read_name(IMoniker *camera)
{
    IPropertyBag *properties = NULL;
    char *name = NULL;
    VARIANT value;

    if (FAILED(IMoniker_BindToStorage(camera, NULL, NULL, &IID_IPropertyBag, (void **)&properties)))
        return NULL;
    VariantInit(&value);
    V_VT(&value) = VT_BSTR;
    if (SUCCEEDED(IPropertyBag_Read(properties, L"FriendlyName", &value, NULL)) &&
        V_VT(&value) == VT_BSTR && V_BSTR(&value))
        name = facs_narrow(V_BSTR(&value));
    VariantClear(&value);
    IPropertyBag_Release(properties);
    return name;
}

/* Allocated; NULL: it has none. */
static char *read_id(IMoniker *camera)
{
    IBindCtx *context = NULL;
    wchar_t *text = NULL;
    char *id = NULL;

    if (FAILED(CreateBindCtx(0, &context)))
        return NULL;
    if (SUCCEEDED(IMoniker_GetDisplayName(camera, context, NULL, &text)))
        id = facs_narrow(text);
    CoTaskMemFree(text);
    IBindCtx_Release(context);
    return id;
}

static int list(IEnumMoniker *cameras, void (*each)(void *opaque, const char *name, const char *id),
                void *opaque)
{
    IMoniker *camera;
    int count = 0;

    while (IEnumMoniker_Next(cameras, 1, &camera, NULL) == S_OK) {
        char *name = read_name(camera), *id = read_id(camera);
        if (name && id) {
            each(opaque, name, id);
            count++;
        }
        free(name);
        free(id);
        IMoniker_Release(camera);
    }
    return count;
}

int facs_windows_cameras(void (*each)(void *opaque, const char *name, const char *id), void *opaque)
{
    ICreateDevEnum *devices = NULL;
    IEnumMoniker *cameras = NULL;
    int status = -EIO;

    /* The thread may have begun it otherwise, which is as good. */
    const HRESULT begun = CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    if (FAILED(begun) && begun != RPC_E_CHANGED_MODE)
        return status;
    if (SUCCEEDED(CoCreateInstance(&CLSID_SystemDeviceEnum, NULL, CLSCTX_INPROC_SERVER,
                                   &IID_ICreateDevEnum, (void **)&devices))) {
        const HRESULT found = ICreateDevEnum_CreateClassEnumerator(
            devices, &CLSID_VideoInputDeviceCategory, &cameras, 0);
        if (found == S_OK)
            status = list(cameras, each, opaque);
        else if (found == S_FALSE) /* there is none */
            status = 0;
        if (cameras)
            IEnumMoniker_Release(cameras);
        ICreateDevEnum_Release(devices);
    }
    if (SUCCEEDED(begun))
        CoUninitialize();
    return status;
}
