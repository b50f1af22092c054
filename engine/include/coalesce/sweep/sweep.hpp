#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/parameter.hpp"
#include "coalesce/model/stop.hpp"

namespace coalesce {

// Sweeps: one scene or laboratory at every combination of some values of its keys, several seeds each, and what is
// measured of every run. A cell is a combination of values, a run is a cell with a seed.

/// One column of measurements.
struct SweepMeasure {
    std::string name;    ///< as in the sweep's file: "time_of_merge:1"
    std::string unit{};  ///< "time", "rad"; empty for pure numbers
    bool whole = false;  ///< a number of something
    bool operator==(const SweepMeasure&) const = default;
};

/// One measure in --help.
struct SweepMeasureHelp {
    std::string name;  ///< with what stands for its argument: "time_of_merge:K"
    std::string unit;  ///< as of SweepMeasure
    std::string about;
};

/// The outcome of a run.
struct SweepRow {
    std::vector<double> values{};  ///< one a measure; NaN: what was asked for did not happen. Empty if the run failed
    std::string failure{};         ///< one line that says why; empty: the run is done
};

/// One run of a sweep.
struct SweepPoint {
    std::vector<Assignment> set{};     ///< a value of every axis, "model.beta=5.0"; values are JSON
    std::optional<std::int64_t> seed;  ///< nullopt: nothing is drawn at random
};

/// Files that a run leaves beside its row.
enum class SweepKeep {
    nothing,
    summary,  ///< scene.json and summary.json
    tokens    ///< the same, and the last tokens
};

/// A scene or a laboratory that a sweep runs. Its functions may be called by several threads at a time.
class SweepSubject {
  public:
    virtual ~SweepSubject() = default;
    /// Its keys in the sweep's file with their values, as a JSON object: "scene", "until", "stop"; or "lab".
    virtual std::string json() const = 0;
    /// The seed of runs if the file names none; nullopt: it draws nothing at random.
    virtual std::optional<std::int64_t> seed() const = 0;
    /// True if its runs have tokens to keep.
    virtual bool has_tokens() const = 0;
    /// Refuses a key that it does not have, that the file sets by other words, or of which no axis makes sense.
    /// @throws Issue
    virtual void check_axis(const std::string& key) const = 0;
    /// True if the key takes whole numbers only.
    virtual bool is_whole(const std::string& key) const = 0;
    /// Returns a value of a key as runs get it, JSON: a whole number without a point, a token file with its folder.
    /// @throws Issue  it is out of range
    virtual std::string checked_value(const std::string& key, const std::string& value) const = 0;
    /// Returns the measure of that name. @throws Issue  there is none
    virtual SweepMeasure measure(const std::string& name) const = 0;
    /// Returns the scene of a run as a scene file's text; empty: it has none. @throws Issue
    virtual std::string scene_json(const SweepPoint&) const { return {}; }
    /// Runs.
    /// @param keep    what the run leaves in `folder`, which is there; the row is returned once all of it is written
    /// @throws Stopped, and whatever makes the run fail
    virtual std::vector<double> run(const SweepPoint& point, const std::vector<SweepMeasure>& measures,
                                    const StopToken& stop, SweepKeep keep,
                                    const std::filesystem::path& folder) const = 0;
};

/// A key and the values that it takes.
struct SweepAxis {
    std::string key;                  ///< "model.beta"
    std::vector<std::string> values;  ///< JSON, each different: "5.0", "\"softmax\""
    bool logarithmic = false;         ///< the file spaces them so
    bool operator==(const SweepAxis&) const = default;
};

/// A sweep: runs are numbered with the last axis running fastest, and within a cell by seed.
struct Sweep {
    std::shared_ptr<const SweepSubject> subject;
    std::vector<SweepAxis> axes;         ///< one to three
    std::vector<std::int64_t> seeds;     ///< each different; empty: nothing is drawn at random
    std::vector<SweepMeasure> measures;  ///< each different
    std::string program{};               ///< what computes it: "0.1.0 (1f2e3d4c5b6a)"; empty: not said

    std::size_t cells() const;
    std::size_t runs() const;
    /// Index of the run's value on each axis, then that of its seed.
    std::vector<std::size_t> place_of(std::size_t run) const;
    SweepPoint point(std::size_t run) const;
    /// Names the run in messages: "model.beta=5, seed=1".
    std::string name_of(std::size_t run) const;
};

/// Largest number of axes, and of runs unless more are asked for expressly.
inline constexpr std::size_t most_sweep_axes = 3, most_sweep_runs = 1'000'000;

/// Makes the laboratory of that name with settings; throws Issue.
using SweepLabs =
    std::function<std::shared_ptr<const SweepSubject>(const std::string& name, const std::vector<Assignment>& set)>;

/// Reads and checks a sweep's file.
/// @throws InputError naming the file, the key, what was found and what is expected
Sweep read_sweep(const std::filesystem::path& path, const SweepLabs& labs);
/// Parses text instead of a file; `origin` names it in messages, `folder` resolves relative paths.
Sweep parse_sweep(std::string_view text, std::string_view origin, const SweepLabs& labs,
                  const std::filesystem::path& folder = {});
/// Writes the sweep with every key of its scene and every value of its axes; parse_sweep gives the same sweep back.
std::string to_json(const Sweep& sweep);

/// A value of an axis as tables and messages show it: 5, softmax, [[1,0],[0,1]].
std::string sweep_value_text(const std::string& json);

/// Lists the measures of a scene's run.
std::vector<SweepMeasureHelp> scene_measures_help();

}  // namespace coalesce
