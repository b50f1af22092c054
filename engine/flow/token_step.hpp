#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "coalesce/model/host_device.hpp"
#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// Per-token mathematics of a time step, shared by the CPU loop and the CUDA kernel.

/// Returns y/|y|, also if |y|² overflows: V and dt are the user's, and a huge step still has a direction. A step to the
/// origin has none: the token stays at x.
COALESCE_HD inline Vec3 onto_sphere(const Vec3& y, const Vec3& x) {
    const double largest = std::max(std::max(std::abs(y[0]), std::abs(y[1])), std::abs(y[2]));
    if (largest == 0) return x;
    return normalised(largest > 1e100 ? scaled(y, 1 / largest) : y);
}

/// MS eq. (1): x <- normalise(x + dt V m).
COALESCE_HD inline Vec3 layer_step_of(const Vec3& x, const Matrix& V, const Vec3& attention, double dt) {
    return onto_sphere(add(x, scaled(V * attention, dt)), x);
}

/// Returns the point of the next Runge–Kutta slope; off the sphere by O(h²).
COALESCE_HD inline Vec3 stage_of(const Vec3& x, const Vec3& slope, double h) {
    return add(x, scaled(slope, h));
}

/// x <- normalise(x + dt (k1 + 2 k2 + 2 k3 + k4)/6).
COALESCE_HD inline Vec3 rk4_step_of(const Vec3& x, const Vec3& k1, const Vec3& k2, const Vec3& k3, const Vec3& k4,
                                    double dt) {
    const Vec3 sum = add(add(k1, k4), scaled(add(k2, k3), 2));
    return onto_sphere(add(x, scaled(sum, dt / 6)), x);
}

/// Rotates x by |ω| radians about ω.
COALESCE_HD inline Vec3 turned(const Vec3& x, const Vec3& omega) {
    const double angle = norm(omega);
    if (angle == 0) return x;
    const double half = std::sin(angle / 2) / angle, along = std::sin(angle) / angle;
    const Vec3 across = cross(omega, x);
    return normalised(add(add(x, scaled(across, along)), scaled(cross(omega, across), 2 * half * half)));
}

/// Moves x by Brownian motion of diffusivity D for a time dt (MS remark 3.7), in law exactly, with σ = sqrt(2 D dt).
///
/// S^1: a turn by σ ξ, ξ standard normal.
/// S^2: a turn by the rotation vector ω = σ ξ, ξ standard normal in R^3, kept with probability sin(|ω|/2) / (|ω|/2),
/// else drawn again. That is the law of Brownian motion on SU(2), whose heat kernel is ∝ e^{-|ω|²/2σ²} (|ω|/2) /
/// sin(|ω|/2) over rotations, that is ∝ e^{-|ω|²/2σ²} sin(|ω|/2) / (|ω|/2) d³ω, and Brownian motion on S^2 is its
/// image of one point: E<x',x> = e^{-2 D dt}. Turns beyond 2π, of weight e^{-π²/(D dt)}, are left out, so that D dt is
/// taken in parts of at most 1/4, where that is 1e-17. Beyond D dt = 40 the law is uniform to 1e-17 on both, and a
/// longer time changes nothing.
///
/// @param noise  noise of the token in this step: normals(k) gives two standard normals, uniform(k) is in (0, 1)
template <class Noise>
COALESCE_HD inline Vec3 brownian_step_of(Vec3 x, int dimension, double sigma, const Noise& noise) {
    sigma = std::min(sigma, std::sqrt(80.0));
    if (dimension == 2) return turned(x, {0, 0, sigma * noise.normals(0).first});
    const double parts = std::ceil(std::max(2 * sigma * sigma, 1.0));
    const double part = sigma / std::sqrt(parts);
    std::uint32_t draw = 0;
    for (int k = 0; k < static_cast<int>(parts); ++draw) {
        const auto first = noise.normals(3 * draw), second = noise.normals(3 * draw + 1);
        const Vec3 omega = scaled(Vec3{first.first, first.second, second.first}, part);
        const double half = norm(omega) / 2;
        if (!(noise.uniform(3 * draw + 2) * half <= std::sin(half))) continue;
        x = turned(x, omega);
        ++k;
    }
    return x;
}

}  // namespace coalesce
