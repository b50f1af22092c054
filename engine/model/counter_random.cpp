#include "coalesce/model/random.hpp"

#include "model/random_draw.hpp"

namespace coalesce {

std::array<double, 2> CounterRandom::uniforms(std::uint64_t index, std::uint32_t draw) const {
    const RandomPair pair = draw_uniforms(seed_, stream_, index, draw);
    return {pair.first, pair.second};
}

std::array<double, 2> CounterRandom::normals(std::uint64_t index, std::uint32_t draw) const {
    const RandomPair pair = draw_normals(seed_, stream_, index, draw);
    return {pair.first, pair.second};
}

}  // namespace coalesce
