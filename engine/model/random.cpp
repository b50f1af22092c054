#include "model/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace coalesce {

namespace {

/// Odd multiples of 2^-53: the 52 leading bits and a half, which never rounds to 0 or 1.
double open_uniform(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace

std::array<double, 2> CounterRandom::uniforms(std::uint64_t index, std::uint32_t draw) const {
    const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(index),
                                              static_cast<std::uint32_t>(index >> 32), draw,
                                              static_cast<std::uint32_t>(stream_)}};
    const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32)}};
    const auto word = r123::Philox4x32{}(counter, key);
    return {open_uniform(word[1], word[0]), open_uniform(word[3], word[2])};
}

std::array<double, 2> CounterRandom::normals(std::uint64_t index, std::uint32_t draw) const {
    const auto [u, v] = uniforms(index, draw);
    const double radius = std::sqrt(-2 * std::log(u));
    const double angle = 2 * std::numbers::pi * v;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

}  // namespace coalesce
