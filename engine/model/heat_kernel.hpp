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
    /// Where the table's entries come from: computed once, or anew for every draw. Which of the two changes no bit of
    /// an angle; a table costs as much as some hundred draws without one.
    enum class Form { table, formula };
    explicit HeatKernelSampler(double tau, Form form = Form::table);
    /// The angle that is exceeded with probability `u`, u in (0, 1).
    double angle(double u) const;
    Form form() const { return entries_.empty() ? Form::formula : Form::table; }

  private:
    struct Entry {
        double survival, slope;  ///< at the angle k·step; slope = dS/dθ
    };
    Entry computed(std::size_t k) const;
    Entry entry(std::size_t k) const { return entries_.empty() ? computed(k) : entries_[k]; }
    std::size_t first_not_above(double u) const;

    double tau_, step_;
    bool whole_sphere_;  ///< the table reaches π
    std::vector<Entry> entries_;
};

}  // namespace coalesce
