#pragma once

#include <cstddef>

#include "field/motion_sums.hpp"

namespace coalesce::kernel {

/// Returns Σ a_i exp(F_i - bound) over tokens [from, to); `masses` nullptr: a_i = 1. Relative rounding error at most
/// (to - from)/8 + 10 ulp: at least 8 sums run side by side.
double sum_exponentials(const double* log_partition, const double* masses, double bound, std::size_t from,
                        std::size_t to);

/// Sums over tokens [from, to).
MotionSums sum_motion(const MotionPlanes& planes, std::size_t from, std::size_t to);

}  // namespace coalesce::kernel
