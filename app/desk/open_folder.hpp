#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace coalesce {

/// Shows folders in the system's file manager by xdg-open. No shell is involved: any file name is passed as one
/// argument.
class FolderOpener {
  public:
    /// Opens the folder that holds `file`, or `file` itself if it is a folder. Does not block.
    /// @return  why it cannot be shown, in one line; empty if xdg-open was started
    std::string open(const std::filesystem::path& file);
    /// Returns the message of an xdg-open that failed since the last call; empty if none did.
    std::string poll();

  private:
    struct Child {
        pid_t process;
        std::string folder;
    };
    std::vector<Child> children_;
};

}  // namespace coalesce
