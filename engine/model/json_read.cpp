#include "model/json_read.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "model/strict_json.hpp"

namespace coalesce {

using nlohmann::json;

std::string below(const std::string& path, const std::string& name) {
    return path.empty() ? name : path + "." + name;
}

void wrong_value(const std::string& path, const json& found, const std::string& expected) {
    throw Issue(path, "found " + shown(found) + ", expected " + expected);
}

double read_number(const std::string& path, const json& value, const std::string& expected) {
    if (!value.is_number()) wrong_value(path, value, expected);
    return value.get<double>();
}

std::int64_t read_whole(const std::string& path, const json& value, const std::string& expected) {
    constexpr double limit = 9e18;
    if (!value.is_number()) wrong_value(path, value, expected);
    const double number = value.get<double>();
    if (number != std::trunc(number) || std::abs(number) > limit) wrong_value(path, value, expected);
    return value.is_number_float() ? static_cast<std::int64_t>(number) : value.get<std::int64_t>();
}

std::vector<double> read_numbers(const std::string& path, const json& value, std::size_t count) {
    const auto is_number = [](const json& entry) { return entry.is_number(); };
    if (!value.is_array() || value.size() != count || !std::all_of(value.begin(), value.end(), is_number)) {
        wrong_value(path, value, "a list of " + std::to_string(count) + " numbers");
    }
    return value.get<std::vector<double>>();
}

const json& read_list(const std::string& path, const json& value) {
    if (!value.is_array()) wrong_value(path, value, "a list");
    return value;
}

const json& required(const std::string& path, const json& object, const char* key, const std::string& expected) {
    const auto at = object.find(key);
    if (at == object.end()) throw Issue(below(path, key), "found nothing, expected " + expected);
    return *at;
}

void check_object(const std::string& path, const json& value, const std::vector<std::string_view>& keys) {
    if (!value.is_object()) wrong_value(path, value, "an object");
    for (const auto& [key, member] : value.items()) {
        if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
        throw Issue(below(path, shortened(key)),
                    "found an unknown key, the nearest known one is " + below(path, std::string(nearest(key, keys))));
    }
}

}  // namespace coalesce
