#pragma once

#include <optional>

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// Checks all that validate() does. @throws Issue
void check_document(const SceneDocument& document);
/// Checks that the matrix of `key` is dimension×dimension. @throws Issue
void check_matrix_size(std::string_view key, const Matrix& matrix, int dimension);
/// Number of tokens that a law draws; nullopt: a file has them.
/// @param count  tokens.count
std::optional<std::int64_t> known_count(const InitialLaw& law, std::int64_t count);

}  // namespace coalesce
