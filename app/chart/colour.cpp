#include "chart/colour.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace coalesce::chart {

Colour viridis(double share) {
    // The eleven tenths of Matplotlib's map, van der Walt and Smith 2015; between them it is linear to the eye.
    constexpr std::array<std::array<int, 3>, 11> tenths{{{68, 1, 84},
                                                         {72, 36, 117},
                                                         {65, 68, 135},
                                                         {53, 95, 141},
                                                         {42, 120, 142},
                                                         {33, 145, 140},
                                                         {34, 168, 132},
                                                         {68, 191, 112},
                                                         {122, 209, 81},
                                                         {189, 223, 38},
                                                         {253, 231, 37}}};
    const double place = 10 * std::clamp(share, 0.0, 1.0);
    const auto low = std::min<std::size_t>(static_cast<std::size_t>(place), 9);
    const double t = place - static_cast<double>(low);
    const auto channel = [&](std::size_t k) {
        return static_cast<float>(((1 - t) * tenths[low][k] + t * tenths[low + 1][k]) / 255);
    };
    return {channel(0), channel(1), channel(2), 1};
}

}  // namespace coalesce::chart
