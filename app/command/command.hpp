#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "command/command_line.hpp"
#include "command/progress_line.hpp"

namespace coalesce {
struct ClipOrigin;
}

namespace coalesce::command {

/// Help of the shared options. A command in which one has no effect says so there.
struct SharedHelp {
    std::string until = "Simulated time at which to stop (default: the scene's time.until)";
    std::string seed = "Seed of the initial law and the noise (default: the scene's tokens.seed)";
    std::string backend = "Device that computes the field; auto takes a CUDA device if there is one";
};

/// Options shared by all commands that take a SCENE.
struct Common {
    std::string scene;
    std::vector<Assignment> set;
    std::optional<double> until;
    std::optional<std::int64_t> seed;
    std::string backend = "auto";
    bool quiet = false;
    int threads = 0;                ///< 0: all
    bool scene_is_required = true;  ///< by the command line; else the command itself asks for it
    SharedHelp help;

    /// Adds the options to a subcommand.
    /// @param with_scene  add the required positional SCENE as well
    void add_to(Command command, bool with_scene = true);
    /// Adds --backend, --threads and --quiet only.
    void add_machine_to(Command command);
    /// Loads the scene, applies --set, --until and --seed to it, and --backend and --threads to the program.
    /// Throws InputError, and RunError for a `--backend` without a device.
    SceneDocument load() const;
    /// Loads the scene and its twins: those of --twin, else those that a clip of runs side by side carries.
    std::vector<SceneDocument> load_runs(const std::vector<std::string>& twins) const;
    /// True if SCENE is a clip of runs side by side on the clock of phases.
    bool filmed_by_phase() const;
    /// Returns --set, then --seed and --until as assignments. Throws InputError.
    std::vector<Assignment> assignments() const;
    /// Applies --threads and --backend only.
    void apply() const;
};

/// Adds the option --twin, each one more run beside the first (load_twins).
void add_twins_to(Command command, std::vector<std::string>& twins, const std::string& help);

/// Adds the option --backend.
void add_backend_to(Command command, std::string& backend, const std::string& help = SharedHelp().backend);
/// Selects the backend of all simulations created afterwards. Throws RunError for one without a device.
void take_backend(const std::string& backend);

/// Says on stderr when the run of a clip was edited on its way, which its scene does not repeat.
void note_edits(const ClipOrigin& origin, const std::string& name);

/// Throws InputError for a fixed step so short that the run would never end.
void check_steps(const SceneDocument& document, const std::string& origin);

/// Throws InputError for an invalid token file, and RunError if the tokens do not fit into memory.
void check_size(const SceneDocument& document);
/// The same for runs that are held at one time.
void check_size(std::span<const SceneDocument> documents);

/// Returns the share of the work up to time.until that is done at `now`, in [0, 1], assuming that fixed steps are
/// evenly spread over time and adaptive ones over its logarithm.
double share_done(const TimeSpec& time, double now);

// Each function adds its subcommand to the parser. Its callback throws InputError or RunError, which main turns into
// the exit codes 2 and 1.
void add_desktop(Command root);  // no subcommand: [SCENE] opens the window
void add_scenes(Command root);
void add_lessons(Command root);
void add_scene(Command root);
void add_run(Command root);
void add_field(Command root);
void add_render(Command root);
void add_reproduce(Command root);
void add_lab(Command root);
void add_sweep(Command root);
void add_bench(Command root);
void add_gpu_check(Command root);
void add_reference(Command root);  // hidden: the manual page and the completion of shells

}  // namespace coalesce::command
