#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/document/scene_parameters.hpp"

namespace coalesce {

// A scene and its keys as JSON values, for files that hold scenes or changes of them.

/// Reads and checks a scene. Token files keep the names that they have there (see complete()).
/// @throws Issue at the key
SceneDocument document_from_json(const nlohmann::json& root);
/// Counts listed points, and resolves the name of a token file against the folder of the file that names it.
void complete(Scene& scene, const std::filesystem::path& folder);
/// Reads a value of the parameter in a document of that dimension; its range is not checked. @throws Issue at the key
ParameterValue read_value(const Parameter& parameter, const nlohmann::json& value, int dimension);
/// Holds for the objects that the table's keys imply: "model", "tokens" …
bool is_group(std::string_view key);
/// Throws an Issue that names the nearest known key or group.
[[noreturn]] void unknown_key(const std::string& key);

/// Returns the scene with every key, in the order of the parameter table.
nlohmann::ordered_json json_of(const SceneDocument& document);
/// Returns a parameter's value in a document of that dimension.
nlohmann::ordered_json json_of(const ParameterValue& value, int dimension);

}  // namespace coalesce
