#pragma once

#include <vector>

namespace coalesce {

/// Heat kernel on S^2, as a law of the angle θ from its centre.
struct HeatKernelAt {
    double density;   ///< with respect to area, per steradian
    double survival;  ///< P(angle > θ)
};
/// Relative error of a few ulp for τ < 1/4, absolute error 1e-15 above. τ > 0, θ in [0, π].
HeatKernelAt heat_kernel_at(double tau, double angle);

/// Draws angles from the heat kernel by inverting its distribution function.
///
/// The survival function S and its exact derivative are tabulated on 1024 intervals, with
/// cubic Hermite interpolation between entries. With θ = s√(4τ) the table reaches s ≤ 6.5,
/// so an interval is at most h = 0.0064 in s, and the interpolated probability errs by at
/// most h⁴/384 · max|d⁴S/ds⁴| < 1e-10 (max < 20 for exp(-s²)); 10^8 draws resolve 1e-4.
class HeatKernelSampler {
  public:
    /// table: entries are computed once; formula: anew for every draw. Angles agree to the last bit; a table costs as
    /// much as some hundred draws by formula.
    enum class Form { table, formula };
    /// @param tau  heat time τ > 0
    explicit HeatKernelSampler(double tau, Form form = Form::table);
    /// Returns the angle that is exceeded with probability `u`, u in (0, 1).
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
