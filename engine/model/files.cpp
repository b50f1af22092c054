#include "coalesce/model/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "coalesce/model/error.hpp"

namespace coalesce {
namespace {

/// Returns the system's text for errno: "No such file or directory".
std::string system_text(int error) {
    return std::generic_category().message(error);
}

void check_regular(const struct stat& status, const std::string& shown) {
    if (S_ISDIR(status.st_mode)) throw InputError(shown + ": found a folder, expected a file");
    if (!S_ISREG(status.st_mode)) throw InputError(shown + ": found a pipe or device, expected a file");
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path) : shown_(path.string()) {
    struct stat status {};
    // open() alone triggers some devices: the kind is checked before opening, and again on the opened descriptor.
    if (::stat(path.c_str(), &status) != 0) throw InputError(shown_ + ": " + system_text(errno));
    check_regular(status, shown_);
    // O_NONBLOCK keeps open() from waiting for the writer of a pipe.
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0)
        throw InputError(shown_ + ": cannot be read: " + system_text(errno));
    try {
        check_regular(status, shown_);
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
}

InputFile::~InputFile() {
    ::close(descriptor_);
}

std::size_t InputFile::read(void* bytes, std::size_t count, std::uint64_t offset) const {
    std::size_t done = 0;
    while (done < count) {
        const ssize_t got =
            ::pread(descriptor_, static_cast<char*>(bytes) + done, count - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw InputError(shown_ + ": cannot be read: " + system_text(errno));
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

std::string read_text(const std::filesystem::path& path, std::size_t limit) {
    const InputFile file(path);
    if (file.size() > limit) {
        throw InputError(path.string() + ": found " + std::to_string(file.size()) + " bytes, expected at most " +
                         std::to_string(limit));
    }
    std::string text(file.size(), '\0');
    if (file.read(text.data(), text.size(), 0) != text.size())
        throw InputError(path.string() + ": cannot be read to its end");
    return text;
}

}  // namespace coalesce
