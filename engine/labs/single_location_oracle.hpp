#pragma once

#include <functional>
#include <vector>

#include "labs/single_location_measure.hpp"

namespace coalesce {

/// Risk of the oracle u = u*, v = v* among e^{αd} uninformative tokens, without label noise, measured on `samples`
/// samples of finite d. The many tokens are not drawn: the largest 32 of their scores are, by the exact law of order
/// statistics, and the sum of the weights of all others has its mean and variance given the 32nd. αd ≤ 650.
/// Up to 32 tokens this is exact; beyond, the sum of the others is taken as Gaussian, which spreads over weights each
/// below a 32nd of those drawn.
MeasuredRisk oracle_risk(const SingleLocation& settings, double alpha, int samples);

/// Where attention can locate, over γ in (0, 1) and α = log(L-1)/d.
struct LocationPhases {
    static constexpr int columns = 32, rows = 24;
    static constexpr int samples = 400;  ///< of a cell
    double highest_alpha = 0;
    std::int64_t d = 0;  ///< of the measurement
    std::vector<double>
        risk;  ///< over that of answering 0, on the same samples; row 0 has the largest α; NaN: not yet measured
    std::vector<double> line_gamma, line_alpha;  ///< c = ψ

    double gamma(int column) const { return (column + 0.5) / columns; }
    double alpha(int row) const { return highest_alpha * (rows - row - 0.5) / rows; }
};
/// γ, L and the link's start in the settings do not matter, but the diagram reaches up to their α.
/// @param publish  called after every row with what there is; false ends early
LocationPhases location_phases(const SingleLocation& settings,
                               const std::function<bool(const LocationPhases&)>& publish);

/// The settings of a run in that cell: γ, and an L that gives α, with as many dimensions as 400 tokens allow but no
/// more than the settings have.
SingleLocation run_of_cell(SingleLocation settings, double gamma, double alpha);

}  // namespace coalesce
