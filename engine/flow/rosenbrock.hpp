#pragma once

#include <vector>

#include "flow/dormand_prince.hpp"

namespace coalesce {

/// A linearly implicit step of few tokens: RODAS, order 4(3), L-stable and stiffly accurate (Hairer and Wanner, Solving
/// ODEs II, IV.7), in the gnomonic charts about the cloud that it starts from. Rates of approach, however fast, do not
/// bound it: it follows a slow motion along an equilibrium, such as clusters that pair while attention draws every
/// token to where it looks, in steps as long as that motion allows.
///
/// With J the derivative at the start, six systems (Id/(hγ) - J) u_i = f(Σ_j a_ij u_j) + Σ_j c_ij u_j / h share one
/// factorisation: O(n³) beside O(n²) of the field.
class Rosenbrock {
  public:
    /// Tries a step of length h of the field of `matrices`; error is that of the embedded method of order 3.
    DormandPrince::Trial attempt(const Cloud& cloud, const FieldMatrices& matrices, double h);

    /// The cloud that the last attempt led to.
    const Cloud& cloud() const { return moved_; }
    /// Largest sum of |J| over a row at the start of the last attempt, per unit of time: no rate is faster.
    double fastest() const { return fastest_; }
    /// Largest real part of the eigenvalues of J there: how fast a disturbance grows. Steps of more than its inverse
    /// would damp what should grow, since the method is L-stable, and hold a cloud at a saddle that it leaves.
    double growth() const { return growth_; }

    /// All tokens after `part` of the last attempt, in [0, 1], by the method's continuous extension of order 3.
    Cloud at(double part) const;

  private:
    Cloud from_, moved_;
    std::vector<double> end_, first_, second_;  ///< u(θ) = θ (end + (1 - θ) (first + θ second))
    double fastest_ = 0, growth_ = 0;
};

}  // namespace coalesce
