#include "coalesce/sweep/sweep_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "coalesce/model/output.hpp"
#include "sweep/sweep_difference.hpp"
#include "sweep/sweep_files.hpp"

namespace coalesce {
namespace fs = std::filesystem;

namespace {

constexpr const char* lock_name = ".sweep-lock";

[[noreturn]] void failed_at(const fs::path& path, const char* what) {
    throw RunError(path.string() + ": " + what + ": " + std::strerror(errno));
}

/// Opens a file and locks it. Another process may have removed it meanwhile: then it is made anew.
/// @param wait  false: -1 if another process has it
int open_locked(const fs::path& path, int flags, bool wait) {
    while (true) {
        const int descriptor = ::open(path.c_str(), flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (descriptor < 0) failed_at(path, "cannot be written");
        int locked = ::flock(descriptor, LOCK_EX | LOCK_NB);
        while (locked != 0 && (errno == EINTR || (errno == EWOULDBLOCK && wait)))
            locked = ::flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
        struct stat open_file {
        }, named{};
        const int error = errno;
        const bool same = locked == 0 && ::fstat(descriptor, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
                          open_file.st_ino == named.st_ino && open_file.st_dev == named.st_dev;
        if (same) return descriptor;
        ::close(descriptor);
        if (locked == 0) continue;
        if (error == EWOULDBLOCK) return -1;
        errno = error;
        failed_at(path, "cannot be locked");
    }
}

std::string rows_name(const SweepShard& shard) {
    if (shard.whole()) return "unfinished.rows";
    return "unfinished-" + std::to_string(shard.index) + "-of-" + std::to_string(shard.count) + ".rows";
}

/// Removes files that a killed process was writing. Files of others are written under the lock, or in cells of theirs.
void remove_unfinished_files(const fs::path& folder) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
        if (entry.path().filename().string().starts_with(".coalesce-") && entry.is_regular_file(ignored))
            fs::remove(entry.path(), ignored);
}

}  // namespace

std::size_t read_sweep_rows(const fs::path& path, SweepTable& table) {
    std::ifstream file(path, std::ios::binary);
    std::size_t whole = 0;
    for (std::string line; std::getline(file, line);) {
        if (file.eof() || !table.read_line(line)) break;  // a line without its end was torn by a kill
        whole += line.size() + 1;
    }
    return whole;
}

void read_sweep_folder(const fs::path& folder, SweepTable& table) {
    std::error_code ignored;
    if (const fs::path csv = folder / "sweep.csv"; fs::exists(csv, ignored))
        table.read_csv(read_text(csv, largest_sweep_table), csv.string());
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored))
        if (is_sweep_rows(entry.path().filename().string())) read_sweep_rows(entry.path(), table);
}

bool is_sweep_rows(std::string_view name) {
    return name.starts_with("unfinished") && name.ends_with(".rows");
}

/// Held while the folder's table and rows are read and written. The file goes with the lock.
class SweepFolder::Lock {
  public:
    explicit Lock(const fs::path& folder) : path_(folder / lock_name), descriptor_(open_locked(path_, O_RDWR, true)) {}
    ~Lock() {
        ::unlink(path_.c_str());
        ::close(descriptor_);
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

  private:
    fs::path path_;
    int descriptor_;
};

SweepFolder::SweepFolder(fs::path folder, const Sweep& sweep, SweepShard shard)
    : folder_(std::move(folder)), own_rows_(folder_ / rows_name(shard)), shard_(shard), table_(sweep) {
    make_output_folder(folder_);
    const Lock lock(folder_);
    claim(sweep);
    rows_ = open_locked(own_rows_, O_RDWR | O_APPEND, false);
    if (rows_ < 0)
        throw RunError(folder_.string() + ": another process is at work on it, expected to be alone" +
                       (shard.whole() ? "" : " with a shard"));
    try {
        read_rows();
    } catch (...) {
        ::close(rows_);
        throw;
    }
    remove_unfinished_files(folder_);
}

SweepFolder::~SweepFolder() {
    if (rows_ >= 0) ::close(rows_);
}

/// Checks that the folder is one of this sweep, or makes it one.
void SweepFolder::claim(const Sweep& sweep) {
    const fs::path json = folder_ / "sweep.json";
    std::error_code ignored;
    const std::string text = to_json(sweep);
    if (!fs::exists(json, ignored)) {
        if (fs::exists(folder_ / "sweep.csv", ignored))
            throw InputError(folder_.string() + ": found sweep.csv without its sweep.json, expected both or neither");
        return write_file(json, text);
    }
    const std::string there = read_text(json, largest_sweep_table);
    if (there == text) return;
    throw InputError(folder_.string() + ": holds another sweep: " + sweep_difference(there, text) +
                     " (there and now); expected the same sweep, or another folder");
}

void SweepFolder::read_rows() {
    const std::size_t whole = read_sweep_rows(own_rows_, table_);
    if (::ftruncate(rows_, static_cast<off_t>(whole)) != 0) failed_at(own_rows_, "cannot be written");
    read_sweep_folder(folder_, table_);
}

std::string SweepFolder::csv_identity() const {
    struct stat status {};
    if (::stat((folder_ / "sweep.csv").c_str(), &status) != 0) return {};
    return std::to_string(status.st_ino) + "." + std::to_string(status.st_mtim.tv_sec) + "." +
           std::to_string(status.st_mtim.tv_nsec);
}

std::vector<std::size_t> SweepFolder::missing(SweepKeep keep) const {
    std::vector<std::size_t> runs;
    std::error_code ignored;
    const auto kept = [&](std::size_t run) {
        const fs::path cell = folder_ / "cells" / std::to_string(run);
        return keep == SweepKeep::nothing || (fs::exists(cell / "summary.json", ignored) &&
                                              (keep == SweepKeep::summary || fs::exists(cell / "tokens.npy", ignored)));
    };
    for (std::size_t run = shard_.index - 1; run < table_.sweep().runs(); run += shard_.count)
        if (!table_.done(run) || !kept(run)) runs.push_back(run);
    return runs;
}

fs::path SweepFolder::make_cell(std::size_t run) const {
    const fs::path cell = folder_ / "cells" / std::to_string(run);
    const std::lock_guard one_at_a_time(cells_);
    make_output_folder(cell);
    remove_unfinished_files(cell);
    return cell;
}

void SweepFolder::put(std::size_t run, const SweepRow& row) {
    table_.put(run, row);
    const std::string line = table_.line(run) + "\n";
    for (std::string_view rest = line; !rest.empty();) {
        const ssize_t done = ::write(rows_, rest.data(), rest.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) failed_at(own_rows_, "cannot be written");
        rest.remove_prefix(static_cast<std::size_t>(done));
    }
    if (Clock::now() < next_) return;
    const Clock::time_point start = Clock::now();
    {
        const Lock lock(folder_);
        write_table();
    }
    // A table of a million rows takes half a second: it is then written every ten.
    next_ = Clock::now() + std::max<Clock::duration>(std::chrono::seconds(1), 20 * (Clock::now() - start));
}

/// Replaces sweep.csv by all that is known, also by what other processes have put there meanwhile.
void SweepFolder::write_table() {
    if (csv_identity() != last_csv_) read_sweep_folder(folder_, table_);
    write_file(folder_ / "sweep.csv", table_.csv());
    last_csv_ = csv_identity();
}

void SweepFolder::finish() {
    const Lock lock(folder_);
    write_table();
    ::unlink(own_rows_.c_str());
}

}  // namespace coalesce
