#include "command/command.hpp"
#include "model/error.hpp"

namespace coalesce::command {

void add_lab(CLI::App& root) {
    CLI::App* app = root.add_subcommand("lab", "One-layer experiments (not in this version)");
    app->allow_extras();
    app->callback([] { throw InputError("lab: the laboratories are not in this version"); });
}

void add_gpu_check(CLI::App& root) {
    CLI::App* app = root.add_subcommand("gpu-check", "CUDA against CPU on this machine, or why there is none");
    app->footer("Example:\n  coalesce gpu-check");
    app->callback([] { throw RunError("gpu-check: this build has no CUDA engine"); });
}

}  // namespace coalesce::command
