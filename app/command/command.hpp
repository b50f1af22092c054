#pragma once

#include <CLI/CLI.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "command/progress_line.hpp"
#include "model/scene.hpp"

namespace coalesce::command {

/// Options shared by all commands that take a SCENE.
struct Common {
    std::string scene;
    std::vector<Assignment> set;
    std::optional<double> until;
    std::optional<std::int64_t> seed;
    std::string backend = "auto";
    bool quiet = false;
    int threads = 0;  ///< 0: all

    /// Adds the options to a subcommand.
    /// @param with_scene  add the required positional SCENE as well
    void add_to(CLI::App& app, bool with_scene = true);
    /// Adds --backend, --threads and --quiet only.
    void add_machine_to(CLI::App& app);
    /// Loads the scene, applies --set, --until and --seed to it, and --backend and --threads to the program.
    /// Throws InputError, and RunError for `--backend cuda` without a device.
    SceneDocument load() const;
    /// Returns --set, then --seed and --until as assignments. Throws InputError.
    std::vector<Assignment> assignments() const;
    /// Applies --threads and --backend only.
    void apply() const;
};

/// Adds the option --backend.
void add_backend_to(CLI::App& app, std::string& backend);
/// Selects the backend of all simulations created afterwards. Throws RunError for cuda if there is no device.
void take_backend(const std::string& backend);

/// Throws InputError for a fixed step so short that the run would never end.
void check_steps(const SceneDocument& document, const std::string& origin);

/// Throws InputError for an invalid token file, and RunError if the tokens do not fit into memory.
void check_size(const SceneDocument& document);

/// Returns the share of the work up to time.until that is done at `now`, in [0, 1], assuming that fixed steps are
/// evenly spread over time and adaptive ones over its logarithm.
double share_done(const TimeSpec& time, double now);

// Each function adds its subcommand to the parser. Its callback throws InputError or RunError, which main turns into
// the exit codes 2 and 1.
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
