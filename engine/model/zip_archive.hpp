#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct zip;
struct zip_file;

namespace coalesce {

/// An archive that libzip reads from memory or from a file.
class ZipArchive {
  public:
    /// @throws InputError naming `origin` if it is no archive
    ZipArchive(std::span<const unsigned char> bytes, const std::string& origin);
    ZipArchive(const std::string& path, const std::string& origin);
    ~ZipArchive();
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    /// Names of the entries.
    std::vector<std::string> names() const;
    bool has(const std::string& name) const;

    /// An entry that is read from its beginning to its end.
    class Entry {
      public:
        /// Bytes that the archive promises.
        std::uint64_t size() const { return size_; }
        /// Reads the next bytes, fewer only at the end. @throws InputError for damaged ones, also by their checksum
        std::size_t read(unsigned char* bytes, std::size_t count);
        ~Entry();
        Entry(Entry&& other) noexcept;

      private:
        friend class ZipArchive;
        Entry(zip_file* file, std::uint64_t size, std::string origin);
        zip_file* file_;
        std::uint64_t size_;
        std::string origin_;
    };
    /// @throws InputError if the entry is missing, encrypted, packed by an unknown method, or promises more than
    /// packing
    ///         could hold
    Entry open(const std::string& name) const;

  private:
    std::string origin_;
    std::uint64_t bytes_ = 0;
    zip* archive_ = nullptr;
};

}  // namespace coalesce
