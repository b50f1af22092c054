#include "coalesce/document/scene_parameters.hpp"

#include <algorithm>
#include <vector>

namespace coalesce {

const Parameter* find_parameter(std::string_view key) {
    const auto all = parameters();
    const auto at = std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.key == key; });
    return at == all.end() ? nullptr : &*at;
}

std::string_view nearest_key(std::string_view key) {
    std::vector<std::string_view> declared;
    for (const Parameter& parameter : parameters()) declared.push_back(parameter.key);
    return nearest_key(key, declared);
}

}  // namespace coalesce
