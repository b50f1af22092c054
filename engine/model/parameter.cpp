#include "coalesce/model/parameter.hpp"

#include <algorithm>

#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

std::string_view last_part(std::string_view key) {
    return key.substr(key.rfind('.') + 1);
}

}  // namespace

std::string_view nearest_key(std::string_view key, const std::vector<std::string_view>& declared) {
    const std::string_view start = key.substr(0, 100);  // bounds the work: a file may hold a key of megabytes
    std::string_view best;
    std::size_t least = static_cast<std::size_t>(-1);
    for (const std::string_view candidate : declared) {
        // A right name in the wrong group ("beta" for "model.beta") counts as distance 1.
        const std::size_t whole = edit_distance(start, candidate);
        const std::size_t name = edit_distance(last_part(start), last_part(candidate)) + 1;
        const std::size_t distance = std::min(whole, name);
        if (distance >= least) continue;
        least = distance;
        best = candidate;
    }
    return best;
}

}  // namespace coalesce
