#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/text.hpp"
#include "document/scene_check.hpp"
#include "document/scene_json.hpp"
#include "lesson/lesson_json.hpp"
#include "model/json_read.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

/// A value that is given to a parameter, or to an entry of its matrix, list or law.
struct Given {
    const Parameter* parameter;
    std::string key;  ///< "model.V", or "model.V.0.1"
    json value;
};

/// Returns the parameter whose key is `key` or whose value has an entry of that key; nullptr if there is none.
const Parameter* parameter_at(const std::string& key) {
    if (const Parameter* const whole = find_parameter(key)) return whole;
    for (std::size_t dot = key.rfind('.'); dot != std::string::npos && dot > 0; dot = key.rfind('.', dot - 1)) {
        const Parameter* const holder = find_parameter(std::string_view(key).substr(0, dot));
        const bool has_entries =
            holder && (holder->kind == ParameterKind::matrix || holder->kind == ParameterKind::law ||
                       holder->kind == ParameterKind::pair || holder->kind == ParameterKind::events);
        if (has_entries) return holder;
    }
    return nullptr;
}

void collect(const std::string& prefix, const json& object, std::vector<Given>& given) {
    for (const auto& [name, value] : object.items()) {
        const std::string key = below(prefix, name);
        if (const Parameter* const parameter = parameter_at(key)) {
            const auto same = std::find_if(given.begin(), given.end(), [&](const Given& g) { return g.key == key; });
            if (same != given.end()) throw Issue(shortened(key), "found the key twice, expected it once");
            given.push_back({parameter, key, value});
        } else if (is_group(key)) {
            if (!value.is_object()) wrong_value(key, value, "an object");
            collect(key, value, given);
        } else {
            unknown_key(key);
        }
    }
}

/// Returns the entry of a matrix, list or law; the part of `key` after `from` names it.
json& entry_at(const std::string& key, std::size_t from, json& whole) {
    json* here = &whole;
    while (from < key.size()) {
        const std::size_t dot = std::min(key.find('.', from), key.size());
        const std::string name = key.substr(from, dot - from);
        if (here->is_array()) {
            std::size_t index = 0;
            const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
            if (error != std::errc() || end != name.data() + name.size() || index >= here->size())
                throw Issue(shortened(key), "found no entry " + shortened(name) + ", expected a number below " +
                                                std::to_string(here->size()));
            here = &(*here)[index];
        } else if (here->is_object()) {
            here = &(*here)[name];
        } else {
            throw Issue(shortened(key),
                        "found a key below a single value, expected " + shortened(key.substr(0, from - 1)));
        }
        from = dot + 1;
    }
    return *here;
}

void give(const Given& given, SceneDocument& document) {
    const Parameter& parameter = *given.parameter;
    const int dimension = document.scene.dimension;
    json value = given.value;
    if (given.key != parameter.key) {
        json whole = json_of(parameter.get(document), dimension);
        entry_at(given.key, parameter.key.size() + 1, whole) = given.value;
        value = std::move(whole);
    }
    const ParameterValue read = read_value(parameter, value, dimension);
    check_parameter(parameter, read);
    parameter.set(document, read);
}

}  // namespace

DocumentDiff read_changes(const std::string& path, const json& value, const SceneDocument& document,
                          const std::filesystem::path& folder) {
    if (!value.is_object()) wrong_value(path, value, "an object of keys and values");
    const bool view = path == "view";
    std::vector<Given> given;
    const auto read = [&] {
        collect(view ? "view" : "", value, given);
        // The table's order: the dimension first, which matrices and law need; whole values before their entries.
        std::stable_sort(given.begin(), given.end(), [](const Given& a, const Given& b) {
            return std::pair(a.parameter, a.key.size()) < std::pair(b.parameter, b.key.size());
        });
        SceneDocument changed = document;
        for (const Given& each : given) give(each, changed);
        complete(changed.scene, folder);
        check_document(changed);
        DocumentDiff diff;
        for (const Parameter& parameter : parameters()) {
            ParameterValue after = parameter.get(changed);
            // A new dimension converts others, which may have been given their former value again.
            if (after != parameter.get(document) || diff.changes(parameter.key))
                diff.set(document, parameter.key, std::move(after));
        }
        return diff;
    };
    return view ? read() : below_key(path, read);
}

}  // namespace coalesce
