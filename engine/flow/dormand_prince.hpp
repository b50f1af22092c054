#pragma once

#include <functional>

#include "field/lumped.hpp"

namespace coalesce {

/// Field and velocities of a cloud.
using VelocityField = std::function<void(const Cloud&, Field&, ScaledVelocities&)>;

/// The embedded Runge–Kutta pair 5(4) of Dormand and Prince (1980) on the projected field. Stages lie off the sphere by
/// O(h²), where the field goes on smoothly; the result is normalised.
class DormandPrince {
  public:
    struct Trial {
        double error;  ///< largest angle between the results of order 5 and 4; infinite where a stage left the numbers
        double reach;  ///< largest angle moved
    };

    /// Tries a step of length h.
    /// @param first  the velocities of `cloud`
    Trial attempt(const Cloud& cloud, const ScaledVelocities& first, double h, const VelocityField& field);

    /// The cloud that the last attempt led to, its field and its velocities: the last stage is taken there.
    Cloud& cloud() { return moved_; }
    Field& field() { return field_; }
    ScaledVelocities& velocity() { return slope_[6]; }

  private:
    void place(const Cloud& from, int stage, double h);

    Cloud moved_;
    Field field_;
    ScaledVelocities slope_[7];
};

}  // namespace coalesce
