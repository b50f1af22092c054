#pragma once

#include <array>
#include <cstdint>

namespace coalesce {

/// A use of random numbers: positions of the initial law, noise of step n, random matrices …
enum class Stream : std::uint32_t {
    initial_law = 1,
    noise = 2,
    matrices = 3,
    sampling = 4,
    jitter = 5,
    added_tokens = 6,
    finite_width = 32,  // infinite-width laboratory
    limit_width = 33,
    built_matrices = 34,
    location_data = 40,  // single-location laboratory
    location_secret = 41,
    location_start = 42,
    location_test = 43,
    location_oracle = 44
};

/// Counter-based random numbers (Philox 4×32-10): a pure function of (seed, stream, index, draw), so that the order of
/// evaluation, the number of threads and the number of tokens never matter.
class CounterRandom {
  public:
    CounterRandom(std::uint64_t seed, Stream stream) : seed_(seed), stream_(stream) {}

    /// Two independent uniforms in the open interval (0, 1): odd multiples of 2^-53.
    std::array<double, 2> uniforms(std::uint64_t index, std::uint32_t draw) const;
    /// Two independent standard normals (Box–Muller of `uniforms`).
    std::array<double, 2> normals(std::uint64_t index, std::uint32_t draw) const;

  private:
    std::uint64_t seed_;
    Stream stream_;
};

}  // namespace coalesce
