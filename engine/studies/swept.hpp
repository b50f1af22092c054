#pragma once

#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/sweep/sweep_table.hpp"

namespace coalesce::studies {

/// A sweep of a study with its rows.
struct Swept {
    Sweep sweep;
    std::vector<double> values;  ///< by run, then by measure

    /// A measure of a run.
    double value(std::size_t run, std::size_t measure) const { return values[run * sweep.measures.size() + measure]; }
};

/// Computes a sweep over a scene.
/// @param rest  "axes", "seeds", "until", "stop" and "measure" as in a sweep's file
/// @throws RunError  a run failed
Swept compute_swept(const SceneDocument& document, const std::string& rest, const Progress& progress);

/// Mean and standard error of values, at least two; NaN if one is.
struct MeanAndError {
    double mean = 0, error = 0;
};
MeanAndError mean_and_error(const std::vector<double>& values);

}  // namespace coalesce::studies
