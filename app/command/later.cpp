#include "command/command.hpp"
#include "model/error.hpp"

namespace coalesce::command {

void add_gpu_check(CLI::App& root) {
    CLI::App* app = root.add_subcommand("gpu-check", "CUDA against CPU on this machine, or why there is none");
    app->footer("Example:\n  coalesce gpu-check");
    app->callback([] { throw RunError("gpu-check: this build has no CUDA engine"); });
}

}  // namespace coalesce::command
