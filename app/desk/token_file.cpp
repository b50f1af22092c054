#include "desk/token_file.hpp"

#include "coalesce/model/error.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/path_text.hpp"

namespace coalesce {

bool is_token_file(const std::filesystem::path& path) {
    return path.extension() == ".npy";
}

SceneDocument scene_of_tokens(const std::filesystem::path& path) {
    const NpyHeader header = read_npy_header(path);
    if (header.columns != 2 && header.columns != 3)
        throw InputError(shown_path(path.string()) + ": found " + std::to_string(header.rows) + "×" +
                         std::to_string(header.columns) + " numbers, expected N×2 (circle) or N×3 (sphere)");
    SceneDocument document;
    Scene& scene = document.scene;
    scene.name = shown_path(path.stem().string());
    scene.note = "The tokens of " + shown_path(path.filename().string()) +
                 ", each scaled to length 1; Q = K = V = Id until you change them.";
    scene.dimension = static_cast<int>(header.columns);
    scene.model = Model::standard(scene.dimension);
    scene.tokens.law = FileLaw{std::filesystem::absolute(path).string()};
    scene.tokens.count = static_cast<std::int64_t>(header.rows);
    return document;
}

}  // namespace coalesce
