#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace coalesce {

/// Whole file as text; throws InputError when it is missing, unreadable, a folder, or larger than `limit` bytes.
std::string read_text(const std::filesystem::path& path, std::size_t limit);

/// An output file that is complete or absent: written beside its final name, renamed by commit(), removed otherwise.
class AtomicFile {
  public:
    explicit AtomicFile(std::filesystem::path path);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    /// Where to write meanwhile.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Writes all of it to the temporary file. Throws RunError (unwritable folder, disk full).
    void write(std::string_view bytes);
    /// Throws RunError.
    void commit();

  private:
    std::filesystem::path path_, temporary_;
    bool committed_ = false;
};

/// write + commit.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Creates the folder and its parents and checks that files can be made there. Throws RunError.
void make_output_folder(const std::filesystem::path& path);

}  // namespace coalesce
