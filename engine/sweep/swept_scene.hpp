#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/sweep/sweep.hpp"

namespace coalesce {

/// When a run ends before its time ("stop").
struct SweepStop {
    enum class Of {
        clusters,  ///< there are at most so many, after there were more
        phase,     ///< the phase has begun
        merges     ///< so many merges have happened
    };
    Of of = Of::clusters;
    int count = 1;        ///< of all but phase
    std::string phase{};  ///< one of phase_words
};

/// Reads "scene", "until" and "stop" of a sweep's file. @throws Issue
std::shared_ptr<const SweepSubject> read_swept_scene(const nlohmann::json& root, const std::filesystem::path& folder);

/// Finds a measure of scenes by its name. @throws Issue
SweepMeasure scene_measure(const std::string& name);

/// Runs a scene from its start to its end or to `stop`, and measures it.
/// @throws Stopped, InputError, RunError
std::vector<double> run_and_measure(const SceneDocument& document, const std::optional<SweepStop>& end,
                                    const std::vector<SweepMeasure>& measures, const StopToken& stop, SweepKeep keep,
                                    const std::filesystem::path& folder);

}  // namespace coalesce
