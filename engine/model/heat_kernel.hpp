#pragma once

#include <vector>

namespace coalesce {

/// Heat kernel on S^2 as a law of the angle θ from its centre.
struct HeatKernelAt {
    double density;   ///< with respect to area
    double survival;  ///< P(angle > θ)
};
/// Both to a few ulp of relative error for τ < 1/4, absolute error 1e-15 above. τ > 0, θ in [0, π].
HeatKernelAt heat_kernel_at(double tau, double angle);

/// Draws angles from the heat kernel by inverting its distribution function.
///
/// The survival function and its exact derivative stand in a table of 1024 intervals; between two entries it is the
/// cubic Hermite interpolant. With θ = s√(4τ) the table reaches s ≤ 6.5, so an interval is at most h = 0.0064 in s, and
/// the interpolation error of the probability is at most h⁴/384 · max|d⁴S/ds⁴| < 1e-10 (max < 20 for exp(-s²)): far
/// below what 10^8 draws can tell (1e-4).
class HeatKernelSampler {
  public:
    explicit HeatKernelSampler(double tau);
    /// The angle that is exceeded with probability `u`, u in (0, 1).
    double angle(double u) const;

  private:
    double step_;
    std::vector<double> survival_, slope_;  // at angles k·step_; slope = dS/dθ
};

}  // namespace coalesce
