#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "coalesce/model/output.hpp"  // the other direction: outputs are complete or absent

namespace coalesce {

/// A regular file, open for reading. Pipes and devices are refused without waiting: a pipe without a writer would block
/// for ever, a device never end.
class InputFile {
  public:
    /// Throws InputError if missing, unreadable, a folder, a pipe or a device.
    explicit InputFile(const std::filesystem::path& path);
    ~InputFile();
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;

    std::uint64_t size() const { return size_; }  ///< bytes at opening
    /// Reads `count` bytes from `offset`, fewer only at the end
    /// of the file. Returns the number read. Throws InputError.
    std::size_t read(void* bytes, std::size_t count, std::uint64_t offset) const;

  private:
    std::string shown_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

/// Reads a whole file as text. Throws InputError as InputFile does, and if the file exceeds `limit` bytes.
std::string read_text(const std::filesystem::path& path, std::size_t limit);

}  // namespace coalesce
