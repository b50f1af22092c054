#include "coalesce/model/output.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "coalesce/model/error.hpp"
#include "model/output_permissions.hpp"
#include "model/output_removal.hpp"

namespace coalesce {
namespace fs = std::filesystem;
using output_detail::Kind;
using output_detail::reason;
using output_detail::Removal;

namespace {

[[noreturn]] void cannot_write(const std::string& shown, int error) {
    throw RunError(shown + ": cannot be written: " + reason(error));
}

constexpr std::string_view hidden = ".coalesce-";
constexpr std::size_t word_length = 12;

/// 60 random bits as 12 letters and digits.
std::string random_word() {
    std::uint64_t bits = 0;
    if (::getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits)) throw RunError("no random numbers");
    std::string word;
    for (std::size_t k = 0; k < word_length; ++k, bits >>= 5) word += "abcdefghijklmnopqrstuvwxyz234567"[bits & 31];
    return word;
}

/// Keeps the extension, by which some programs tell the format; drops one too long to be ours.
std::string short_ending(const fs::path& path) {
    const std::string ending = path.extension().string();
    return ending.size() <= 8 ? ending : "";
}

fs::path beside(const fs::path& target, std::string_view prefix) {
    return target.parent_path() / std::string(prefix).append(random_word()).append(short_ending(target));
}

/// Replaces the set's temporary folder by its target, so that messages name a file where it belongs.
std::string shown_name(const fs::path& path) {
    fs::path shown;
    for (const fs::path& part : path) {
        const std::string& name = part.native();
        if (!name.starts_with(hidden) || name.size() != hidden.size() + word_length) shown /= part;
    }
    return shown.string();
}

constexpr int exclusive = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

void write_all(int descriptor, std::string_view bytes, const std::string& shown) {
    while (!bytes.empty()) {
        const ssize_t done = ::write(descriptor, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) cannot_write(shown, errno);
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
}

/// Some file systems lack fsync: its EINVAL, EROFS and ENOTSUP are no errors.
void flush(int descriptor, const std::string& shown) {
    if (::fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS && errno != ENOTSUP) cannot_write(shown, errno);
}

/// fsync of the folder makes its renames survive a power cut.
void flush_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// Gives a finished file the permissions of the file that it will replace, and flushes it.
void prepare(const fs::path& file, const fs::path& target, const std::string& shown, bool flushed) {
    const auto existing = output_detail::replaceable(target, shown);
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) cannot_write(shown, errno);
    if (existing) output_detail::inherit(descriptor, target, *existing);
    const bool failed = flushed && ::fsync(descriptor) != 0 && errno != EINVAL && errno != ENOTSUP;
    const int error = errno;
    ::close(descriptor);
    if (failed) cannot_write(shown, error);
}

void put_in_place(const fs::path& file, const fs::path& target, const std::string& shown) {
    if (::rename(file.c_str(), target.c_str()) == 0) return;
    if (errno != EXDEV) cannot_write(shown, errno);
    // EXDEV: the target is a link into another file system; the file is copied there.
    PendingFile copy(target);
    std::error_code error;
    fs::copy_file(file, copy.temporary(), fs::copy_options::overwrite_existing, error);
    if (error) cannot_write(shown, error.value());
    copy.commit();
    ::unlink(file.c_str());
}

fs::path without_slash(const fs::path& folder) {
    return folder.has_filename() || !folder.has_parent_path() ? folder : folder.parent_path();
}

}  // namespace

PendingFile::PendingFile(const fs::path& path, Name name)
    : shown_(shown_name(path)), target_(output_detail::real_target(path, shown_)) {
    const std::optional<struct stat> existing = output_detail::replaceable(target_, shown_);
    // 0600 until commit(): nobody may read the unfinished file whom the target's mode excludes.
    const mode_t mode = existing ? 0600 : 0666;
    const output_detail::SignalsWait whole;
    for (int attempt = 0; descriptor_ < 0; ++attempt) {
        temporary_ = beside(target_, name == Name::hidden ? hidden : "unfinished-");
        descriptor_ = ::open(temporary_.c_str(), exclusive, mode);
        if (descriptor_ < 0 && (errno != EEXIST || attempt == 10)) cannot_write(shown_, errno);
    }
    removal_ = std::make_unique<Removal>(temporary_.string(), Kind::file);
}

PendingFile::~PendingFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    removal_->remove();
}

void PendingFile::write(std::string_view bytes) {
    write_all(descriptor_, bytes, shown_);
}

void PendingFile::commit() {
    if (const auto existing = output_detail::status_of(target_))
        output_detail::inherit(descriptor_, target_, *existing);
    flush(descriptor_, shown_);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) cannot_write(shown_, errno);
    removal_.reset();
    ::close(descriptor_);
    descriptor_ = -1;
    flush_folder(target_.parent_path());
}

void write_file(const fs::path& path, std::string_view bytes) {
    PendingFile file(path);
    file.write(bytes);
    file.commit();
}

