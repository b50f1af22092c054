#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/document/document_diff.hpp"

namespace coalesce {

// Twins: runs beside a first one that differ from it in some keys of the scene, and share its clock and its camera.

/// Largest number of twins beside the first run.
inline constexpr std::size_t most_twins = 3;

/// Splits "model.beta=60,model.V=[[1, 0], [0, 1]]" into its assignments: at commas outside of brackets and quotes that
/// a key and = follow.
std::vector<Assignment> split_assignments(std::string_view text);
/// Writes one key and its value as an assignment, which load_scene() reads back: model.V=[[1.0,0.0],[0.0,1.0]].
/// @param dimension  of the scene, by which a law writes its points
Assignment assignment_of(const ParameterSpec& parameter, const ParameterValue& value, int dimension);

/// Writes what a twin has where it differs from the first run, as split_assignments() takes it; keys that runs side by
/// side share are left out. Empty: they do not differ.
/// @throws InputError  the dimensions differ
std::string twin_assignments(const SceneDocument& first, const SceneDocument& twin);

/// True of keys that runs side by side share: dimension, end, display, name. A twin may not differ in them.
bool shared_by_twins(const ParameterSpec& parameter);
/// The change that leads from one document to another of the same dimension.
/// @throws InputError  the dimensions differ
DocumentDiff difference(const SceneDocument& from, const SceneDocument& to);
/// Checks that a run which differs so can stand beside the first one: they share dimension, camera, display and end.
/// @param origin  names the twin in the message
/// @throws InputError  no key differs, or one that all runs share
void check_twin(const DocumentDiff& difference, std::string_view origin);
/// Loads one scene with assignments.
using SceneLoader = std::function<SceneDocument(const std::vector<Assignment>&)>;
/// Loads the twins of a scene.
/// @param load         the scene
/// @param assignments  those of the first run; a twin's own come after them
/// @param twins        assignments of each twin, as split_assignments() takes them
/// @throws InputError naming --twin, what was found and what is expected
std::vector<SceneDocument> load_twins(const SceneLoader& load, const std::vector<Assignment>& assignments,
                                      const SceneDocument& first, const std::vector<std::string>& twins);

/// A parameter's value in words: "unnormalised", "yes", "diagonal 1, 1, 0.5", "mixture of 3".
std::string value_words(const ParameterSpec& parameter, const ParameterValue& value);
/// Says of each run what it has where the runs differ: "attention: softmax", "attention: unnormalised". Several keys
/// are parted by " · ", in the table's order; camera, theme and name count as equal.
/// @param runs  of one dimension
std::vector<std::string> twin_words(std::span<const SceneDocument* const> runs);

}  // namespace coalesce
