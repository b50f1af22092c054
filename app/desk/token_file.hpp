#pragma once

#include <filesystem>

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// True if a file is opened as tokens: by its ending, .npy.
bool is_token_file(const std::filesystem::path& path);
/// Makes the scene of a token file: its rows as tokens, two columns on the circle, three on the sphere, and Q = K = V =
/// Id. Reads the header alone.
/// @throws InputError  as read_npy_header, and for another number of columns
SceneDocument scene_of_tokens(const std::filesystem::path& path);

}  // namespace coalesce
