#include "record/free_name.hpp"

#include <string>
#include <system_error>

namespace coalesce {
namespace fs = std::filesystem;

fs::path free_name(const fs::path& wanted) {
    const bool folder = !wanted.has_filename();
    const fs::path plain = folder ? wanted.parent_path() : wanted;
    fs::path name = plain;
    std::error_code ignored;
    for (int number = 2; fs::exists(fs::symlink_status(name, ignored)); ++number) {
        name = plain.parent_path() / plain.stem();
        name += "-";
        name += std::to_string(number);
        name += plain.extension();
    }
    return folder ? name / "" : name;
}

bool would_replace(const fs::path& path) {
    std::error_code error;
    if (path.empty() || !fs::exists(path, error)) return false;
    return !fs::is_directory(path, error) || !fs::is_empty(path, error);
}

}  // namespace coalesce
