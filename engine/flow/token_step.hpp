#pragma once

#include <algorithm>

#include "model/host_device.hpp"
#include "model/matrix.hpp"

namespace coalesce {

/// The per-token mathematics of a time step, shared by the CPU loop and the CUDA kernel.

/// y/|y|, also where |y|² overflows: V and dt are the user's, and the direction of a huge step is still meaningful.
/// A step to the origin has no direction: the token stays at x.
COALESCE_HD inline Vec3 onto_sphere(const Vec3& y, const Vec3& x) {
    const double largest = std::max(std::max(std::abs(y[0]), std::abs(y[1])), std::abs(y[2]));
    if (largest == 0) return x;
    return normalised(largest > 1e100 ? scaled(y, 1 / largest) : y);
}

/// MS eq. (1): x <- normalise(x + dt V m).
COALESCE_HD inline Vec3 layer_step_of(const Vec3& x, const Matrix& V, const Vec3& attention, double dt) {
    return onto_sphere(add(x, scaled(V * attention, dt)), x);
}

/// Point at which Runge–Kutta takes its next slope; off the sphere by O(h²).
COALESCE_HD inline Vec3 stage_of(const Vec3& x, const Vec3& slope, double h) {
    return add(x, scaled(slope, h));
}

/// x <- normalise(x + dt (k1 + 2 k2 + 2 k3 + k4)/6).
COALESCE_HD inline Vec3 rk4_step_of(const Vec3& x, const Vec3& k1, const Vec3& k2, const Vec3& k3, const Vec3& k4,
                                    double dt) {
    const Vec3 sum = add(add(k1, k4), scaled(add(k2, k3), 2));
    return onto_sphere(add(x, scaled(sum, dt / 6)), x);
}

/// Noise of one step, sqrt(2 D dt) P_x ξ, with ξ standard normal in R^d (MS remark 3.7).
COALESCE_HD inline Vec3 noise_kick_of(const Vec3& x, const Vec3& xi, double amplitude) {
    return normalised(add(x, scaled(tangent_part(x, xi), amplitude)));
}

}  // namespace coalesce
