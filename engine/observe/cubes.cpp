#include "observe/cubes.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "observe/radix_order.hpp"

namespace coalesce {

Cubes::Cubes(const Cloud& cloud, double distance) : flat_(cloud.dimension() == 2) {
    oneapi::tbb::parallel_for(0, cloud.dimension(), [&](int k) {
        double low = cloud.axis(k)[0], high = low;
        for (const double x : cloud.axis(k)) {
            low = std::min(low, x);
            high = std::max(high, x);
        }
        low_[place(k)] = low;
        extent_[place(k)] = high - low;
    });
    const double widest = *std::max_element(extent_.begin(), extent_.end());
    // 20 bits a coordinate: a cube's key has 64 bits.
    constexpr double most = 1 << 20;
    const double least = widest / most;
    // 1.001 covers the rounding of a coordinate.
    set_side(std::max(1.001 * distance, least), 1);
    if (distance > 2 * least && crowded(cloud)) set_side(distance / (1.001 * std::sqrt(3.0)), 2);
}

void Cubes::set_side(double side, std::uint64_t reach) {
    per_side_ = side > 1e-300 ? 1 / side : 1;
    reach_ = reach;
    for (std::size_t k = 0; k < 3; ++k) last_[k] = std::floor(extent_[k] * per_side_);
    row_ = static_cast<std::uint64_t>(last_[0]) + 1 + reach;
    slab_ = row_ * (static_cast<std::uint64_t>(last_[1]) + 1 + reach);
}

/// True if small cubes pay: cubes are then so full that there are fewer small ones than tokens. The diagonal of a small
/// cube is within the linking distance, so that its tokens are linked without a comparison. Judged by the number of
/// cubes that 4096 tokens occupy.
bool Cubes::crowded(const Cloud& cloud) const {
    constexpr std::size_t looked_at = 4096, most_cubes = 2560;
    if (cloud.size() < looked_at) return false;
    std::vector<std::uint64_t> keys(looked_at);
    for (std::size_t k = 0; k < looked_at; ++k)
        keys[k] = key(laid(cloud.token((2 * k + 1) * cloud.size() / (2 * looked_at))));
    const std::vector<std::uint32_t> order = rising_order(keys);
    std::size_t cubes = 1;
    for (std::size_t k = 1; k < looked_at; ++k) cubes += keys[order[k]] != keys[order[k - 1]] ? 1 : 0;
    return cubes <= most_cubes;
}

}  // namespace coalesce
