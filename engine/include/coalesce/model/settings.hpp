#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "coalesce/model/parameter.hpp"

namespace coalesce {

// Flat settings of a lab, declared by a table as parameters() declares a scene: `--set key=value`, the reference in
// --help and the sliders are derived from it.

namespace settings_detail {
using Specs = std::vector<const ParameterSpec*>;
/// Returns the parameter's index and its checked value. Throws InputError "--set n=0: found 0, expected …".
std::pair<std::size_t, ParameterValue> read(const Specs& specs, const Assignment& assignment);
std::string write(const ParameterSpec& spec, const ParameterValue& value);
std::string reference(const Specs& specs, const std::vector<ParameterValue>& defaults);

template <class Settings>
Specs specs_of(std::span<const BasicParameter<Settings>> table) {
    Specs specs;
    for (const BasicParameter<Settings>& parameter : table) specs.push_back(&parameter);
    return specs;
}
}  // namespace settings_detail

/// Applies assignments, each checked against the table. Rules that span several keys are the caller's.
/// @throws InputError of one line: the assignment, what was found, what is expected (for an unknown key, the
///         nearest known one)
template <class Settings>
void assign(std::span<const BasicParameter<Settings>> table, const std::vector<Assignment>& assignments,
            Settings& settings) {
    const settings_detail::Specs specs = settings_detail::specs_of(table);
    for (const Assignment& assignment : assignments) {
        const auto [index, value] = settings_detail::read(specs, assignment);
        table[index].set(settings, value);
    }
}

/// Lists the settings that differ from their defaults ("n=64"); assign() gives the same settings back.
template <class Settings>
std::vector<Assignment> assignments_of(std::span<const BasicParameter<Settings>> table, const Settings& settings) {
    std::vector<Assignment> assignments;
    for (const BasicParameter<Settings>& parameter : table) {
        const ParameterValue value = parameter.get(settings);
        if (value != parameter.get(Settings{})) assignments.push_back(settings_detail::write(parameter, value));
    }
    return assignments;
}

/// Formats one or two lines a key for --help: key, default, accepted values, and the table's help sentence.
template <class Settings>
std::string settings_reference(std::span<const BasicParameter<Settings>> table) {
    std::vector<ParameterValue> defaults;
    for (const BasicParameter<Settings>& parameter : table) defaults.push_back(parameter.get(Settings{}));
    return settings_detail::reference(settings_detail::specs_of(table), defaults);
}

/// Returns the table's parameter of that key, or nullptr.
template <class Settings>
const BasicParameter<Settings>* find_in(std::span<const BasicParameter<Settings>> table, std::string_view key) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const auto& p) { return p.key == key; });
    return at == table.end() ? nullptr : &*at;
}

}  // namespace coalesce
