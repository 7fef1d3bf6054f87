#include "detect/mtcnn_models.h"

#include "base/error.h"
#include "os/place.h"

#include <errno.h>
#include <stdlib.h>

#define FOLDER "openface/model/mtcnn_detector/"

static const struct {
    const char *name;
    int side, outputs;
} files[FACS_MTCNN_NETWORKS] = {{FOLDER "PNet.dat", FACS_MTCNN_SUPPORT, FACS_MTCNN_OUTPUTS},
                                {FOLDER "RNet.dat", FACS_MTCNN_R_SIDE, FACS_MTCNN_OUTPUTS},
                                {FOLDER "ONet.dat", FACS_MTCNN_O_SIDE, FACS_MTCNN_O_OUTPUTS}};

const char *facs_mtcnn_models_file(int i)
{
    return i >= 0 && i < FACS_MTCNN_NETWORKS ? files[i].name : NULL;
}

const facs_channel_layer *facs_mtcnn_head(const facs_mtcnn_models *models)
{
    const facs_channel_network *network = &models->network[FACS_MTCNN_P];
    return &network->layer[network->count - 1];
}

static int read_network(facs_mtcnn_models *models, int i, const char *folder, facs_error *error)
{
    char *path = facs_place_of_weights(folder, files[i].name);
    if (!path)
        return facs_fail_memory(error, "a path");
    int status = facs_channel_network_read(&models->network[i], path, files[i].side,
                                           files[i].outputs, error);
    free(path);
    return status;
}

/* Boxes rely on 12 x 12 pixels per place, 2 apart, and on a last layer that computes a place's
 * outputs from that place's maps alone. */
static int check_steps(const facs_mtcnn_models *models, const char *folder, facs_error *error)
{
    const facs_channel_network *network = &models->network[FACS_MTCNN_P];
    const facs_channel_layer *head = facs_mtcnn_head(models);
    int step = 1;

    for (int i = 0; i < network->count; i++)
        step *= network->layer[i].pool ? network->layer[i].stride : 1;
    if (step == 2 && network->count > 1 && head->kernel_height == 1 && !head->pool &&
        head->in_maps % 8 == 0)
        return 0;
    return facs_fail(error, FACS_ERROR_ENVIRONMENT, -EINVAL,
                     "%s/%s: expected steps of 2 pixels and a last layer of one place; the file is "
                     "damaged, fetch it again",
                     folder, files[FACS_MTCNN_P].name);
}

static int take_difference(facs_mtcnn_models *models, facs_error *error)
{
    const facs_channel_layer *head = facs_mtcnn_head(models);

    models->difference = calloc((size_t)head->in_maps, sizeof(float));
    if (!models->difference)
        return facs_fail_memory(error, "the face detector's models");
    for (int i = 0; i < head->in_maps; i++) {
        const float *weights = head->weights + (ptrdiff_t)i * FACS_CHANNEL_NARROW;
        models->difference[i] = weights[1] - weights[0];
    }
    models->difference_bias = head->bias[1] - head->bias[0];
    return 0;
}

int facs_mtcnn_models_open(facs_mtcnn_models **out, const char *folder, facs_error *error)
{
    *out = NULL;
    facs_mtcnn_models *models = calloc(1, sizeof(*models));
    if (!models)
        return facs_fail_memory(error, "the face detector's models");
    int status = 0;
    for (int i = 0; i < FACS_MTCNN_NETWORKS && !status; i++)
        status = read_network(models, i, folder, error);
    if (!status)
        status = check_steps(models, folder, error);
    if (!status)
        status = take_difference(models, error);
    if (status)
        facs_mtcnn_models_close(&models);
    *out = models;
    return status;
}

void facs_mtcnn_models_close(facs_mtcnn_models **models)
{
    if (!*models)
        return;
    for (int i = 0; i < FACS_MTCNN_NETWORKS; i++)
        facs_channel_network_free(&(*models)->network[i]);
    free((*models)->difference);
    free(*models);
    *models = NULL;
}
