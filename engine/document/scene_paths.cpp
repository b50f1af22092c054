#include "document/scene_paths.hpp"

#include <algorithm>
#include <system_error>

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// Resolves symbolic links in the part of the path that exists.
fs::path without_links(const fs::path& folder) {
    std::error_code error;
    const fs::path known = fs::weakly_canonical(folder.empty() ? fs::path(".") : folder, error);
    return error ? folder.lexically_normal() : known;
}

}  // namespace

fs::path resolved(const fs::path& folder, const fs::path& path) {
    const fs::path whole = folder / path;
    // Without ".." no link can matter, and the file keeps its given name.
    if (std::find(whole.begin(), whole.end(), "..") == whole.end()) return whole.lexically_normal();
    return without_links(whole.parent_path()) / whole.filename();
}

std::string named_from(const fs::path& folder, const std::string& path, const std::string& preferred) {
    if (preferred.empty() || !fs::path(path).is_absolute()) return path;
    if (resolved(folder, preferred) == fs::path(path)) return preferred;
    const fs::path file(path);
    const fs::path way = without_links(file.parent_path()).lexically_relative(without_links(folder));
    return way.empty() ? path : (way / file.filename()).lexically_normal().string();
}

}  // namespace coalesce
