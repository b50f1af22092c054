#include "model/output_permissions.hpp"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "coalesce/model/error.hpp"

namespace coalesce::output_detail {
namespace fs = std::filesystem;
namespace {

/// Holds for sticky folders writable by all, such as /tmp.
bool shared_by_all(const struct stat& folder) {
    return (folder.st_mode & S_ISVTX) != 0 && (folder.st_mode & S_IWOTH) != 0;
}

std::optional<struct stat> folder_of(const fs::path& path) {
    struct stat status {};
    const fs::path folder = path.parent_path();
    if (::stat(folder.empty() ? "." : folder.c_str(), &status) != 0) return std::nullopt;
    return status;
}

/// In a sticky folder only root and the owners of file and folder may rename onto the file.
bool kept_by_sticky_folder(const fs::path& path, const struct stat& status) {
    const auto folder = folder_of(path);
    const uid_t user = ::geteuid();
    return folder && (folder->st_mode & S_ISVTX) != 0 && user != 0 && status.st_uid != user && folder->st_uid != user;
}

}  // namespace

std::string reason(int error) {
    return std::generic_category().message(error);
}

fs::path real_target(const fs::path& path, const std::string& shown) {
    constexpr int most_links = 40;  // the kernel's limit (MAXSYMLINKS)
    fs::path target = path;
    for (int links = 0; links < most_links; ++links) {
        struct stat status {};
        if (::lstat(target.c_str(), &status) != 0 || !S_ISLNK(status.st_mode)) return target;
        const auto folder = folder_of(target);
        if (folder && shared_by_all(*folder) && status.st_uid != ::geteuid() && status.st_uid != folder->st_uid)
            throw RunError(shown + ": found another user's link in a shared folder, expected a file to write");
        std::error_code error;
        const fs::path next = fs::read_symlink(target, error);
        if (error) throw RunError(shown + ": cannot be written: " + error.message());
        target = target.parent_path() / next;  // operator/ drops the left side if `next` is absolute
    }
    throw RunError(shown + ": cannot be written: " + reason(ELOOP));
}

std::optional<struct stat> status_of(const fs::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
    return status;
}

std::optional<struct stat> replaceable(const fs::path& target, const std::string& shown) {
    struct stat status {};
    if (::stat(target.c_str(), &status) != 0) {
        if (errno == ENOENT) return std::nullopt;  // a missing folder is reported by the first write
        throw RunError(shown + ": cannot be written: " + reason(errno));
    }
    if (S_ISDIR(status.st_mode)) throw RunError(shown + ": found a folder, expected a file to write");
    if (!S_ISREG(status.st_mode)) throw RunError(shown + ": found a pipe or device, expected a file to write");
    // access() lets root pass: the mode bits decide.
    const bool writable = (status.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) != 0 &&
                          ::faccessat(AT_FDCWD, target.c_str(), W_OK, AT_EACCESS) == 0;
    if (!writable) throw RunError(shown + ": is write-protected, expected a file that may be replaced");
    if (kept_by_sticky_folder(target, status))
        throw RunError(shown + ": is another user's file in a shared folder, expected a file that may be replaced");
    return status;
}

void inherit(int descriptor, const fs::path& target, const struct stat& existing) {
    mode_t mode = existing.st_mode & 0777;
    struct stat own {};
    if (::fstat(descriptor, &own) == 0 && own.st_uid != existing.st_uid &&
        ::fchown(descriptor, existing.st_uid, static_cast<gid_t>(-1)) != 0 && errno != EPERM)
        return;
    // If the old group cannot be kept, the new group gets the rights of others only.
    if (own.st_gid != existing.st_gid && ::fchown(descriptor, static_cast<uid_t>(-1), existing.st_gid) != 0)
        mode &= ~static_cast<mode_t>(S_IRWXG) | (mode & S_IRWXO) << 3;
    ::fchmod(descriptor, mode);
    constexpr const char* access_list = "system.posix_acl_access";
    std::array<char, 4096> list{};
    const ssize_t length = ::getxattr(target.c_str(), access_list, list.data(), list.size());
    if (length > 0) ::fsetxattr(descriptor, access_list, list.data(), static_cast<std::size_t>(length), 0);
}

}  // namespace coalesce::output_detail
