#include <tbb/global_control.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "command/command.hpp"
#include "model/error.hpp"

namespace coalesce::command {

void Common::add_to(CLI::App& app, bool with_scene) {
    if (with_scene)
        app.add_option("SCENE", scene, "A scene file, or the name of a shipped scene (see coalesce scenes)")
            ->required();
    app.add_option("--set", set, "Set any key of the scene: --set model.beta=50 (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->expected(1)
        ->allow_extra_args(false);
    app.add_option("--until", until, "Simulated time to stop at (default: the scene's time.until)")->type_name("T");
    app.add_option("--seed", seed, "Seed of the initial law and the noise")->type_name("S");
    app.add_option("--backend", backend, "Where the field is computed: auto, cpu or cuda")
        ->check(CLI::IsMember({"auto", "cpu", "cuda"}))
        ->capture_default_str();
    app.add_option("--threads", threads, "Number of threads (default: all cores)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    app.add_flag("--quiet", quiet, "No progress line");
}

void Common::apply() const {
    // Lives until the program ends: TBB takes the smallest limit of all living controls.
    static std::unique_ptr<tbb::global_control> limit;
    if (threads > 0)
        limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                      static_cast<std::size_t>(threads));
    if (backend == "cuda") throw RunError("--backend cuda: this build has no CUDA engine; use auto or cpu");
}

SceneDocument Common::load() const {
    apply();
    std::vector<Assignment> assignments = set;
    const auto append = [&](const char* key, const std::string& value) { assignments.push_back(key + ("=" + value)); };
    if (seed) append("tokens.seed", std::to_string(*seed));
    if (until) {
        char text[40];
        std::snprintf(text, sizeof text, "%.17g", *until);
        append("time.until", text);
    }
    return load_scene(scene, assignments);
}

ProgressLine::ProgressLine(bool quiet) : active_(!quiet && isatty(STDERR_FILENO)) {}

ProgressLine::~ProgressLine() {
    if (active_ && last_ >= 0) std::fprintf(stderr, "\r\033[K");
}

void ProgressLine::show(double fraction, const std::string& what) {
    if (!active_ || (fraction < 1 && fraction - last_ < 0.001)) return;
    last_ = fraction;
    std::fprintf(stderr, "\r\033[K%5.1f %%  %s", 100 * fraction, what.c_str());
    std::fflush(stderr);
}

}  // namespace coalesce::command
