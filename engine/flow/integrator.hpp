#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Advances a cloud by one step of fixed length; adaptive steps are AdaptiveFlow's.
///
/// layer: x <- normalise(x + dt V m), MS eq. (1), order 1.
/// rk4: the classical scheme on the projected field, one normalisation at the end, order 4.
/// Noise D > 0 acts after the drift of a step: Brownian motion on the sphere for a time dt, exact in law
/// (brownian_step_of). Its random numbers are keyed by (seed, token, step), so that runs do not depend on threads.
class Integrator {
  public:
    Integrator(Method method, std::uint64_t noise_seed);
    ~Integrator();

    /// @param field_here   field of `cloud`, the first stage; its memory is reused and its content lost
    /// @param step_index   keys the noise
    /// @param token_of_row token in every row of the cloud, which keys the noise; empty: row i is token i
    /// @throws RunError    if a step leaves the range of double precision; the cloud is unchanged
    void step(Cloud& cloud, const Model& model, FieldSolver& solver, double dt, std::uint64_t step_index,
              Field& field_here, std::span<const std::int32_t> token_of_row = {});

  private:
    struct Scratch;
    struct OnHost;
    Method method_;
    std::uint64_t noise_seed_;
    std::unique_ptr<Scratch> scratch_;
};

/// Message for a step that left the range of double precision.
std::string step_out_of_range(double dt);

}  // namespace coalesce
