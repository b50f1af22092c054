#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>

namespace coalesce::output_detail {

/// "No such file or directory" and the like.
std::string reason(int error);

/// The target of `path`, through symbolic links, also dangling ones. Refuses the link of another user in a folder that
/// everybody may write to, as Linux does (proc(5), protected_symlinks). Throws RunError.
std::filesystem::path real_target(const std::filesystem::path& path, const std::string& shown);

/// Status of the path itself; nullopt where there is nothing.
std::optional<struct stat> status_of(const std::filesystem::path& path);

/// The status of the file that an output is going to replace, nullopt where there is none. Throws RunError for what
/// must not be replaced: a folder, a pipe or device, a file without write permission.
std::optional<struct stat> replaceable(const std::filesystem::path& target, const std::string& shown);

/// Gives an open file of ours the owner, group, mode and access list (acl(5)) of the file at `target`, whose status is
/// `existing`, as far as the system lets it.
void inherit(int descriptor, const std::filesystem::path& target, const struct stat& existing);

}  // namespace coalesce::output_detail
