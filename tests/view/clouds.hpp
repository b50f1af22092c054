#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <numbers>

#include "coalesce/flow/frame.hpp"
#include "coalesce/model/random.hpp"

namespace coalesce::test {

/// Frames made by hand, so that tests of pictures need no simulation.

inline void add_token(Frame& frame, const Vec3& x) {
    for (const double coordinate : x) frame.positions.push_back(static_cast<float>(coordinate));
}

/// Fills the fields that the colour modes need, from positions.
inline Frame& finish(Frame& frame) {
    std::vector<float> longitudes;
    for (std::size_t i = 0; i < frame.size(); ++i)
        longitudes.push_back(std::atan2(frame.positions[3 * i + 1], frame.positions[3 * i]));
    frame.longitude = std::make_shared<const std::vector<float>>(std::move(longitudes));
    frame.identity.assign(frame.size(), 0);
    frame.speed.assign(frame.size(), 1);
    frame.sequence = 1;
    frame.generation = 1;
    return frame;
}

inline Vec3 uniform_point(std::uint64_t i) {
    const CounterRandom random(1, Stream::sampling);
    const auto [u, v] = random.uniforms(i, 0);
    const double z = 2 * u - 1, angle = 2 * std::numbers::pi * v;
    return {std::sqrt(1 - z * z) * std::cos(angle), std::sqrt(1 - z * z) * std::sin(angle), z};
}

inline Frame uniform_sphere(std::size_t count) {
    Frame frame;
    for (std::size_t i = 0; i < count; ++i) add_token(frame, uniform_point(i));
    return finish(frame);
}

/// Three points of masses 60, 30 and 10 %, tokens normally spread about them by `spread` radians.
inline Frame three_clusters(std::size_t count, double spread) {
    const Vec3 centres[] = {normalised({1, 0.5, 0.35}), normalised({0.5, -0.9, -0.2}), normalised({0.1, 0.7, 0.9})};
    const CounterRandom random(2, Stream::sampling);
    Frame frame;
    std::vector<float> longitudes;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t cluster = i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2;
        const auto [a, b] = random.normals(i, 0);
        const auto [c, d] = random.normals(i, 1);
        const Vec3 x = add(centres[cluster], {spread * a, spread * b, spread * c});
        add_token(frame, normalised(x));
    }
    finish(frame);
    for (std::size_t i = 0; i < count; ++i) frame.identity[i] = i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2;
    return frame;
}

/// Tokens normally spread about a tilted great circle by `spread` radians.
inline Frame great_circle(std::size_t count, double spread) {
    const Vec3 u = normalised({1, 0.2, 0.3}), w = normalised(cross(u, {0.3, -0.2, 1}));
    const Vec3 v = cross(w, u);
    const CounterRandom random(3, Stream::sampling);
    Frame frame;
    for (std::size_t i = 0; i < count; ++i) {
        const double t = 2 * std::numbers::pi * random.uniforms(i, 0)[0];
        const double off = spread * random.normals(i, 1)[0];
        add_token(frame, normalised(add(add(scaled(u, std::cos(t)), scaled(v, std::sin(t))), scaled(w, off))));
    }
    frame.space.kind = LeadingSpace::Kind::circle;
    frame.space.basis = {u, v};
    return finish(frame);
}

/// On S^1, three Gaussian bumps of the given standard deviation.
inline Frame circle_bumps(std::size_t count, double deviation) {
    const CounterRandom random(4, Stream::sampling);
    Frame frame;
    frame.dimension = 2;
    const double means[] = {-1.9, 0.4, 2.1};
    for (std::size_t i = 0; i < count; ++i) {
        const double t = means[i % 3] + deviation * random.normals(i, 0)[0];
        add_token(frame, {std::cos(t), std::sin(t), 0});
    }
    return finish(frame);
}

}  // namespace coalesce::test
