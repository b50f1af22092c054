#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/law.hpp"
#include "model/model.hpp"
#include "model/view_state.hpp"

namespace coalesce {

/// Time stepping: one layer of the network (MS eq. (1)), classical Runge–Kutta, or steps by error control.
enum class Method { layer, rk4, adaptive };
/// Axis of time in plots, films and series.csv; a logarithmic one starts at dt.
enum class TimeAxis { linear, log };
/// Computation of the field: the cheaper one, all pairs, or the mesh.
enum class Solver { automatic, direct, mesh };
/// Arithmetic of the field; automatic: by resolve_precision().
enum class Precision { automatic, single_, double_ };

/// Key "tokens" of a scene file.
struct TokenSpec {
    std::int64_t count = 10000;     ///< N, 1 to 10^8; ignored by laws that list their points
    std::int64_t seed = 1;          ///< of the initial law and of the noise
    InitialLaw law = UniformLaw{};  ///< distribution of the tokens at time 0
    bool operator==(const TokenSpec&) const = default;
};

/// Key "time" of a scene file. Times are those of the equation of motion.
struct TimeSpec {
    Method method = Method::layer;
    double dt = 0.01;         ///< length of a fixed step, > 0; start of a logarithmic axis
    double tolerance = 1e-6;  ///< adaptive only: error of the angle per unit of time, or per step if a step is longer
    double until = 20;        ///< end of a run, ≥ 0
    TimeAxis axis = TimeAxis::linear;
    bool operator==(const TimeSpec&) const = default;
};

/// Key "solver" of a scene file.
struct SolverSpec {
    Solver method = Solver::automatic;
    double tolerance = 1e-4;  ///< mesh only: absolute velocity error in units of ‖V‖
    Precision precision = Precision::automatic;
    bool operator==(const SolverSpec&) const = default;
};

/// The simulated system: everything of a scene file but its "view".
struct Scene {
    std::string name;   ///< title
    std::string note;   ///< text beside the scene; may be empty
    int dimension = 3;  ///< d; 2: circle S^1, 3: sphere S^2
    TokenSpec tokens;
    Model model;
    TimeSpec time;
    SolverSpec solver;
    bool operator==(const Scene&) const = default;
};

/// A scene file: the simulated system and its display in the desktop.
struct SceneDocument {
    Scene scene;
    ViewState view;
    bool operator==(const SceneDocument&) const = default;
};

/// `key.path=value` of the command line; the value is JSON, else plain text.
using Assignment = std::string;

/// Reads and validates. Assignments are applied to the file's JSON before validation and obey the same rules.
///
/// @param path  a scene file; relative `file` laws are resolved against its folder
/// @throws InputError naming the file, the key, what was found and what is expected
SceneDocument read_scene(const std::filesystem::path& path, const std::vector<Assignment>& assignments = {});
/// Parses text instead of a file; `origin` names it in messages, `folder` resolves relative paths.
SceneDocument parse_scene(std::string_view text, std::string_view origin,
                          const std::vector<Assignment>& assignments = {}, const std::filesystem::path& folder = {});
/// Writes every key with its value, in the order of the parameter table; parse_scene gives the same document back. A
/// token file is named by FileLaw::path.
std::string to_json(const SceneDocument& document);
/// Checks every value against the parameter table, and the rules that span several (matrix sizes, law against
/// dimension). Throws InputError.
void validate(const SceneDocument& document, std::string_view origin);
/// Writes atomically: the file is complete or absent. A token file that the scene's file named relative to itself is
/// named relative to `path`. Throws RunError.
void write_scene(const SceneDocument& document, const std::filesystem::path& path);

/// Scenes built into the program (assets/scenes/*.json).
struct ShippedScene {
    std::string_view name, title, text;  ///< as on the command line; Scene::name; the JSON file
};
/// All of them, by name.
const std::vector<ShippedScene>& shipped_scenes();
/// Loads SCENE of the command line: a shipped scene's name, else a file.
SceneDocument load_scene(std::string_view name_or_path, const std::vector<Assignment>& assignments = {});

}  // namespace coalesce
