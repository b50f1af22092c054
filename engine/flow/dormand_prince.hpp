#pragma once

#include <functional>

#include "coalesce/field/lumped.hpp"

namespace coalesce {

/// Computes field and velocities of a cloud.
using VelocityField = std::function<void(const Cloud&, Field&, ScaledVelocities&)>;

/// The embedded Runge–Kutta pair 5(4) of Dormand and Prince 1980 on the projected field. Stages lie off the sphere by
/// O(h²), where the field goes on smoothly; the result is normalised.
class DormandPrince {
  public:
    struct Trial {
        double error;  ///< largest angle between the results of order 5 and 4; infinite if a stage overflowed
        double reach;  ///< largest angle moved
    };

    /// Tries a step of length h.
    /// @param first  the velocities of `cloud`
    Trial attempt(const Cloud& cloud, const ScaledVelocities& first, double h, const VelocityField& field);

    /// Result of the last attempt, with its field and velocities, which are the last stage's.
    Cloud& cloud() { return moved_; }
    Field& field() { return field_; }
    const ScaledVelocities& velocity() const { return slope_[6]; }

    /// Dense output of the last attempt: token i after `part` of the step, in [0, 1], by the continuous extension of
    /// order 4 (Shampine 1986; Hairer, Nørsett and Wanner 1993, II.6). Continuous with its derivative from step
    /// to step, and at 0 and 1 the step's own ends up to rounding.
    Vec3 at(std::size_t i, double part) const;
    /// Dense output of all tokens, with their masses.
    Cloud at(double part) const;
    bool attempted() const { return from_.size() > 0; }

  private:
    void place(int stage, double h);
    Vec3 displacement(std::size_t i, const double (&weight)[7]) const;

    Cloud from_, moved_;
    double h_ = 0;
    Field field_;
    ScaledVelocities slope_[7];
};

}  // namespace coalesce
