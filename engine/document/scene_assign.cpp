#include "document/scene_assign.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/text.hpp"
#include "model/law_json.hpp"
#include "model/strict_json.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

std::vector<std::string> split(std::string_view key) {
    std::vector<std::string> parts;
    while (true) {
        const std::size_t dot = key.find('.');
        parts.emplace_back(key.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        key.remove_prefix(dot + 1);
    }
}

/// Parses JSON, else returns the text itself. A text parameter stays text even if it looks like JSON (name=2026).
json value_of(std::string_view key, std::string_view text) {
    const Parameter* const parameter = find_parameter(key);
    const bool quoted = !text.empty() && text.front() == '"';
    if (parameter && parameter->kind == ParameterKind::text && !quoted) return std::string(text);
    try {
        return parse_strict_json(text);
    } catch (const Issue&) {
        return std::string(text);
    }
}

void check_utf8(std::string_view text) {
    try {
        static_cast<void>(json(text).dump());
    } catch (const json::exception&) {
        throw Issue("", "found bytes that are not UTF-8, expected text");
    }
}

/// Writes out a list or matrix that the file leaves at its default, before an assignment changes one entry of it.
void write_default(json& parent, const std::string& key, const std::string& name, const json& scene) {
    const Parameter* const parameter = find_parameter(key);
    if (parent.contains(name) || !parameter) return;
    if (parameter->kind == ParameterKind::pair) {
        parent[name] = std::get<std::array<double, 2>>(parameter->get(SceneDocument{}));
    } else if (parameter->kind == ParameterKind::law) {
        parent[name] = {{"kind", "uniform"}};
    } else if (parameter->kind == ParameterKind::matrix) {
        const auto dimension = scene.find("dimension");
        const std::size_t d = dimension != scene.end() && *dimension == 2 ? 2 : 3;
        parent[name] = json::array();
        for (std::size_t row = 0; row < d; ++row) {
            std::vector<int> entries(d, 0);
            entries[row] = 1;
            parent[name].push_back(entries);
        }
    }
}

json& entry_of(json& list, const std::string& name, const std::string& path) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error == std::errc() && end == name.data() + name.size() && index < list.size()) return list[index];
    throw Issue("", path + " has " + std::to_string(list.size()) + " entries counted from 0, found \"" +
                        shortened(name) + "\"");
}

bool is_number(const std::string& name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Finds the member or entry at the path; adds missing members of objects.
json& locate(json& scene, const std::vector<std::string>& parts) {
    json* here = &scene;
    std::string path;
    for (const std::string& name : parts) {
        if (name.empty()) throw Issue("", "found an empty name in the key, expected names with dots between them");
        if (here->is_array()) {
            here = &entry_of(*here, name, path);
        } else if (here->is_object()) {
            if (here->empty() && is_number(name)) throw Issue("", path + " is not there");
            std::string key = path;
            key.append(path.empty() ? "" : ".").append(name);
            if (&name != &parts.back()) write_default(*here, key, name, scene);
            json& member = (*here)[name];
            if (member.is_null() && &name != &parts.back()) member = json::object();
            here = &member;
        } else {
            throw Issue("", path + " is neither an object nor a list");
        }
        path.append(path.empty() ? "" : ".").append(name);
    }
    return *here;
}

/// Removes the keys that a law of the new kind does not have.
void drop_foreign_law_keys(json& law) {
    const auto kind = law.find("kind");
    if (kind == law.end() || !kind->is_string()) return;
    const auto known = law_keys(kind->get_ref<const std::string&>());
    if (known.empty()) return;  // validation reports it
    for (auto member = law.begin(); member != law.end();) {
        const bool keep = std::find(known.begin(), known.end(), member.key()) != known.end();
        member = keep ? std::next(member) : law.erase(member);
    }
}

/// Resolves a path of the command line against the working directory, not the scene file's folder.
void make_law_path_absolute(json& scene) {
    json& law = scene["tokens"]["law"];
    if (!law.is_object() || !law.contains("path") || !law["path"].is_string()) return;
    const std::string path = read_path(law["path"].get_ref<const std::string&>());
    if (!path.empty()) law["path"] = shown_path(std::filesystem::absolute(path).string());
}

void apply_one(const std::string& key, std::string_view text, json& scene) {
    if (!scene.is_object()) return;  // validation reports it
    check_utf8(key);
    const bool path = key == "tokens.law.path" && !text.starts_with('"');
    if (!path) check_utf8(text);
    locate(scene, split(key)) = path ? json(shown_path(text)) : value_of(key, text);
    if (key == "tokens.law.kind") drop_foreign_law_keys(scene["tokens"]["law"]);
    if (key == "tokens.law.path" || key == "tokens.law") make_law_path_absolute(scene);
}

/// Holds if `path` is `key` or below it.
bool within(std::string_view path, std::string_view key) {
    return path.substr(0, key.size()) == key && (path.size() == key.size() || path[key.size()] == '.');
}

}  // namespace

void AppliedAssignments::apply(const std::vector<Assignment>& assignments, json& scene) {
    for (const Assignment& assignment : assignments) {
        const std::size_t equals = assignment.find('=');
        const std::string name = one_line("--set " + shortened(assignment, 80)) + ": ";
        if (equals == std::string::npos || equals == 0) {
            throw InputError(name + "found no key and value, expected key=value, for instance model.beta=30");
        }
        const std::string key = assignment.substr(0, equals);
        try {
            apply_one(key, std::string_view(assignment).substr(equals + 1), scene);
        } catch (const Issue& issue) {
            throw InputError(one_line(name + issue.what()));
        }
        applied_.push_back({key, assignment});
    }
}

std::string AppliedAssignments::message(const Issue& issue, std::string_view origin) const {
    for (auto applied = applied_.rbegin(); applied != applied_.rend(); ++applied) {
        const std::string name = "--set " + shortened(applied->assignment, 80) + ": ";
        if (issue.path() == applied->key) return name + issue.what();
        // An assigned kind changes the keys that the rest of the law may have.
        const std::string_view scope =
            applied->key == "tokens.law.kind" ? "tokens.law" : std::string_view(applied->key);
        const bool inside = within(issue.path(), scope), around = !issue.path().empty() && within(scope, issue.path());
        if (inside || around) return name + issue.line();
    }
    return std::string(origin) + ": " + issue.line();
}

}  // namespace coalesce
