/* FeatureExtraction: OpenFace's program for videos, cameras and folders of frames. */
#include "command.h"
#include "openface_run.h"

int facs_cmd_feature_extraction(int argc, char **argv)
{
    static const facs_openface_program program = {
        .name = "FeatureExtraction",
        .bit = FACS_FEATURE_EXTRACTION,
        .about = "measure the face in videos, with OpenFace's flags and files"};
    return facs_openface_run(&program, argc, argv);
}
