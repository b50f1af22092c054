#pragma once

#include <Random123/philox.h>

#include <cmath>
#include <cstdint>

#include "coalesce/model/host_device.hpp"
#include "coalesce/model/matrix.hpp"
#include "coalesce/model/random.hpp"

namespace coalesce {

/// CounterRandom's numbers and the noise of a step, computed alike on host and device. Only files that share code with
/// the device need this header; others include model/random.hpp, which needs no library.

struct RandomPair {
    double first, second;
};

/// Odd multiples of 2^-53: (52 leading bits + ½) 2^-52, which never rounds to 0 or 1.
COALESCE_HD inline double open_uniform(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
    return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

COALESCE_HD inline RandomPair draw_uniforms(std::uint64_t seed, Stream stream, std::uint64_t index,
                                            std::uint32_t draw) {
    const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(index),
                                              static_cast<std::uint32_t>(index >> 32), draw,
                                              static_cast<std::uint32_t>(stream)}};
    const r123::Philox4x32::key_type key{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
    const auto word = r123::Philox4x32{}(counter, key);
    return {open_uniform(word[1], word[0]), open_uniform(word[3], word[2])};
}

COALESCE_HD inline RandomPair draw_normals(std::uint64_t seed, Stream stream, std::uint64_t index, std::uint32_t draw) {
    const RandomPair uniform = draw_uniforms(seed, stream, index, draw);
    const double radius = std::sqrt(-2 * std::log(uniform.first)), angle = 2 * M_PI * uniform.second;
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

/// Random numbers of one token in one step. The counter holds the token in its low 27 bits (2^27 > 10^8) and the step
/// in the 37 above: steps from 2^37 = 1.4e11 on repeat the noise of earlier ones.
struct StepNoise {
    std::uint64_t seed, counter;

    COALESCE_HD StepNoise(std::uint64_t seed_of_run, std::uint64_t step, std::uint64_t token)
        : seed(seed_of_run), counter(step << 27 | token) {}
    COALESCE_HD RandomPair normals(std::uint32_t draw) const {
        return draw_normals(seed, Stream::noise, counter, draw);
    }
    COALESCE_HD double uniform(std::uint32_t draw) const {
        return draw_uniforms(seed, Stream::noise, counter, draw).first;
    }
};

}  // namespace coalesce
