#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "coalesce/field/lumped.hpp"

namespace coalesce {

/// Velocities of a cloud to first order about a state, in coordinates of the tangent spaces: token i has the
/// coordinates i (d - 1) … (i + 1) (d - 1) - 1.
struct Linearised {
    Eigen::VectorXd velocity;          ///< radians per unit of time
    Eigen::MatrixXd jacobian;          ///< ∂velocity/∂(tangent coordinates), per unit of time
    std::vector<Eigen::MatrixXd> own;  ///< ∂v_i/∂x_i with all sources fixed: of one member of lump i
    double spread = 0;                 ///< max_i Σ_j w_ij |x_j - m_i|²
};

/// Returns the tokens of a cloud at coordinates u of its gnomonic charts.
Cloud moved_in_charts(const Cloud& cloud, const Eigen::VectorXd& u);

/// The projected field about a cloud, in gnomonic charts: the coordinates u of token
/// i stand for normalise(x_i + E_i u), where the columns of E_i are a basis of the
/// tangent space at x_i. At u = 0 its derivatives are those on the tangent space.
///
/// With z = βBx_i, w_ij the weights of token i, m_i = Σ_j w_ij x_j and C_i = Σ_j w_ij x_j x_j^T - m_i m_i^T,
///
///   ∂m_i/∂x_i = β C_i B as a target,   ∂m_i/∂x_j = w_ij (Id + (x_j - m_i) z^T) as a source,
///
/// and, unnormalised, κ_i m_i with κ_i = e^{F_i - βs}: κ_i β (C_i + m_i m_i^T) B and κ_i w_ij (Id + x_j z^T).
/// Cloud and matrices must outlive it. O(n²) blocks of (d - 1)².
class Linearisation {
  public:
    Linearisation(const Cloud& cloud, const FieldMatrices& matrices);

    /// Linearises at u = 0.
    Linearised operator()() const;

    Cloud moved(const Eigen::VectorXd& u) const { return moved_in_charts(cloud_, u); }
    /// Returns du/dt at u: with y = normalise(x + E u) and its velocity v, sqrt(1 + |u|²) (E^T v - <x, v> u).
    Eigen::VectorXd velocity(const Eigen::VectorXd& u) const;

    Eigen::Index dimension() const { return static_cast<Eigen::Index>(cloud_.size()) * width(); }

  private:
    Eigen::Index width() const { return cloud_.dimension() - 1; }
    void add_row(std::size_t i, double log_partition, Linearised& result) const;

    const Cloud& cloud_;
    const FieldMatrices& m_;
    Eigen::Matrix3d B_, V_;
    std::vector<Eigen::Matrix<double, 3, Eigen::Dynamic>> basis_;
};

}  // namespace coalesce
