#pragma once

#include <cstddef>

#include "model/matrix.hpp"

namespace coalesce::kernel {

/// Returns Σ a_i exp(F_i - bound) over tokens [from, to); `masses` nullptr: a_i = 1. Relative rounding error at most
/// (to - from)/8 + 10 ulp: at least 8 sums run side by side.
double sum_exponentials(const double* log_partition, const double* masses, double bound, std::size_t from,
                        std::size_t to);

/// Arguments of the sums of motion: d planes each of tokens and of their attention.
struct MotionPlanes {
    int dimension = 3;
    const double* token[3] = {};
    const double* attention[3] = {};
    const double* masses = nullptr;  ///< nullptr: 1 each
    Matrix value;                    ///< V: velocities are P_x V m
    /// Angle that is summed: none; to the axis ±e; to the plane normal to e.
    enum class Angle { none, to_axis, to_plane } angle = Angle::none;
    Vec3 e{};
};
struct MotionSums {
    double mass = 0;              ///< Σ a_i
    double speed = 0, angle = 0;  ///< Σ a_i |v_i|, Σ a_i angle_i
    double largest_speed = 0;
    double drift = 0;  ///< max | |x_i| - 1 |

    void add(const MotionSums& other);
};
MotionSums sum_motion(const MotionPlanes& planes, std::size_t from, std::size_t to);

}  // namespace coalesce::kernel
