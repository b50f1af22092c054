#include "field/mesh_error.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace coalesce {

std::vector<std::size_t> telling_tokens(std::size_t count, std::size_t each, std::span<const std::size_t> firsts,
                                        std::span<const double> roughness_of_firsts) {
    std::vector<std::size_t> tokens;
    const auto spread = [&](std::size_t of, const auto& token) {
        const std::size_t number = std::min(of, each);
        for (std::size_t k = 0; k < number; ++k) tokens.push_back(token((2 * k + 1) * of / (2 * number)));
    };
    spread(count, [](std::size_t i) { return i; });
    spread(firsts.size(), [&](std::size_t k) { return firsts[k]; });
    std::vector<std::pair<double, std::size_t>> rough(firsts.size());
    for (std::size_t k = 0; k < firsts.size(); ++k) rough[k] = {-roughness_of_firsts[k], firsts[k]};
    const auto end = rough.begin() + static_cast<std::ptrdiff_t>(std::min(each, rough.size()));
    std::partial_sort(rough.begin(), end, rough.end());
    for (auto entry = rough.begin(); entry != end; ++entry) tokens.push_back(entry->second);
    return tokens;
}

double velocity_error(const Model& model, std::span<const Vec3> token, std::span<const Vec3> attention,
                      std::span<const Vec3> exact) {
    const double unit = spectral_norm(model.V);
    if (unit == 0) return 0;
    double largest = 0;
    for (std::size_t k = 0; k < token.size(); ++k) {
        const Vec3 deviation = add(attention[k], scaled(exact[k], -1));
        const double here = norm(tangent_part(normalised(token[k]), model.V * deviation)) / unit;
        if (!std::isnan(largest) && !(here <= largest)) largest = here;
    }
    return largest;
}

}  // namespace coalesce
