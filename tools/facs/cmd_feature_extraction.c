/* FeatureExtraction and FaceLandmarkVidMulti: OpenFace's programs for videos, cameras and folders
 * of frames. */
#include "command.h"
#include "openface_run.h"

int facs_cmd_feature_extraction(char **argv)
{
    static const facs_openface_program program = {
        .name = "FeatureExtraction",
        .bit = FACS_FEATURE_EXTRACTION,
        .about = "measure the face in videos, with OpenFace's flags and files",
        .faces = 1};
    return facs_openface_run(&program, argv);
}

/* OpenFace tracks at most four faces at a time, with the models that do not need a neutral face. */
int facs_cmd_face_landmark_vid_multi(char **argv)
{
    static const facs_openface_program program = {
        .name = "FaceLandmarkVidMulti",
        .bit = FACS_FACE_LANDMARK_VID_MULTI,
        .about = "measure up to four faces in videos, with OpenFace's flags and files",
        .faces = 4,
        .is_static = 1};
    return facs_openface_run(&program, argv);
}
