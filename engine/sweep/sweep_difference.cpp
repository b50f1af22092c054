#include "sweep/sweep_difference.hpp"

#include <nlohmann/json.hpp>

#include "coalesce/model/text.hpp"

namespace coalesce {
namespace {

using nlohmann::ordered_json;

std::string both(const std::string& path, const ordered_json& one, const ordered_json& other) {
    return path + ": found " + shortened(one.dump()) + " and " + shortened(other.dump());
}

/// Finds the first difference in the order of `one`'s keys; lists are compared as a whole unless they hold objects.
std::string difference_of(const ordered_json& one, const ordered_json& other, const std::string& path) {
    if (one == other) return {};
    const bool objects = one.is_object() && other.is_object();
    const bool lists =
        one.is_array() && other.is_array() && one.size() == other.size() && !one.empty() && one.front().is_object();
    if (!objects && !lists) return both(path, one, other);
    const std::string before = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : one.items()) {
        if (objects && !other.contains(key))
            return before + key + ": found " + shortened(value.dump()) + " and nothing";
        const ordered_json& there = objects ? other.at(key) : other.at(std::stoul(key));
        if (std::string found = difference_of(value, there, before + key); !found.empty()) return found;
    }
    for (const auto& [key, value] : other.items())
        if (objects && !one.contains(key)) return before + key + ": found nothing and " + shortened(value.dump());
    return {};
}

}  // namespace

std::string sweep_difference(std::string_view one, std::string_view other) {
    const ordered_json first = ordered_json::parse(one, nullptr, false),
                       second = ordered_json::parse(other, nullptr, false);
    if (first.is_discarded() || second.is_discarded()) return "found a sweep.json that is no JSON";
    return difference_of(first, second, "");
}

}  // namespace coalesce
