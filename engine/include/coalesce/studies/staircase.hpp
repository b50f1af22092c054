#pragma once

#include <cstdint>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/observe/phases.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "coalesce/theory/staircase.hpp"

namespace coalesce::studies {

struct StaircaseSettings {
    SceneDocument document;
    std::vector<double> betas{500, 1000, 2000, 4000};
};
/// @throws InputError  for a key that the figure sets itself, without a pairing law, and for points whose last merge
/// the
///                     clock would not reach
StaircaseSettings staircase_settings(const std::vector<Assignment>& set);

/// DM §6: the energy of five tokens on the circle against log time at several β, jumps where the pairing law puts them.
struct Staircase {
    static constexpr const char* title = "The energy climbs a staircase; each step waits exp(β(1 − ρ))";
    static constexpr const char* source = "after Geshkovski, Koubbi, Polyanskiy, Rigollet, Dynamic metastability, §6";
    /// Bounds the error of log10 of a merge time. The law leaves out, in the units of that time, what passes between
    /// 1-ρ = 1/β and the merge and the softmax's denominators, both some e^{-β(1-ρ)}, and that the pair next in line
    /// creeps meanwhile, e^{-βΔ} with Δ the difference of their 1-ρ. The smallest exponents here are 10 and 8: 3e-4 of
    /// a time, times a few for the angles.
    static constexpr double allowed_error = 0.005;

    struct Run {
        double beta = 0;
        std::vector<double> log_time, energy;     ///< log10 t, 2βE
        std::vector<std::vector<double>> angles;  ///< a row a token, radians
        std::vector<Merge> merges;
        std::vector<std::vector<std::size_t>> partitions;  ///< after each merge: the first token of each one's cluster
        std::vector<PredictedMerge> predicted;
        std::uint64_t steps = 0;
    };

    StaircaseSettings settings;
    std::vector<Run> runs;  ///< one a β
    double seconds = 0;
};
Staircase compute_staircase(const StaircaseSettings& settings, const Progress& progress);
Result result_of(const Staircase& study);

}  // namespace coalesce::studies
