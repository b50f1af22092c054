#include "chart/enlarged.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::chart {

Pixels enlarged(const Pixels& pixels, float width, float height) {
    const auto factor = [](float points, int have) {
        return std::max(1, static_cast<int>(std::ceil(2 * points / static_cast<float>(have) - 0.01f)));
    };
    const int across = factor(width, pixels.width), down = factor(height, pixels.height);
    if (across == 1 && down == 1) return pixels;
    Pixels large{across * pixels.width, down * pixels.height, {}};
    large.rgba.reserve(4 * static_cast<std::size_t>(large.width) * static_cast<std::size_t>(large.height));
    for (int y = 0; y < large.height; ++y)
        for (int x = 0; x < large.width; ++x) {
            const std::size_t cell = static_cast<std::size_t>(y / down) * static_cast<std::size_t>(pixels.width) +
                                     static_cast<std::size_t>(x / across);
            const auto from = pixels.rgba.begin() + static_cast<std::ptrdiff_t>(4 * cell);
            large.rgba.insert(large.rgba.end(), from, from + 4);
        }
    return large;
}

}  // namespace coalesce::chart
