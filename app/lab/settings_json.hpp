#pragma once

#include <span>

#include "figure/results_json.hpp"
#include "model/parameter.hpp"

namespace coalesce::lab {

using figure::Json;  ///< for .cpp files only

/// {"n": 256, …}: every key of the table with its value.
template <class Settings>
Json settings_json(std::span<const BasicParameter<Settings>> table, const Settings& settings) {
    Json json;
    for (const BasicParameter<Settings>& parameter : table) {
        const ParameterValue value = parameter.get(settings);
        Json& member = json[std::string(parameter.key)];
        if (const auto* real = std::get_if<double>(&value)) member = *real;
        if (const auto* whole = std::get_if<std::int64_t>(&value)) member = *whole;
        if (const auto* flag = std::get_if<bool>(&value)) member = *flag;
        if (const auto* word = std::get_if<std::string>(&value)) member = *word;
        if (const auto* pair = std::get_if<std::array<double, 2>>(&value)) member = *pair;
    }
    return json;
}

/// Their keys, for Entry.
template <class Settings>
std::vector<std::string_view> keys_of(std::span<const BasicParameter<Settings>> table) {
    std::vector<std::string_view> keys;
    for (const BasicParameter<Settings>& parameter : table) keys.push_back(parameter.key);
    return keys;
}

}  // namespace coalesce::lab
