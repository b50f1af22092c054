#pragma once

#include <span>
#include <string>

#include "coalesce/model/scene.hpp"
#include "coalesce/theory/periodic_cells.hpp"

namespace coalesce {

/// The limit of unnormalised attention on the circle (MS remark 3.10): ∂_t μ = -γ C ∂²_θ(μ²), Q^T K = λ1 Id, V = γ λ2
/// Id.
///
/// With weights exp(β(<Qx,Ky> - ‖Q^T K‖)) the velocity is (γλ2/b) ∂_θ ∫ e^{b(cos(θ-φ) - 1)} dμ(φ), b = βλ1; for large b
/// the kernel is W δ with W = 2π e^{-b} I_0(b) ~ sqrt(2π/b), so that ∂_t μ = -(γλ2 W/b) ∂(μ ∂μ), C = λ2 W/(2b). The
/// kernel has width 1/sqrt(b): the bias is O(1/b) relative to the square of the law's own width.
struct PorousMedium {
    bool valid = false;   ///< the assumptions hold
    std::string why_not;  ///< the assumption that fails; empty if valid
    double constant = 0;  ///< C, radians³ per unit of time
};
/// Checks in turn: unnormalised, no noise, not causal, dimension 2, 0 < b ≤ 1e8, Q^T K a positive and V a negative
/// multiple of Id (γ = +1 is the backward equation, which is ill-posed), an initial law with a density.
PorousMedium porous_medium(const Scene& scene);

/// Solves ∂_t μ = C ∂²(μ²) by finite volumes: flux -C (u_{i+1}² - u_i²)/h, Euler steps of h²/(4 C max u). The scheme is
/// monotone, hence ≥ 0, never above its initial maximum, contracting in L1, and convergent to the weak solution with
/// its finite fronts, which no high-order scheme resolves better than O(h); mass is exact to rounding. Error O(h²) away
/// from fronts, since steps are O(h²) too.
class PorousMediumCircle {
  public:
    /// @param constant  C ≥ 0  @throws InputError for a law without density or fewer than 8 cells
    PorousMediumCircle(double constant, const InitialLaw& law, int cells);
    /// @param cell_masses  M ≥ 8 numbers ≥ 0, cell i = [-π + i h, -π + (i+1) h]; scaled to sum 1
    PorousMediumCircle(double constant, const std::vector<double>& cell_masses);

    /// No-op if `time` is past.
    void advance_to(double time);
    double time() const { return time_; }  ///< 0 at first
    /// Means over the cells, per radian.
    std::span<const double> density() const { return cells_.density; }
    /// The cells with their means.
    const PeriodicCells& cells() const { return cells_; }
    /// Exchanges time and density with an archive of saved states.
    template <class Archive>
    void serialize(Archive& archive) {
        archive(time_, cells_.density);
    }
    /// Mass on [-π, angle], for circle_w1.
    double cumulative(double angle) const { return cells_.cumulative(angle); }

  private:
    double constant_, time_ = 0;
    PeriodicCells cells_;
    std::vector<double> square_;
};

}  // namespace coalesce
