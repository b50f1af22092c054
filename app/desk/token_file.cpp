#include "desk/token_file.hpp"

#include <fstream>

#include "coalesce/model/error.hpp"
#include "coalesce/model/path_text.hpp"
#include "coalesce/model/token_file.hpp"

namespace coalesce {
namespace {

/// True if a text begins as a scene or a lesson does, whatever its name ends with.
bool holds_object(const std::filesystem::path& path) {
    std::ifstream file(path);
    char first = 0;
    return file >> first && first == '{';
}

}  // namespace

bool is_token_file(const std::filesystem::path& path) {
    return is_array_of_tokens(path) || (is_text_of_tokens(path) && !holds_object(path));
}

SceneDocument scene_of_tokens(const std::filesystem::path& path) {
    const TokenShape shape = read_token_shape(path);
    if (shape.columns != 2 && shape.columns != 3)
        throw InputError(shown_path(path.string()) + ": found " + std::to_string(shape.rows) + "×" +
                         std::to_string(shape.columns) + " numbers, expected N×2 or N angles (circle) or N×3 (sphere)");
    SceneDocument document;
    Scene& scene = document.scene;
    scene.name = shown_path(path.stem().string());
    scene.note = "The tokens of " + shown_path(path.filename().string()) +
                 ", each scaled to length 1; Q = K = V = Id until you change them.";
    scene.dimension = static_cast<int>(shape.columns);
    scene.model = Model::standard(scene.dimension);
    scene.tokens.law = FileLaw{std::filesystem::absolute(path).string()};
    scene.tokens.count = static_cast<std::int64_t>(shape.rows);
    return document;
}

}  // namespace coalesce
