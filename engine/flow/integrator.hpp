#pragma once

#include <cstdint>
#include <memory>

#include "field/field.hpp"

namespace coalesce {

/// Advances a cloud by one step of fixed length; adaptive steps are AdaptiveFlow's.
///
/// layer: x <- normalise(x + dt V m), the paper's eq. (1), order 1.
/// rk4: the classical scheme on the projected field, one normalisation at the end, order 4.
/// Noise D > 0 is added after the drift of a step: x <- normalise(x + sqrt(2 D dt) P_x ξ), ξ from CounterRandom keyed
/// by (seed, token, step), so that a run does not depend on threads.
class Integrator {
  public:
    Integrator(Method method, std::uint64_t noise_seed);
    ~Integrator();

    /// @param field_here  in: the field of `cloud` when `fresh`; used as the first stage and so never computed twice
    /// @param step_index  distinguishes the noise of steps
    void step(Cloud& cloud, const Model& model, FieldSolver& solver, double dt, std::uint64_t step_index,
              const Field& field_here);

  private:
    struct Scratch;
    Method method_;
    std::uint64_t noise_seed_;
    std::unique_ptr<Scratch> scratch_;
};

}  // namespace coalesce
