#pragma once

#include <functional>
#include <vector>

#include "coalesce/studies/single_location_measure.hpp"

namespace coalesce {

/// Measures the risk of the oracle u = u*, v = v* among e^{αd} uninformative tokens, without label noise, on `samples`
/// samples of finite d. Of the many tokens only the largest 32 scores are drawn, by the exact law of order statistics;
/// the sum of the weights of all others has its mean and variance given the 32nd. αd ≤ 650. Exact up to 32 tokens;
/// above, the sum of the others is taken as Gaussian: each is below 1/32 of the sum of those drawn.
MeasuredRisk oracle_risk(const SingleLocation& settings, double alpha, int samples);

/// Phase diagram of location by attention, over γ in (0, 1) and α = log(L-1)/d.
struct LocationPhases {
    static constexpr int columns = 32, rows = 24;
    static constexpr int samples = 400;  ///< per cell
    double highest_alpha = 0;
    std::int64_t d = 0;  ///< dimension of the measurement
    std::vector<double>
        risk;  ///< relative to answering 0, on the same samples; row 0 has the largest α; NaN: not yet measured
    std::vector<double> line_gamma, line_alpha;  ///< the line c = ψ

    double gamma(int column) const { return (column + 0.5) / columns; }
    double alpha(int row) const { return highest_alpha * (rows - row - 0.5) / rows; }
};
/// γ, L and the start in the settings are ignored, except that the diagram extends to their α.
/// @param publish  receives the diagram after every row; returning false ends early
LocationPhases location_phases(const SingleLocation& settings,
                               const std::function<bool(const LocationPhases&)>& publish);

/// Returns the settings of a run in that cell: γ, and an L that gives α, with as many dimensions as 400 tokens allow,
/// at most those of the settings.
SingleLocation run_of_cell(SingleLocation settings, double gamma, double alpha);

}  // namespace coalesce
