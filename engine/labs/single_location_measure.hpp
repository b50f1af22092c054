#pragma once

#include "labs/single_location.hpp"

namespace coalesce {

struct MeasuredRisk {
    double risk = 0;   ///< mean of (f - σ(<x_l*, v*>))²: without label noise
    double error = 0;  ///< standard error
};

/// Monte Carlo on `settings.risk_samples` fresh samples of finite d and L. Only projections onto u, v and v* enter, and
/// their joint law is known: two Gaussians an uninformative token and three the informative one stand for its d
/// coordinates. The same random numbers at every point, so that curves over points are smooth, and the same result for
/// any number of threads. @throws InputError where no unit vectors have such order parameters.
MeasuredRisk measure_risk(const SingleLocation& settings, const OrderParameters& at);

/// Whether unit vectors u, v beside orthonormal u*, v* can have these, to rounding.
bool possible(const OrderParameters& at);

}  // namespace coalesce
