#pragma once

#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/model/parameter.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Direct particles: n with n² coordinates each, at every γ.
struct TransitionSettings {
    std::vector<int> crowds{32, 128};
    std::vector<double> gammas{0.5, 1, 1.5, 2, 2.5, 3, 3.25, 3.5, 4, 4.5};
};

/// MF: ρ and the time to gather against γ = β/log n in the equiangular model, with direct particles: the transition of
/// softmax at γ = 1/(1-ρ), and that unnormalised attention has none: its rate is n^{-γ(1-ρ)} of that at γ = 0.
struct Transition {
    static constexpr const char* title = "Long contexts: softmax gathers tokens only while γ < 1/(1 − ρ)";
    static constexpr const char* source = "after Rigollet 2025, The mean-field dynamics of transformers";
    static constexpr double rho0 = 0.5;  ///< ρ at the start of the curves
    /// By now tokens that are drawn together at the full rate, ρ' = 2ρ(1-ρ), are: 1-ρ = e^{-2t} = 0.0025.
    static constexpr double moment = 3;
    static constexpr double gathered = 0.01;  ///< together means 1-ρ this share of what it was
    static constexpr double lowest_gamma = 0, highest_gamma = 5;
    /// log10 n of the curves, and of all half-way points.
    static constexpr double shown[] = {1.505149978319906, 2.10720996964787, 3.612359947967774, 12, 48, 192};
    static constexpr double swept[] = {1.505149978319906,
                                       1.806179973983887,
                                       2.10720996964787,
                                       2.709269960975831,
                                       3.311329952303793,
                                       3.612359947967774,
                                       6,
                                       12,
                                       24,
                                       48,
                                       96,
                                       192};
    static constexpr double starts[] = {0.25, 0.5, 0.75};  ///< ρ from which half-way points are sought

    /// Theory of softmax at one n.
    struct Curve {
        double log10_n = 0;
        std::vector<double> gamma, rho, log10_time;  ///< ρ at the moment; log10 of the time to gather
    };
    /// n direct particles: ρ at the moment, and the exponent of the rate at the start.
    struct Crowd {
        Attention attention = Attention::softmax;
        int n = 0;
        double gamma = 0, particles = 0, theory = 0, exponent = 0;
        double error() const;  ///< relative, of ρ
        double exponent_theory() const;
    };
    /// γ with ρ half-way from `start` to 1 at the moment.
    struct HalfWay {
        double start = 0;
        std::vector<double> gamma;  ///< at each of `swept`
        double limit() const { return 1 / (1 - start); }
    };

    TransitionSettings settings;
    std::vector<Curve> curves;  ///< at each of `shown`
    std::vector<Crowd> crowds;
    std::vector<HalfWay> half_ways;
    double seconds = 0;
};
/// @throws InputError  for any assignment: the figure has no scene
TransitionSettings transition_settings(const std::vector<Assignment>& set);
Transition compute_transition(const TransitionSettings& settings, const Progress& progress);
Result result_of(const Transition& study);

}  // namespace coalesce::studies
