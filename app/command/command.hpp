#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "command/progress_line.hpp"
#include "model/scene.hpp"

namespace coalesce::command {

/// Options every command that takes a SCENE shares.
struct Common {
    std::string scene;
    std::vector<Assignment> set;
    std::optional<double> until;
    std::optional<std::int64_t> seed;
    std::string backend = "auto";
    bool quiet = false;
    int threads = 0;  ///< 0: all

    /// Adds them to a subcommand. `with_scene`: the positional SCENE, required.
    void add_to(CLI::App& app, bool with_scene = true);
    /// --backend, --threads and --quiet alone.
    void add_machine_to(CLI::App& app);
    /// Loads the scene with --set, --until and --seed laid over it, and applies --backend and --threads.
    /// Throws InputError, RunError (`--backend cuda` where there is none).
    SceneDocument load() const;
    /// --set, then --seed and --until as assignments. Throws InputError.
    std::vector<Assignment> assignments() const;
    /// --threads and --backend alone.
    void apply() const;
};

/// The option --backend.
void add_backend_to(CLI::App& app, std::string& backend);
/// Has simulations to come go where it says. Throws RunError for cuda where there is none.
void take_backend(const std::string& backend);

/// Throws InputError for a fixed step so short that the run would never end.
void check_steps(const SceneDocument& document, const std::string& origin);

/// Throws InputError for a token file that cannot be one, and RunError for more tokens than memory is there for.
void check_size(const SceneDocument& document);

/// How much of the work up to time.until is done at `now`, in [0, 1]: fixed steps are equally many a time, adaptive
/// ones a decade.
double share_done(const TimeSpec& time, double now);

// Each adds its subcommand to the parser; the callback throws InputError or RunError, which main turns into 2 and 1.
void add_desktop(CLI::App& root);  // no subcommand: [SCENE] opens the window
void add_scenes(CLI::App& root);
void add_run(CLI::App& root);
void add_field(CLI::App& root);
void add_render(CLI::App& root);
void add_reproduce(CLI::App& root);
void add_lab(CLI::App& root);
void add_bench(CLI::App& root);
void add_gpu_check(CLI::App& root);

}  // namespace coalesce::command
