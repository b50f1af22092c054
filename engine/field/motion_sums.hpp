#pragma once

#include <cstddef>

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Input of sum_motion: d planes each of tokens and of their attention. Refers to a cloud and its field, which must
/// outlive it.
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
/// Sums over tokens for measurements of speed and alignment; speeds in rad/time, angles in rad.
struct MotionSums {
    double mass = 0;              ///< Σ a_i
    double speed = 0, angle = 0;  ///< Σ a_i |v_i|, Σ a_i angle_i
    double largest_speed = 0;
    double drift = 0;  ///< max | |x_i| - 1 |

    void add(const MotionSums& other);
};

/// Planes of a cloud and its field, without an angle.
MotionPlanes motion_planes(const Cloud& cloud, const Model& model, const Field& field);
/// Sums over tokens [from, to).
MotionSums sum_motion(const MotionPlanes& planes, std::size_t from, std::size_t to);

}  // namespace coalesce
