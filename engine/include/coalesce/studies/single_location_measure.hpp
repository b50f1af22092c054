#pragma once

#include "coalesce/studies/single_location.hpp"

namespace coalesce {

struct MeasuredRisk {
    double risk = 0;   ///< mean of (f - σ(<x_l*, v*>))², without label noise
    double error = 0;  ///< standard error of the mean
};

/// Measures the risk by Monte Carlo on `settings.risk_samples` fresh samples of finite d and L. Only projections onto
/// u, v and v* enter, and their joint law is known: two Gaussians per uninformative token and three for the informative
/// one replace its d coordinates. The random numbers are the same at every point, so that curves over points are
/// smooth, and for any number of threads. @throws InputError if no unit vectors have such order parameters.
MeasuredRisk measure_risk(const SingleLocation& settings, const OrderParameters& at);

/// True if unit vectors u, v can have these order parameters with orthonormal u*, v*, to rounding.
bool possible(const OrderParameters& at);

}  // namespace coalesce
