#include "model/files.hpp"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "model/error.hpp"

namespace coalesce {
namespace fs = std::filesystem;
namespace {

/// "No such file or directory" and the like.
std::string reason(int error) {
    return std::generic_category().message(error);
}

/// Hidden, beside the target (rename must not cross file systems), different for every process, and with the target's
/// ending, by which encoders recognise their format.
fs::path temporary_name(const fs::path& path) {
    std::string name = ".";
    name += path.stem().string() + "." + std::to_string(::getpid()) + ".partial" + path.extension().string();
    return path.parent_path() / name;
}

}  // namespace

std::string read_text(const fs::path& path, std::size_t limit) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) throw InputError(path.string() + ": " + reason(error ? error.value() : ENOENT));
    if (fs::is_directory(status)) throw InputError(path.string() + ": found a folder, expected a file");
    // A pipe without a writer would block for ever and a device never end.
    if (!fs::is_regular_file(status)) throw InputError(path.string() + ": found a pipe or device, expected a file");
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw InputError(path.string() + ": cannot be read: " + reason(errno));
    const auto size = fs::file_size(path, error);
    if (error) throw InputError(path.string() + ": cannot be read: " + error.message());
    if (size > limit) {
        throw InputError(path.string() + ": found " + std::to_string(size) + " bytes, expected at most " +
                         std::to_string(limit));
    }
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (stream.gcount() != static_cast<std::streamsize>(size)) throw InputError(path.string() + ": cannot be read");
    return text;
}

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)) {
    std::error_code error;
    // rename() would replace a link instead of what it points to.
    if (fs::is_symlink(path_, error)) path_ = fs::weakly_canonical(path_, error);
    const fs::file_status status = fs::status(path_, error);
    if (fs::is_directory(status)) throw RunError(path_.string() + ": found a folder, expected a file to write");
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        throw RunError(path_.string() + ": found a pipe or device, expected a file to write");
    }
    temporary_ = temporary_name(path_);
}

AtomicFile::~AtomicFile() {
    std::error_code ignored;
    if (!committed_) fs::remove(temporary_, ignored);
}

void AtomicFile::write(std::string_view bytes) {
    errno = 0;
    std::ofstream stream(temporary_, std::ios::binary | std::ios::trunc);
    if (!stream) throw RunError(path_.string() + ": cannot be written: " + reason(errno));
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();  // a full disk may show only here
    if (!stream) throw RunError(path_.string() + ": cannot be written: " + reason(errno ? errno : EIO));
}

void AtomicFile::commit() {
    std::error_code error;
    fs::rename(temporary_, path_, error);
    if (error) throw RunError(path_.string() + ": cannot be written: " + error.message());
    committed_ = true;
}

void write_file(const fs::path& path, std::string_view bytes) {
    AtomicFile file(path);
    file.write(bytes);
    file.commit();
}

void make_output_folder(const fs::path& path) {
    std::error_code error;
    fs::create_directories(path, error);
    if (!fs::is_directory(path)) {
        throw RunError(path.string() +
                       ": cannot be made a folder: " + (error ? error.message() : "there is a file of that name"));
    }
    // Permission bits do not tell (read-only mounts, quotas, root): try.
    const fs::path probe = temporary_name(path / "probe");
    errno = 0;
    std::ofstream stream(probe);
    if (!stream) throw RunError(path.string() + ": files cannot be made in this folder: " + reason(errno));
    stream.close();
    fs::remove(probe, error);
}

}  // namespace coalesce
