/*
 * NAME.json, NAME_of_details.txt and NAME.csv of an earlier run, as the next run, --resume and the
 * report read them. The parts of the input are separated by FUZZ_MARK. The models' digests are none
 * (stubs below): they are not what is read here.
 */
#include "fuzz.h"

#include "output/previous.h"
#include "pipeline/digests.h"
#include "pipeline/models.h"
#include "report/facts.h"
#include "report/origin.h"

#include <string.h>

int __wrap_facs_models_digests(facs_digests **out, const facs_options *options,
                               facs_au_models which, facs_error *error);
int __wrap_facs_digests_wait(facs_digests *digests, const facs_digest **files, facs_error *error);
void __wrap_facs_digests_close(facs_digests **digests);

int __wrap_facs_models_digests(facs_digests **out, const facs_options *options,
                               facs_au_models which, facs_error *error)
{
    (void)options;
    (void)which;
    (void)error;
    *out = NULL;
    return 0;
}

int __wrap_facs_digests_wait(facs_digests *digests, const facs_digest **files, facs_error *error)
{
    (void)digests;
    (void)error;
    *files = NULL;
    return 0;
}

void __wrap_facs_digests_close(facs_digests **digests)
{
    *digests = NULL;
}

static void read_for_run(facs_overwrite overwrite, int per_face)
{
    facs_extract_options options;
    facs_input_identity *identity;
    facs_resume *resume;
    facs_error error;
    char reason[256];
    facs_default_extract_options(&options);
    options.csv = "r.csv";
    options.json = "r.json";
    options.details = "r_of_details.txt";
    options.overwrite = overwrite;
    options.per_face = per_face;
    if (facs_input_identity_open(&identity, "v.mp4", NULL, &error) == 0) {
        if (facs_previous_check(&options, identity, &error) == 0)
            facs_previous_remove(&options, NULL, &error);
        facs_input_identity_close(&identity);
    }
    if (facs_resume_open(&resume, &error) == 0) {
        if (facs_resume_check(resume, "v.mp4", &options, reason, sizeof(reason), &error) == 0)
            FUZZ_EXPECT(strlen(reason) < sizeof(reason));
        facs_resume_close(&resume);
    }
}

static void read_for_report(void)
{
    char note[512];
    facs_video_facts video = {.path = NULL};
    json_t *root = facs_facts_read("r.json", note, sizeof(note));
    json_t *run = facs_facts_of_run(root);
    FUZZ_EXPECT(run || !root);
    facs_origin_of(root, "r.csv", 1);
    if (facs_origin_find_video(&video, root, "r.csv") == 0) {
        FUZZ_EXPECT((video.path != NULL) != (video.missing != NULL));
        FUZZ_EXPECT(video.width >= 0 && video.max_pixels >= 0);
    }
    facs_origin_names(root, "r.csv", "r.html");
    facs_origin_is_other(root, "v.mp4");
    facs_origin_forget_video(&video);
    json_decref(run);
    json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_part input = {data, size};
    const int choice = fuzz_byte(&input);
    const fuzz_part json = fuzz_until_mark(&input), details = fuzz_until_mark(&input);
    fuzz_file("v.mp4", "video", 5);
    if (!(choice & 4))
        fuzz_file("r.json", json.bytes, json.size);
    if (choice & 8)
        fuzz_file("r_face00.csv", "", 0);
    if (choice & 16)
        fuzz_file("r_face00.json", "{}", 2);
    if (details.size > 0)
        fuzz_file("r_of_details.txt", details.bytes, details.size);
    if (!(choice & 1))
        fuzz_file("r.csv", input.bytes, input.size);
    read_for_run(choice & 2 ? FACS_OVERWRITE_OUTDATED : FACS_OVERWRITE_SAME_INPUT, choice >> 5 & 1);
    read_for_report();
    fuzz_no_files();
    return 0;
}
