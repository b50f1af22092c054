#pragma once

#include <array>
#include <functional>
#include <vector>

#include "labs/single_location_flow.hpp"
#include "labs/single_location_measure.hpp"

namespace coalesce {

/// The plane (μ, ν) at ζ = η = ρ = 0, both from -1 to 1.
struct LocationPlane {
    static constexpr int cells = 120;  ///< along each axis
    std::vector<double> risk;  ///< R̄ at the cells' middles; row 0 has the largest ν, column 0 the smallest μ
    using Line = std::vector<std::array<double, 2>>;  ///< points (μ, ν), along the flow
    std::vector<Line> streamlines;                    ///< spread evenly; none for the sign link
    std::vector<FixedPoint> fixed;
    double step_mu = 0;  ///< ψ/c, where attention changes sides; may lie beyond 1
};
LocationPlane location_plane(const SingleLocation& settings);

/// Theory and measurement side by side along μ, at ζ = η = ρ = 0: near cμ = ψ, and below it where β > β_c, they part.
struct RiskSection {
    static constexpr int points = 41;  ///< that are measured
    double nu = 0;
    std::vector<double> mu, theory, paper;  ///< fine curves of mean_risk and paper_risk
    std::vector<double> measured_mu;        ///< and fewer points
    std::vector<MeasuredRisk> measured;     ///< on section_samples() samples
};
/// The settings' risk_samples, but at most 10 000, or 10^7 tokens.
std::int64_t section_samples(const SingleLocation& settings);
/// @param go_on  asked between points; false ends early with what there is
RiskSection risk_section(const SingleLocation& settings, double nu, const std::function<bool()>& go_on);

}  // namespace coalesce
