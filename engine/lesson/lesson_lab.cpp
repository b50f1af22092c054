#include <nlohmann/json.hpp>

#include "coalesce/model/error.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/settings.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/equiangular_lab.hpp"
#include "coalesce/studies/infinite_width.hpp"
#include "coalesce/studies/single_location.hpp"
#include "lesson/lesson_json.hpp"
#include "model/json_read.hpp"
#include "model/parameter_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

template <class Settings>
std::vector<std::string_view> keys_of(std::span<const BasicParameter<Settings>> table) {
    std::vector<std::string_view> keys;
    for (const BasicParameter<Settings>& parameter : table) keys.push_back(parameter.key);
    return keys;
}

/// No rule of this laboratory spans several keys.
void check(const EquiangularSettings&) {}

template <class Settings>
std::vector<Assignment> read_settings(std::span<const BasicParameter<Settings>> table, const json& object) {
    Settings settings;
    for (const auto& [key, value] : object.items()) {
        const BasicParameter<Settings>* const parameter = find_in(table, key);
        if (!parameter)
            throw Issue(shortened(key), "found an unknown key, the nearest known one is " +
                                            std::string(nearest_key(key, keys_of(table))));
        const ParameterValue read = read_plain(*parameter, value);
        check_parameter(*parameter, read);
        parameter->set(settings, read);
    }
    try {
        check(settings);
    } catch (const InputError& error) {
        throw Issue("", error.what());
    }
    return assignments_of(table, settings);
}

/// Calls `action` with the table of the laboratory.
template <class Action>
auto with_table(std::string_view lab, const Action& action) {
    if (lab == lab_words[0]) return action(single_location_parameters());
    if (lab == lab_words[1]) return action(infinite_width_parameters());
    return action(equiangular_parameters());
}

}  // namespace

LessonLab read_lab(const std::string& path, const json& value) {
    check_object(path, value, {"name", "set"});
    LessonLab lab;
    const json& name = required(path, value, "name", "the name of a laboratory");
    lab.name = lab_words[read_word(path + ".name", name, lab_words)];
    const auto set = value.find("set");
    if (set == value.end()) return lab;
    const std::string at = path + ".set";
    if (!set->is_object()) wrong_value(at, *set, "an object of keys and values");
    lab.set =
        below_key(at, [&] { return with_table(lab.name, [&](auto table) { return read_settings(table, *set); }); });
    return lab;
}

bool has_setting(const LessonLab& lab, std::string_view key, std::string_view& nearest) {
    return with_table(lab.name, [&](auto table) {
        nearest = nearest_key(key, keys_of(table));
        return find_in(table, key) != nullptr;
    });
}

}  // namespace coalesce
