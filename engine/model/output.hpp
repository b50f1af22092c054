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

// The rule of every output: a file or a set of files is complete or absent, and an older one stays as it was until the
// new one is complete. Everything is written beside its target under a name that nobody can foretell and renamed by
// commit(); without commit(), or on a signal, nothing of it is left.
//
// An existing file keeps its mode, owner, group and access list; a new one gets what the umask leaves of 0666. A file
// without write permission is refused, also for root, whom the kernel would let pass. A symbolic link is followed: its
// target is replaced and the link stays. Another hard link of the target keeps the old content.
//
// All throw RunError with one line that names the path as the user gave it.

namespace output_detail {
class Removal;  // what a signal's handler removes
}

/// One output file.
class PendingFile {
  public:
    /// hidden: ".coalesce-…"; visible: "unfinished-…", for a recording that is worth keeping after a kill. Both end as
    /// the target does and are short, so that the target's own name may be as long as the file system allows.
    enum class Name { hidden, visible };

    /// Makes the temporary file, empty: a folder that cannot be written, a write-protected target, and a target that is
    /// no regular file are told here.
    explicit PendingFile(const std::filesystem::path& path, Name name = Name::hidden);
    ~PendingFile();
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Name under which a library that opens files itself writes meanwhile. It must not remove and make the file anew.
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

/// Output files of one folder that belong together, such as the results of a run or the frames of a film.
class PendingFolder {
  public:
    /// Whether a file of this name belongs to such a set. Those that an older set left and the new one lacks are
    /// removed by commit(); all other files of the folder are foreign and stay.
    using Belongs = std::function<bool(std::string_view name)>;

    /// Makes the folder and its parents, and tries that files can be made there and older ones be replaced.
    explicit PendingFolder(const std::filesystem::path& folder, Belongs belongs = {});
    /// Removes what was not committed, and the folder with its parents where the constructor made them.
    ~PendingFolder();
    PendingFolder(const PendingFolder&) = delete;
    PendingFolder& operator=(const PendingFolder&) = delete;

    /// A hidden folder inside the target: every file that stands in it at commit() becomes one of the set. Made when
    /// first asked for.
    const std::filesystem::path& temporary();
    /// Appends to temporary()/name.
    void write(std::string_view name, std::string_view bytes);
    /// Moves the set into place, then removes what is left of an older one. A signal waits meanwhile.
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

/// Write, then commit.
void write_file(const std::filesystem::path& path, std::string_view bytes);
/// Creates the folder and its parents and checks that files can be made there.
void make_output_folder(const std::filesystem::path& path);

/// A folder for files that are nobody's output (a scene handed to a child process, a log): readable by this user alone,
/// under $XDG_RUNTIME_DIR where that is the user's own, else under $TMPDIR or /tmp; removed with what is in it.
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

/// From here on SIGINT, SIGTERM and SIGHUP remove what is unfinished before they end the program, each where its action
/// is still the default. A command that ends in its own way installs its own handlers over these.
void remove_unfinished_on_signals();

}  // namespace coalesce