PendingFolder::PendingFolder(const fs::path& folder, Belongs belongs)
    : shown_(folder.string()), folder_(without_slash(folder)), belongs_(std::move(belongs)) {
    try {
        std::vector<fs::path> missing;
        std::error_code error;
        for (fs::path p = folder_; !p.empty() && !fs::exists(p, error); p = p.parent_path()) missing.push_back(p);
        for (auto p = missing.rbegin(); p != missing.rend(); ++p) {
            // Signals wait here: a folder is either not made or known to the signal handler.
            const output_detail::SignalsWait whole;
            if (::mkdir(p->c_str(), 0777) == 0) {
                made_.push_back(std::make_unique<Removal>(p->string(), Kind::folder_if_empty));
            } else if (errno != EEXIST) {
                throw RunError(shown_ + ": the folder cannot be created: " + reason(errno));
            }
        }
        if (!fs::is_directory(folder_, error))
            throw RunError(shown_ + ": the folder cannot be created: found a file of that name");
        // Permission bits do not tell (read-only mounts, quotas, root): a file is made for a test.
        temporary();
        removal_->remove();
        removal_.reset();
        for (const auto& entry : fs::directory_iterator(folder_))
            if (belongs_ && belongs_(entry.path().filename().string()))
                output_detail::replaceable(entry.path(), entry.path().string());
    } catch (const fs::filesystem_error& error) {
        abandon();
        throw RunError(shown_ + ": cannot be read: " + error.code().message());
    } catch (...) {
        abandon();
        throw;
    }
}

PendingFolder::~PendingFolder() {
    if (!committed_) abandon();
}

void PendingFolder::abandon() noexcept {
    if (removal_) removal_->remove();
    for (auto made = made_.rbegin(); made != made_.rend(); ++made) (*made)->remove();
}

const fs::path& PendingFolder::temporary() {
    const output_detail::SignalsWait whole;
    for (int attempt = 0; !removal_; ++attempt) {
        temporary_ = folder_ / std::string(hidden).append(random_word());
        if (::mkdir(temporary_.c_str(), 0700) == 0)
            removal_ = std::make_unique<Removal>(temporary_.string(), Kind::folder);
        else if (errno != EEXIST || attempt == 10)
            throw RunError(shown_ + ": files cannot be created in this folder: " + reason(errno));
    }
    return temporary_;
}

void PendingFolder::write(std::string_view name, std::string_view bytes) {
    const std::string shown = (folder_ / name).string();
    const int descriptor =
        ::open((temporary() / name).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (descriptor < 0) cannot_write(shown, errno);
    try {
        write_all(descriptor, bytes, shown);
    } catch (...) {
        ::close(descriptor);
        throw;
    }
    ::close(descriptor);
}

void PendingFolder::commit() {
    std::vector<fs::path> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(temporary(), error)) names.push_back(entry.path().filename());
    if (error) cannot_write(shown_, error.value());
    std::sort(names.begin(), names.end());
    // A film has thousands of frames; flushing each would take longer than drawing it.
    constexpr std::size_t flushed_one_by_one = 32;
    // All that can fail is done before the first file is replaced.
    std::vector<fs::path> targets;
    for (const fs::path& name : names) {
        const std::string shown = (folder_ / name).string();
        targets.push_back(output_detail::real_target(folder_ / name, shown));
        prepare(temporary_ / name, targets.back(), shown, names.size() <= flushed_one_by_one);
    }
    const output_detail::SignalsWait wait;
    for (std::size_t k = 0; k < names.size(); ++k)
        put_in_place(temporary_ / names[k], targets[k], (folder_ / names[k]).string());
    committed_ = true;
    for (const auto& entry : fs::directory_iterator(folder_, error)) {
        const fs::path name = entry.path().filename();
        if (belongs_ && belongs_(name.string()) && !std::binary_search(names.begin(), names.end(), name))
            ::unlink(entry.path().c_str());
    }
    removal_->remove();
    removal_.reset();
    made_.clear();
    flush_folder(folder_);
}

void make_output_folder(const fs::path& path) {
    PendingFolder(path).commit();
}

namespace {

/// Uses $XDG_RUNTIME_DIR if it is, as its specification demands, a folder of mode 0700 owned by this user.
fs::path temporary_folder() {
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime && runtime[0] == '/') {
        struct stat status {};
        const bool own = ::lstat(runtime, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
                         (status.st_mode & 077) == 0;
        if (own && ::access(runtime, W_OK) == 0) return runtime;
    }
    std::error_code error;
    const fs::path folder = fs::temp_directory_path(error);
    return error ? "/tmp" : folder;
}

}  // namespace

PrivateFolder::PrivateFolder() {
    std::string name = (temporary_folder() / "coalesce-XXXXXX").string();
    const output_detail::SignalsWait whole;
    if (::mkdtemp(name.data()) == nullptr)
        throw RunError(name + ": the temporary folder cannot be created: " + reason(errno));
    path_ = name;
    removal_ = std::make_unique<Removal>(name, Kind::folder);
}

PrivateFolder::~PrivateFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void remove_unfinished_on_signals() {
    output_detail::remove_on_signals();
}

}  // namespace coalesce
