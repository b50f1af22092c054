#pragma once

#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/fit.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Scene, and what is swept: β for the bias, tokens and seeds for the noise.
struct ConvergenceSettings {
    /// The spread of W1 from seed to seed is about half the mean, so these seeds say the mean within 5 to 10 %; there
    /// are few where tokens are many, since a run costs N².
    struct Crowd {
        int tokens, seeds;
    };
    SceneDocument document;
    bool published = false;  ///< law and matrices are those of MS Fig. 3
    std::vector<double> betas{25, 50, 100, 200, 400, 800};
    std::vector<Crowd> crowds{{125, 96}, {250, 96}, {500, 96}, {1000, 96}, {2000, 64}, {4000, 32}};
};
/// @throws InputError  for a key that the figure sets itself, and for a model without a heat law that spreads
ConvergenceSettings convergence_settings(const std::vector<Assignment>& set);

/// W1 on the circle to the heat law of MS prop. 3.9: its bias against β by the mean-field equation, and its noise
/// against N by tokens. All laws are compared when the heat κt has flowed.
struct Convergence {
    static constexpr const char* title = "How fast tokens become heat: bias like 1/β, noise like 1/√N";
    static constexpr const char* source = "after MS prop. 3.9, beyond the paper";
    static constexpr double heat = 0.1;         ///< κt, radians²: the time at which MS Fig. 3 ends
    static constexpr double sampled_beta = 50;  ///< tokens run at this β against the limit of the same β

    /// Limit against heat law at one β.
    struct Bias {
        double beta = 0, w1 = 0;
        int cells = 0;
        std::vector<double> angle, density;  ///< of the limit
    };
    /// Tokens against limit at one number of tokens.
    struct Sampling {
        int tokens = 0;
        std::vector<double> w1;             ///< by seed
        std::vector<double> angle, excess;  ///< of the first seed: F of the tokens minus F of the limit
        double mean() const;
        double error() const;  ///< standard error of the mean
    };

    ConvergenceSettings settings;
    std::vector<Bias> biases;
    std::vector<Sampling> samplings;
    std::vector<double> heat_angle, heat_density;  ///< the heat law
    double seconds = 0;

    /// Fits log10 W1 over log10 β.
    Line bias_fit() const;
    /// Fits log10 W1 over log10 N, weighted by the errors of the means.
    Line sampling_fit() const;
};
Convergence compute_convergence(const ConvergenceSettings& settings, const Progress& progress);
Result result_of(const Convergence& study);

}  // namespace coalesce::studies
