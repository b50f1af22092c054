#pragma once

#include <vector>

#include "flow/dormand_prince.hpp"

namespace coalesce {

/// A linearly implicit step of few tokens: RODAS, order 4(3), L-stable and stiffly accurate (Hairer and Wanner 1996,
/// IV.7), in the gnomonic charts about the cloud that it starts from. Rates of approach, however fast, do not
/// limit it: it follows a slow motion along an equilibrium, such as clusters that pair while attention draws every
/// token to the place that it attends to, in steps as long as that motion allows.
///
/// With J the derivative at the start, six systems (Id/(hγ) - J) u_i = f(Σ_j a_ij u_j) + Σ_j c_ij u_j / h share one
/// factorisation: O(n³) beside O(n²) of the field.
class Rosenbrock {
  public:
    /// Tries a step of length h of the field of `matrices`; error is that of the embedded method of order 3.
    DormandPrince::Trial attempt(const Cloud& cloud, const FieldMatrices& matrices, double h);

    /// Result of the last attempt.
    const Cloud& cloud() const { return moved_; }
    /// Largest row sum of |J| at the start of the last attempt, per unit of time: it bounds all rates.
    double fastest() const { return fastest_; }
    /// Largest real part of the eigenvalues of J there, per unit of time: the growth
    /// rate of a disturbance. Steps longer than its inverse would damp that growth,
    /// since the method is L-stable, and hold a cloud at a saddle that it leaves.
    double growth() const { return growth_; }

    /// Dense output of all tokens after `part` of the last attempt, in [0, 1], of order 3.
    Cloud at(double part) const;

  private:
    Cloud from_, moved_;
    std::vector<double> end_, first_, second_;  ///< u(θ) = θ (end + (1 - θ) (first + θ second))
    double fastest_ = 0, growth_ = 0;
};

}  // namespace coalesce
