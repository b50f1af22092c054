#pragma once

#include "coalesce/model/scene.hpp"

namespace coalesce {

/// Refuses a fixed step so short, or an end so late, that a run would take years: more than 10^12 steps.
/// @throws Issue  at time.until
void check_steps(const Scene& scene);

/// Bytes of memory that a coordinate of a token takes at the peak of a run on the CPU, by the mesh in float; direct
/// sums and double need more. Measured as the growth of the largest resident set of `run` from 500 000 to 1 500 000
/// tokens.
double bytes_per_coordinate(Method method);

}  // namespace coalesce
