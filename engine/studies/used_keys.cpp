#include "studies/used_keys.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "coalesce/model/error.hpp"

namespace coalesce::studies {
namespace {

/// "model.beta" is touched by "model.beta=3", by "model={…}", and by "model.beta.x=…".
bool touches(std::string_view assigned, std::string_view key) {
    const auto [shorter, longer] = std::minmax(assigned, key, [](auto a, auto b) { return a.size() < b.size(); });
    return longer.starts_with(shorter) && (longer.size() == shorter.size() || longer[shorter.size()] == '.');
}

/// The first key of an assignment that is none of `used` and not below one; of an object's members where it stands
/// above them. Empty when there is none.
std::string unused_key(const std::string& assigned, const nlohmann::json& value,
                       const std::vector<std::string_view>& used) {
    const bool taken = std::any_of(used.begin(), used.end(), [&](std::string_view key) {
        return assigned.starts_with(key) && (assigned.size() == key.size() || assigned[key.size()] == '.');
    });
    if (taken) return "";
    const bool above =
        std::any_of(used.begin(), used.end(), [&](std::string_view key) { return key.starts_with(assigned + "."); });
    if (!above || !value.is_object()) return assigned;
    for (const auto& [name, member] : value.items())
        if (std::string key = unused_key(assigned + "." + name, member, used); !key.empty()) return key;
    return "";
}

}  // namespace

void take_only(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& used) {
    for (const Assignment& assignment : set) {
        const std::size_t equals = assignment.find('=');
        const std::string assigned = assignment.substr(0, equals);
        const std::string dropped =
            unused_key(assigned, nlohmann::json::parse(assignment.substr(equals + 1), nullptr, false), used);
        if (dropped.empty()) continue;
        std::string known;
        for (const std::string_view key : used) known.append(known.empty() ? "" : " ").append(key);
        throw InputError("reproduce " + std::string(figure) + ": found a value for " + dropped +
                         ", which the figure does not use, expected keys among " + known +
                         (dropped == "view.theme" ? " (--theme sets the colours)" : ""));
    }
}

std::vector<std::string_view> with_sphere_keys(std::vector<std::string_view> used) {
    used.insert(used.end(), {"view.colour_by", "view.yaw", "view.pitch", "view.pan", "view.tokens", "view.token_size",
                             "view.opacity", "view.shell", "view.graticule"});
    return used;
}

void refuse(std::string_view figure, const std::vector<Assignment>& set, const std::vector<std::string_view>& keys,
            std::string_view why) {
    for (const Assignment& assignment : set) {
        const std::string_view assigned = std::string_view(assignment).substr(0, assignment.find('='));
        for (const std::string_view key : keys) {
            if (!touches(assigned, key)) continue;
            throw InputError("reproduce " + std::string(figure) + ": found a value for " + std::string(assigned) +
                             ", expected none: " + std::string(why));
        }
    }
}

}  // namespace coalesce::studies
