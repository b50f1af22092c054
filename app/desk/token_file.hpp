#pragma once

#include <filesystem>

#include "coalesce/document/scene_document.hpp"

namespace coalesce {

/// True if a file is opened as tokens: by its ending, .npy, .npz, or .csv, .tsv or .txt unless it holds a scene or a
/// lesson.
bool is_token_file(const std::filesystem::path& path);
/// Makes the scene of a token file: its rows as tokens, two columns or one of angles on the circle, three on the
/// sphere, and Q = K = V = Id. Of an array only the header is read.
/// @throws InputError  as read_token_shape, and for another number of columns
SceneDocument scene_of_tokens(const std::filesystem::path& path);

}  // namespace coalesce
