#pragma once

#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

struct GrowthSettings {
    SceneDocument document;  ///< only model.attention and solver are used
    std::vector<double> betas{5, 20, 80};
};
/// @throws InputError  for a key other than attention and solver
GrowthSettings growth_settings(const std::vector<Assignment>& set);

/// Growth rates of ripples about the uniform law on the circle and on S^2, against linear theory.
struct Growth {
    static constexpr const char* title = "How fast ripples on an even crowd grow: theory and measurement";
    static constexpr const char* source = "linear growth about the uniform law, beyond the paper";
    /// A run lasts two e-foldings of the fastest ripple in 20 steps of rk4: 0.1 e-foldings a step, an error of
    /// 0.1^4/120 of a rate.
    static constexpr double efolds = 2;
    static constexpr int steps = 20;

    struct Mode {
        int k = 0;                                    ///< wave number, or degree l on S^2
        double theory = 0, rate = 0, rate_error = 0;  ///< fitted slope of log amplitude, and its standard error
        std::vector<double> log10_amplitude;          ///< at the times of the run
        /// Returns |rate/theory - 1|.
        double error() const;
    };
    /// One quiet start with a ripple in every mode.
    struct Run {
        int dimension = 2;
        double beta = 0;
        int fastest = 0;  ///< mode of the largest rate by theory
        std::size_t tokens = 0;
        std::vector<double> times;
        std::vector<Mode> modes;  ///< one a k (S^2: l) = 1, 2, …
    };

    GrowthSettings settings;
    std::vector<Run> runs;  ///< all β on the circle, then all on S^2
    double seconds = 0;

    bool softmax() const { return settings.document.scene.model.attention == Attention::softmax; }
};
Growth compute_growth(const GrowthSettings& settings, const Progress& progress);
Result result_of(const Growth& study);

}  // namespace coalesce::studies
