#pragma once

#include <span>
#include <string>
#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/theory/periodic_cells.hpp"

namespace coalesce {

/// Returns why the mean-field limit cannot be solved on the circle: dimension, causal mask, a law without density, or
/// cells too wide for the kernel, h sqrt(β ‖Q^T K‖) > 1/2. Empty if it can.
std::string why_no_mean_field(const Model& model, const InitialLaw& law, int cells);
/// Least number of cells that resolve the kernel, at least 8.
int fewest_mean_field_cells(const Model& model);

/// The limit of infinitely many tokens on the circle, for any 2×2 Q, K, V:
///
///   ∂_t μ + ∂_θ(μ v[μ]) = D ∂²_θ μ,   v(θ) = <x', V m>,   x = (cos θ, sin θ), x' = (-sin θ, cos θ),
///   m = ∫ e^{β<Qx,Ky>} y dμ(y) / ∫ e^{β<Qx,Ky>} dμ(y)     (unnormalised: ∫ e^{β(<Qx,Ky> - s)} y dμ(y)).
///
/// Finite volumes. Velocities are on the cells' edges; their integrals are sums over cells with the kernel as a table
/// of M² numbers, after conversion of cell means to values at centres (order 8), so that quadrature errs by aliasing
/// alone. Upwind fluxes from WENO reconstructions of order 5 (Jiang and Shu 1996), diffusive fluxes of order 6, third-
/// order Runge–Kutta that is a convex combination of Euler steps (SSP-RK3), steps from the CFL condition: order 5 in h
/// while steps are short, 3 in the length of steps, which is proportional to h.
///
/// Mass is exact to rounding. The density stays ≥ 0 up to rounding (-1e-16): where a high-order flux would empty a cell
/// it is replaced, as far as needed, by that of the first-order monotone scheme (the limiter of Zalesak 1979 with the
/// one bound 0).
///
/// Clusters narrower than a few cells are not resolved, and forces below about 1e-16 ‖V‖ (the metastable stage at large
/// β) are rounding. Cost O(M²) an evaluation: M = 512 takes 3 · 0.3 ms a step on one core.
class MeanFieldCircle {
  public:
    /// @throws InputError with the text of why_no_mean_field
    MeanFieldCircle(const Model& model, const InitialLaw& law, int cells);
    /// @param cell_masses  M numbers ≥ 0, cell i = [-π + i h, -π + (i+1) h]; scaled to sum 1
    MeanFieldCircle(const Model& model, const std::vector<double>& cell_masses);

    /// Takes steps of the length that the CFL condition allows, the last one cut to land on `time`. No-op if `time` is
    /// past.
    void advance_to(double time);
    double time() const { return time_; }         ///< 0 at first
    std::size_t steps() const { return steps_; }  ///< steps taken so far

    /// Means over the cells, per radian.
    std::span<const double> density() const { return cells_.density; }
    /// The cells with their means.
    const PeriodicCells& cells() const { return cells_; }
    /// Exchanges time and density with an archive of saved states.
    template <class Archive>
    void serialize(Archive& archive) {
        archive(time_, steps_, cells_.density);
    }
    /// Mass on [-π, angle], for circle_w1.
    double cumulative(double angle) const { return cells_.cumulative(angle); }
    /// v at the lower ends of the cells, radians per unit of time.
    std::vector<double> edge_velocities() const { return velocities(cells_.density); }

  private:
    void make_table();
    std::vector<double> velocities(const std::vector<double>& density) const;
    double far_velocity(std::size_t edge, const std::vector<double>& density) const;
    double longest_step() const;
    void euler(const std::vector<double>& from, double dt, std::vector<double>& to);

    Model model_;
    PeriodicCells cells_;
    double time_ = 0;
    std::size_t steps_ = 0;
    double top_speed_ = 0;           ///< ‖V‖, a bound on all velocities
    std::vector<double> cos_, sin_;  ///< of the cells' centres
    std::vector<Vec3> pull_;         ///< V^T x' at the edges
    std::vector<Vec3> query_;        ///< β K^T Q x at the edges
    std::vector<double> shift_;      ///< largest exponent of each edge over the centres (softmax), or β s
    std::vector<double> kernel_;     ///< e^{<query, y> - shift}, edge by edge
    std::vector<double> velocity_, low_, high_, room_, stage_[2];
};

}  // namespace coalesce
