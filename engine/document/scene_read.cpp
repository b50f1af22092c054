#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/parameter_check.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/model/token_file.hpp"
#include "document/scene_assign.hpp"
#include "document/scene_check.hpp"
#include "document/scene_json.hpp"
#include "document/scene_paths.hpp"
#include "model/event_json.hpp"
#include "model/json_read.hpp"
#include "model/law_json.hpp"
#include "model/parameter_json.hpp"
#include "model/strict_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

constexpr std::size_t largest_file = 64u << 20;  // bytes; a larger cloud belongs in an .npy file

Matrix read_matrix(const std::string& path, const json& value, int dimension) {
    const auto d = static_cast<std::size_t>(dimension);
    const std::string size = std::to_string(d) + "×" + std::to_string(d);
    const std::string expected = "a " + size + " matrix of numbers since dimension is " + std::to_string(d);
    const auto is_row = [&](const json& row) {
        return row.is_array() && row.size() == d &&
               std::all_of(row.begin(), row.end(), [](const json& entry) { return entry.is_number(); });
    };
    if (!value.is_array() || value.size() != d || !std::all_of(value.begin(), value.end(), is_row)) {
        wrong_value(path, value, expected);
    }
    Matrix matrix;
    matrix.dimension = dimension;
    for (std::size_t row = 0; row < d; ++row) {
        for (std::size_t column = 0; column < d; ++column) {
            matrix(static_cast<int>(row), static_cast<int>(column)) = value[row][column].get<double>();
        }
    }
    return matrix;
}

/// Refuses "model.beta": 3, valid JSON but not the nested form of a scene file.
void refuse_dotted(const std::string& prefix, const std::string& name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || !prefix.empty() || !find_parameter(name)) return;
    throw Issue("", "found the key \"" + name + "\", expected \"" + name.substr(0, dot) + "\": {\"" +
                        name.substr(dot + 1) + "\": …}");
}

void check_keys(const json& object, const std::string& prefix) {
    for (const auto& [name, value] : object.items()) {
        refuse_dotted(prefix, name);
        const std::string key = prefix + name;
        if (key == "coalesce" || find_parameter(key)) continue;
        // A dot inside a name must not pass for a group of the table.
        const bool group = prefix.empty() && name.find('.') == std::string::npos && is_group(name);
        if (!group) unknown_key(key);
        if (!value.is_object()) wrong_value(key, value, "an object");
        check_keys(value, key + ".");
    }
}

/// Returns the value at a dotted key, nullptr if the file lacks it.
const json* member(const json& root, std::string_view key) {
    const std::size_t dot = key.find('.');
    const auto at = root.find(std::string(key.substr(0, dot)));
    if (at == root.end()) return nullptr;
    return dot == std::string_view::npos ? &*at : member(*at, key.substr(dot + 1));
}

void check_version(const json& root) {
    const auto version = root.find("coalesce");
    if (root.contains("coalesce_lesson")) throw Issue("", "found a lesson, expected a scene");
    if (version == root.end()) throw Issue("coalesce", "found nothing, expected the format version 1");
    if (!version->is_number() || *version != 1) wrong_value("coalesce", *version, "the format version 1");
}

}  // namespace

ParameterValue read_value(const Parameter& parameter, const json& value, int dimension) {
    if (parameter.kind == ParameterKind::matrix) return read_matrix(std::string(parameter.key), value, dimension);
    if (parameter.kind == ParameterKind::law) return law_from_json(value, dimension);
    if (parameter.kind == ParameterKind::events) return events_from_json(value, dimension);
    return read_plain(parameter, value);
}

bool is_group(std::string_view key) {
    const auto all = parameters();
    return std::any_of(all.begin(), all.end(), [&](const Parameter& p) {
        return p.key.size() > key.size() && p.key[key.size()] == '.' && p.key.starts_with(key);
    });
}

void unknown_key(const std::string& key) {
    std::set<std::string_view> groups{"coalesce"};
    for (const Parameter& parameter : parameters()) {
        if (parameter.key.find('.') != std::string_view::npos)
            groups.insert(parameter.key.substr(0, parameter.key.find('.')));
    }
    const std::string_view group = nearest(key, {groups.begin(), groups.end()});
    const std::string_view declared = nearest_key(key);
    // A misspelt group ("modle") is nearer to a group than to any key.
    const bool at_top = key.find('.') == std::string::npos;
    const bool is_group_name = at_top && edit_distance(key.substr(0, 100), group) <= 2 &&
                               edit_distance(key.substr(0, 100), group) < edit_distance(key.substr(0, 100), declared);
    throw Issue(shortened(key),
                "found an unknown key, the nearest known one is " + std::string(is_group_name ? group : declared));
}

SceneDocument document_from_json(const json& root) {
    if (!root.is_object()) throw Issue("", "found " + shown(root) + ", expected an object { … }");
    check_version(root);
    check_keys(root, "");
    SceneDocument document;
    // The table's order gives the dimension first, which matrices and law need.
    for (const Parameter& parameter : parameters()) {
        const json* const value = member(root, parameter.key);
        if (!value) continue;
        const ParameterValue read = read_value(parameter, *value, document.scene.dimension);
        check_parameter(parameter, read);
        parameter.set(document, read);
    }
    check_document(document);
    return document;
}

void complete(Scene& scene, const std::filesystem::path& folder) {
    if (const auto* points = std::get_if<PointsLaw>(&scene.tokens.law)) {
        scene.tokens.count = static_cast<std::int64_t>(points->points.size());
    }
    if (auto* file = std::get_if<FileLaw>(&scene.tokens.law); file && !folder.empty()) {
        if (!std::filesystem::path(file->path).is_absolute()) file->relative = file->path;
        file->path = resolved(folder, file->path).string();
    }
}

SceneDocument parse_scene(std::string_view text, std::string_view origin, const std::vector<Assignment>& assignments,
                          const std::filesystem::path& folder) {
    AppliedAssignments applied;
    try {
        if (text.size() > largest_file) {
            throw Issue("", "found " + std::to_string(text.size()) + " bytes, expected at most 64 MiB");
        }
        json root = parse_strict_json(text);
        applied.apply(assignments, root);
        SceneDocument document = document_from_json(root);
        complete(document.scene, folder);
        return document;
    } catch (const Issue& issue) {
        throw InputError(one_line(applied.message(issue, origin)));
    }
}

namespace {

/// Refuses a table of tokens in a sentence of its own: as a scene it would be broken JSON.
void refuse_tokens(const std::filesystem::path& path) {
    if (path.extension() != ".npy" && !is_text_of_tokens(path)) return;
    char beginning[256];
    const std::string_view text(beginning, InputFile(path).read(beginning, sizeof beginning, 0));
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && text[first] == '{') return;
    throw InputError(path.string() + ": found a table of tokens, expected a scene: the window opens it (coalesce " +
                     path.filename().string() + "), and a scene names it by tokens.law.path");
}

}  // namespace

SceneDocument read_scene(const std::filesystem::path& path, const std::vector<Assignment>& assignments) {
    refuse_tokens(path);
    const std::string text = read_text(path, largest_file);
    return parse_scene(text, path.string(), assignments, std::filesystem::absolute(path).parent_path());
}

}  // namespace coalesce
