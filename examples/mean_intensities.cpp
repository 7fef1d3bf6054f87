// Prints the mean intensities of videos, in C++:
//
//     mean_intensities MODELS VIDEO...
//
// The weights are opened once for all videos. A unique_ptr closes them.
#include <facs/facs.h>

#include <cstdio>
#include <memory>

namespace {

struct close_models {
    void operator()(facs_models *models) const { facs_models_close(&models); }
};

using models_ptr = std::unique_ptr<facs_models, close_models>;

models_ptr open_models(const facs_options &options)
{
    facs_models *models = nullptr;
    facs_error error{};
    if (facs_models_open(&models, &options, &error) < 0)
        std::fprintf(stderr, "mean_intensities: %s\n", error.text);
    return models_ptr(models);
}

} // namespace

int main(int argc, char **argv)
{
    facs_extract_options options;
    facs_default_extract_options(&options);
    options.analysis.models = argc > 1 ? argv[1] : nullptr;
    const models_ptr models = open_models(options.analysis);
    if (!models)
        return 1;
    facs_models *kept = models.get();
    options.kept = &kept;
    int failures = 0;
    for (int i = 2; i < argc; i++) {
        facs_summary summary{};
        facs_error error{};
        summary.size = sizeof(summary);
        if (facs_extract(argv[i], &options, &summary, &error) < 0) {
            std::fprintf(stderr, "mean_intensities: %s\n", error.text);
            failures++;
            continue;
        }
        std::printf("%s:", argv[i]);
        for (int au = 0; au < FACS_INTENSITIES; au++)
            std::printf(" %s %.2f", facs_intensity_name(au), summary.mean_intensity[au]);
        std::printf("\n");
    }
    return failures > 0;
}
