#include "record/clip_file.hpp"

#include <array>
#include <string>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "record/film_comment.hpp"
#include "record/gif_comment.hpp"
#include "view/png_text.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

enum class Format { none, png, gif, film };

Format format_by_content(const fs::path& path) {
    std::array<char, 8> bytes{};
    std::size_t count = 0;
    try {
        count = InputFile(path).read(bytes.data(), bytes.size(), 0);
    } catch (const InputError&) {  // whoever opens the file says why it cannot be read
        return Format::none;
    }
    const std::string_view head(bytes.data(), count);
    if (head.starts_with("\x89PNG")) return Format::png;
    if (head.starts_with("GIF8")) return Format::gif;
    const bool mp4 = count == bytes.size() && head.substr(4) == "ftyp", matroska = head.starts_with("\x1a\x45\xdf\xa3");
    return mp4 || matroska ? Format::film : Format::none;
}

Format format_of(const fs::path& path) {
    if (const Format found = format_by_content(path); found != Format::none) return found;
    std::string ending = path.extension().string();
    for (char& c : ending) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    if (ending == ".png") return Format::png;
    if (ending == ".gif") return Format::gif;
    return ending == ".mp4" || ending == ".webm" ? Format::film : Format::none;
}

std::optional<std::string> read_comment(const fs::path& path) {
    switch (format_of(path)) {
        case Format::png:
            return read_png_text(path, "Comment", largest_clip_comment);
        case Format::gif:
            return read_gif_comment(path, largest_clip_comment);
        case Format::film:
            return read_film_comment(path, largest_clip_comment);
        case Format::none:
            break;
    }
    return {};
}

}  // namespace

bool is_clip(const fs::path& path) {
    return format_of(path) != Format::none;
}

ClipOrigin read_clip(const fs::path& path, const std::vector<Assignment>& assignments) {
    const std::optional<std::string> comment = read_comment(path);
    if (!comment)
        throw InputError(path.string() +
                         ": carries no scene: found no comment in it, expected a picture or film that "
                         "Coalesce wrote");
    return parse_clip(*comment, path, assignments);
}

std::optional<ClipLab> read_lab_clip(const fs::path& path) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored) || !is_clip(path)) return {};
    const std::optional<std::string> comment = read_comment(path);
    // Another program's comment is told by whoever looks for a scene.
    if (!comment || comment->find("\"lab\"") == std::string::npos) return {};
    return parse_lab_clip(*comment, path);
}

SceneDocument load_scene_or_clip(std::string_view name_or_path, const std::vector<Assignment>& assignments) {
    if (is_shipped_scene(name_or_path) || !is_clip(name_or_path)) return load_scene(name_or_path, assignments);
    return read_clip(name_or_path, assignments).document;
}

}  // namespace coalesce
