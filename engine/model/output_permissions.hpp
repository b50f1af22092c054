#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

namespace coalesce::output_detail {

/// Returns the system's text for errno: "No such file or directory".
std::string reason(int error);

/// Follows symbolic links, also dangling ones, to the target of `path`. Refuses another user's link in a world-writable
/// sticky folder, as Linux does (proc(5), protected_symlinks). Throws RunError.
std::filesystem::path real_target(const std::filesystem::path& path, const std::string& shown);

/// lstat(2) of `path`; nullopt if nothing is there.
std::optional<struct stat> status_of(const std::filesystem::path& path);

/// Status of the file that an output will replace; nullopt if there is none. Throws RunError if it must not be
/// replaced: a folder, a pipe or device, a file without write permission.
std::optional<struct stat> replaceable(const std::filesystem::path& target, const std::string& shown);

/// Copies owner, group, mode and access list (acl(5)) of the file at `target` to our open file, as far as the system
/// permits; `existing` is the target's status.
void inherit(int descriptor, const std::filesystem::path& target, const struct stat& existing);

}  // namespace coalesce::output_detail
