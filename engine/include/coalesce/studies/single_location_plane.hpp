#pragma once

#include <array>
#include <functional>
#include <vector>

#include "coalesce/studies/single_location_flow.hpp"
#include "coalesce/studies/single_location_measure.hpp"

namespace coalesce {

/// The plane (μ, ν) at ζ = η = ρ = 0, both from -1 to 1.
struct LocationPlane {
    static constexpr int cells = 120;  ///< number along each axis
    std::vector<double> risk;  ///< R̄ at the cells' centres; row 0 has the largest ν, column 0 the smallest μ
    using Line = std::vector<std::array<double, 2>>;  ///< points (μ, ν), along the flow
    std::vector<Line> streamlines;                    ///< evenly spaced; empty for the sign link
    std::vector<FixedPoint> fixed;
    double step_mu = 0;  ///< ψ/c, where attention switches sides; may exceed 1
};
LocationPlane location_plane(const SingleLocation& settings);

/// Theory and measurement along μ, at ζ = η = ρ = 0: they differ near cμ = ψ, and below it if β > β_c.
struct RiskSection {
    static constexpr int points = 41;  ///< number of measured points
    double nu = 0;
    std::vector<double> mu, theory, paper;  ///< fine curves of mean_risk and paper_risk
    std::vector<double> measured_mu;        ///< fewer points
    std::vector<MeasuredRisk> measured;     ///< on section_samples() samples each
};
/// Returns the settings' risk_samples, at most 10 000 and at most 10^7 tokens.
std::int64_t section_samples(const SingleLocation& settings);
/// @param go_on  called between points; returning false ends early
RiskSection risk_section(const SingleLocation& settings, double nu, const std::function<bool()>& go_on);

}  // namespace coalesce
