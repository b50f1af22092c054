#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace coalesce {

/// An .npy file of float64 whose first axis grows. Whoever reads it at any moment, also after the process was killed,
/// finds a whole array of the entries so far.
///
/// The header has a fixed length, and the number of entries stands in it as eight bytes at offset 64, padded with
/// spaces: an entry's values are written behind the last ones first, then these eight bytes at once. Bytes beyond the
/// entries that the header counts are left over from a kill.
class GrowingNpy {
  public:
    /// Bytes before the values.
    static constexpr std::size_t header_size = 128;
    /// Largest number of entries.
    static constexpr std::uint64_t most_entries = 99'999'999;

    /// Makes a file without entries in place of one that is there.
    /// @param entry  shape of one entry; empty: a number
    /// @throws RunError
    GrowingNpy(std::filesystem::path path, std::vector<std::size_t> entry);
    /// Goes on with a file of the same shape, of which the first `kept` entries stay.
    /// @throws InputError  it is no such file, or has fewer  @throws RunError  it cannot be written
    GrowingNpy(std::filesystem::path path, std::vector<std::size_t> entry, std::uint64_t kept);
    ~GrowingNpy();
    GrowingNpy(const GrowingNpy&) = delete;
    GrowingNpy& operator=(const GrowingNpy&) = delete;

    /// Appends an entry. @throws RunError  it cannot be written; the file then has the entries before
    void append(std::span<const double> values);
    std::uint64_t size() const { return count_; }
    /// Reads entry k < size(). @throws InputError
    std::vector<double> read(std::uint64_t k) const;
    /// Waits until all entries are on the disk: after a power cut they are there. May run beside append().
    void flush() const;

  private:
    std::size_t values() const;
    std::string header(std::uint64_t count) const;
    void open();
    void write(std::span<const char> bytes, std::uint64_t offset) const;
    void write_count(std::uint64_t count) const;

    std::filesystem::path path_;
    std::vector<std::size_t> entry_;
    int descriptor_ = -1;
    std::uint64_t count_ = 0;
};

}  // namespace coalesce
