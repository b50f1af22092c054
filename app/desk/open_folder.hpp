#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace coalesce {

/// Shows folders in the system's file manager, by xdg-open. No shell is asked: a name is one argument whatever is in
/// it.
class FolderOpener {
  public:
    /// The folder that holds `file`, or `file` itself if it is a folder. Never waits.
    /// @return  why it cannot be shown, in one line; empty: on its way
    std::string open(const std::filesystem::path& file);
    /// Messages of those that have failed since the last call; empty: none.
    std::string poll();

  private:
    struct Child {
        pid_t process;
        std::string folder;
    };
    std::vector<Child> children_;
};

}  // namespace coalesce
