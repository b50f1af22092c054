#include "desk/open_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

extern char** environ;

namespace coalesce {
namespace {

namespace fs = std::filesystem;

constexpr const char* opener = "xdg-open";

/// Starts xdg-open in a session of its own and without the terminal, so that the file manager outlives the desktop.
int spawn_viewer(const std::string& folder, pid_t& child) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    std::string name = opener, argument = folder;
    std::array<char*, 3> arguments{name.data(), argument.data(), nullptr};
    const int status = posix_spawnp(&child, opener, &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return status;
}

}  // namespace

std::string FolderOpener::open(const fs::path& file) {
    std::error_code error;
    // Made absolute: a name that begins with '-' would be read as an option.
    fs::path folder = fs::absolute(file, error);
    if (!fs::is_directory(folder, error)) folder = folder.parent_path();
    if (!fs::is_directory(folder, error)) return folder.string() + ": the folder no longer exists";
    pid_t child = -1;
    const int status = spawn_viewer(folder.string(), child);
    if (status == ENOENT) return folder.string() + ": found no xdg-open, which opens folders; expected it on the PATH";
    if (status != 0) return folder.string() + ": xdg-open cannot be started: " + std::strerror(status);
    children_.push_back({child, folder.string()});
    return {};
}

std::string FolderOpener::poll() {
    std::string complaint;
    std::erase_if(children_, [&](const Child& child) {
        int status = 0;
        const pid_t ended = waitpid(child.process, &status, WNOHANG);
        if (ended == 0) return false;
        if (ended == child.process && WIFEXITED(status) && WEXITSTATUS(status) != 0)
            complaint = child.folder + ": xdg-open failed with exit code " + std::to_string(WEXITSTATUS(status)) +
                        "; it needs a file manager";
        return true;
    });
    return complaint;
}

}  // namespace coalesce
