#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

// Rule of every output: a file or a set of files is complete or absent, and an older one stays unchanged until the new
// one is complete. Everything is written beside its target under an unpredictable name and renamed by commit(); without
// commit(), or on a signal, all of it is removed.
//
// An existing file keeps its mode, owner, group and access list; a new one gets what the umask leaves of 0666. A file
// without write permission is refused, also for root, whom the kernel would let pass. A symbolic link is followed: its
// target is replaced and the link stays. Another hard link of the target keeps the old content.
//
// All throw RunError with one line that names the path as the user gave it.

namespace output_detail {
class Removal;  // registers a path with the signal handler
}

/// One output file.
class PendingFile {
  public:
    /// hidden: ".coalesce-…"; visible: "unfinished-…", for a recording worth keeping after a kill. Both keep the
    /// target's extension and are short, so that the target's name may be as long as the file system allows.
    enum class Name { hidden, visible };

    /// Creates the empty temporary file. Throws RunError if the folder is not writable or the target is write-protected
    /// or no regular file.
    explicit PendingFile(const std::filesystem::path& path, Name name = Name::hidden);
    ~PendingFile();
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Path for a library that opens files itself; it must truncate the file, not remove and recreate it.
    const std::filesystem::path& temporary() const { return temporary_; }
    /// Appends to the temporary file.
    void write(std::string_view bytes);
    /// Flushes to the disk and renames onto the target.
    void commit();

  private:
    std::string shown_;
    std::filesystem::path target_, temporary_;
    int descriptor_ = -1;
    std::unique_ptr<output_detail::Removal> removal_;
};

/// Output files of one folder that belong together: the results of a run, the frames of a film.
class PendingFolder {
  public:
    /// Returns true for the names of such a set. commit() removes matching files of an older set that the new one
    /// lacks; all other files of the folder stay.
    using Belongs = std::function<bool(std::string_view name)>;

    /// Creates the folder and its parents, and checks that files can be made there and older ones replaced.
    explicit PendingFolder(const std::filesystem::path& folder, Belongs belongs = {});
    /// Removes uncommitted files, and the folder and parents that the constructor created.
    ~PendingFolder();
    PendingFolder(const PendingFolder&) = delete;
    PendingFolder& operator=(const PendingFolder&) = delete;

    /// A hidden folder inside the target, created at the first call; commit() moves every file in it into the target.
    const std::filesystem::path& temporary();
    /// Appends to temporary()/name.
    void write(std::string_view name, std::string_view bytes);
    /// Moves the set into place, then removes leftovers of an older one. Signals are deferred meanwhile.
    void commit();

  private:
    void abandon() noexcept;

    std::string shown_;
    std::filesystem::path folder_, temporary_;
    Belongs belongs_;
    std::vector<std::unique_ptr<output_detail::Removal>> made_;  // folders, the outermost first
    std::unique_ptr<output_detail::Removal> removal_;
    bool committed_ = false;
};

/// Writes a file and commits it.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Creates the folder and its parents and checks that files can be made there.
void make_output_folder(const std::filesystem::path& path);

/// A temporary folder for internal files (a scene handed to a child process, a log): readable by this user alone, under
/// $XDG_RUNTIME_DIR if that is the user's own, else under $TMPDIR or /tmp; removed with its contents.
class PrivateFolder {
  public:
    PrivateFolder();
    ~PrivateFolder();
    PrivateFolder(const PrivateFolder&) = delete;
    PrivateFolder& operator=(const PrivateFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    std::unique_ptr<output_detail::Removal> removal_;
};

/// Installs handlers by which SIGINT, SIGTERM and SIGHUP remove unfinished output before they end the program; a signal
/// whose action is not the default keeps it. Commands may install their own handlers over these.
void remove_unfinished_on_signals();

}  // namespace coalesce
