#pragma once

#include <cstdint>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Loads the crowds' scene with the user's assignments laid over it.
///
/// @throws InputError  for a key that the figure sets itself, and where crowds would not contract alike
SceneDocument sa_usa_scene(const std::vector<Assignment>& set);

/// Softmax beside unnormalised attention from the same tokens: frames at the same times, energy, clusters, and the time
/// in which a crowd contracts against its mass.
struct SaUsa {
    static constexpr const char* title = "The same tokens under softmax and under unnormalised attention";
    static constexpr const char* source = "beyond the paper";
    static constexpr const char* names[] = {"softmax", "unnormalised"};
    static constexpr int panels = 6;  ///< frames of each run
    /// d log T / d log α: an isolated crowd of mass α contracts α times as fast as one of mass 1 when attention is not
    /// normalised, and as fast when it is; exactly, by the equations.
    static constexpr double exponents[] = {0, -1};

    struct Attempt {
        std::vector<Measurement> series;
        std::vector<Phase> phases;
        std::vector<Merge> merges;
        std::vector<std::vector<double>> widths;  ///< a row a crowd: median angle from its centre, radians
        std::vector<Frame> frames;                ///< at panel_times
        std::uint64_t steps = 0;
        std::vector<double> collapsed;  ///< a crowd's time of contraction to a tenth; ∞ where it has not
        double exponent = 0;            ///< d log T / d log α by least squares
        double level = 0;               ///< mean of log10 T - slope log10 α: where the law's line fits best
    };

    SceneDocument document;
    std::vector<Attempt> attempts;  ///< softmax, unnormalised
    std::vector<double> masses;     ///< of the crowds, falling
    std::vector<double> panel_times;
    double end = 0;  ///< of the time axis: a decade after the last merge of either
    double seconds = 0;
};
/// @throws InputError  where a component of the mixture has no token
SaUsa compute_sa_usa(const SceneDocument& document, const Progress& progress);
Result result_of(const SaUsa& study);

}  // namespace coalesce::studies
