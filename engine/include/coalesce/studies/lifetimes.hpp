#pragma once

#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/fit.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

struct LifetimesSettings {
    SceneDocument document;  ///< only model.attention, time.tolerance and solver are used
    std::vector<double> degrees{40, 60, 90};
    std::vector<double> betas{100, 150, 200, 250, 300, 350, 400};
    int seeds = 12;
};
/// @throws InputError  for any other key
LifetimesSettings lifetimes_settings(const std::vector<Assignment>& set);

/// Lengths of the plateau of two clusters on the circle, by a sweep over β, angle and seed, against the pairing law
/// (MS prop. 3.11).
///
/// Two clusters θ apart close up at e^{-β(1-ρ)} sin θ times a factor of their masses, which ends in
///
///   T = C ∫ e^{β(1-cos θ)} dθ / sin θ = C e^{β(1-ρ)} / (β sin² θ) · (1 + O(1/β)),     ρ = cos θ,
///
/// so that log(βT) rises with slope 1-ρ over β.
struct Lifetimes {
    static constexpr const char* title = "How long two clusters live: plateaus of length exp(β(1 − ρ))";
    static constexpr const char* source = "after Bruno, Pasqualotto, Agazzi, Prop. 3.11; by a sweep over β and seeds";
    /// Tokens, half of them in each cluster on average, and the clusters' standard deviation in radians: the distance
    /// of their centres differs from the nominal one by 2·0.01/sqrt(16) = 0.005 a seed, which the error bars show.
    static constexpr int tokens = 32;
    static constexpr double width = 0.01;
    /// Bounds the distance of a slope from 1-ρ in standard errors: 3, that of one in 400, and for the O(1/β) left out,
    /// below 4/β in the logarithm and below 1e-4 of the slope, nothing more.
    static constexpr double allowed_errors = 3;

    struct Point {
        double beta = 0;
        double mean = 0, error = 0;  ///< log T over the seeds, and the mean's standard error
        double law = 0;              ///< log T by the pairing law for equal masses at the nominal angle
    };
    struct Curve {
        double degrees = 0;
        std::vector<Point> points;
        double slope = 0, slope_error = 0;  ///< of log(βT) over β: mean over the seeds, and its standard error
        double expected = 0;                ///< 1-ρ
        double errors_off() const;          ///< |slope - expected| in standard errors
    };

    LifetimesSettings settings;
    std::vector<Curve> curves;
    double seconds = 0;
};
/// @throws RunError  a run failed
Lifetimes compute_lifetimes(const LifetimesSettings& settings, const Progress& progress);
Result result_of(const Lifetimes& study);

}  // namespace coalesce::studies
