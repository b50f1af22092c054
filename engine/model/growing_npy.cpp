#include "coalesce/model/growing_npy.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "coalesce/model/error.hpp"
#include "coalesce/model/output.hpp"

namespace coalesce {
namespace {

static_assert(std::endian::native == std::endian::little, "values are written without swapping bytes");

constexpr std::size_t count_at = 64, count_digits = 8;

[[noreturn]] void failed(const std::filesystem::path& path, const char* what, int error) {
    throw RunError(path.string() + ": " + what + ": " + std::strerror(error));
}

/// The number, right-aligned in eight characters.
std::string padded(std::uint64_t count) {
    const std::string digits = std::to_string(count);
    return std::string(count_digits - digits.size(), ' ') + digits;
}

}  // namespace

std::string GrowingNpy::header(std::uint64_t count) const {
    std::string text("\x93NUMPY\x01\x00", 8);
    text += static_cast<char>(header_size - 10);
    text += '\0';
    text += "{'descr': '<f8', 'fortran_order': False, 'shape': (";
    text.resize(count_at, ' ');
    text += padded(count) + ",";
    for (const std::size_t each : entry_) text += " " + std::to_string(each) + ",";
    text += "), }";
    text.resize(header_size - 1, ' ');
    return text + '\n';
}

GrowingNpy::GrowingNpy(std::filesystem::path path, std::vector<std::size_t> entry)
    : path_(std::move(path)), entry_(std::move(entry)) {
    write_file(path_, header(0));
    open();
}

GrowingNpy::GrowingNpy(std::filesystem::path path, std::vector<std::size_t> entry, std::uint64_t kept)
    : path_(std::move(path)), entry_(std::move(entry)) {
    struct stat status {};
    if (::stat(path_.c_str(), &status) != 0) throw InputError(path_.string() + ": no such file");
    open();
    try {
        std::string there(header_size, '\0');
        const ssize_t got = ::pread(descriptor_, there.data(), there.size(), 0);
        std::uint64_t count = 0;
        const char* first = there.data() + count_at;
        while (*first == ' ') ++first;
        std::from_chars(first, there.data() + count_at + count_digits, count);
        if (got != static_cast<ssize_t>(there.size()) || there != header(count))
            throw InputError(path_.string() + ": found another array than a run of this scene writes");
        const std::uint64_t bytes = header_size + kept * values() * sizeof(double);
        if (count < kept || static_cast<std::uint64_t>(status.st_size) < bytes)
            throw InputError(path_.string() + ": found " + std::to_string(count) + " entries, expected at least " +
                             std::to_string(kept));
        count_ = kept;
        write_count(kept);
        if (::ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) failed(path_, "cannot be written", errno);
    } catch (...) {
        ::close(descriptor_);
        throw;
    }
}

GrowingNpy::~GrowingNpy() {
    ::close(descriptor_);
}

void GrowingNpy::open() {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor_ < 0) failed(path_, "cannot be written", errno);
}

std::size_t GrowingNpy::values() const {
    std::size_t values = 1;
    for (const std::size_t each : entry_) values *= each;
    return values;
}

void GrowingNpy::write(std::span<const char> bytes, std::uint64_t offset) const {
    while (!bytes.empty()) {
        const ssize_t done = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) failed(path_, "cannot be written", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(done));
        offset += static_cast<std::uint64_t>(done);
    }
}

/// Writes eight aligned bytes: a reader sees the number before or after.
void GrowingNpy::write_count(std::uint64_t count) const {
    write(padded(count), count_at);
}

void GrowingNpy::append(std::span<const double> entry) {
    if (count_ >= most_entries)
        throw RunError(path_.string() + ": has " + std::to_string(count_) + " entries, the most that it can have");
    const std::uint64_t bytes = values() * sizeof(double);
    write({reinterpret_cast<const char*>(entry.data()), bytes}, header_size + count_ * bytes);
    write_count(count_ + 1);
    ++count_;
}

std::vector<double> GrowingNpy::read(std::uint64_t k) const {
    std::vector<double> entry(values());
    const std::size_t bytes = entry.size() * sizeof(double);
    for (std::size_t done = 0; done < bytes;) {
        const ssize_t got = ::pread(descriptor_, reinterpret_cast<char*>(entry.data()) + done, bytes - done,
                                    static_cast<off_t>(header_size + k * bytes + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) throw InputError(path_.string() + ": cannot be read to its end");
        done += static_cast<std::size_t>(got);
    }
    return entry;
}

void GrowingNpy::flush() const {
    ::fdatasync(descriptor_);
}

}  // namespace coalesce
