#pragma once

#include <filesystem>

namespace coalesce::command {

/// Keeps a second process out of a folder while this one writes there. The lock goes with the process, however it
/// ends, and leaves no file; file systems without locks (flock) let everybody in.
class FolderLock {
  public:
    /// @throws RunError  another process has the folder
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int descriptor_;
};

}  // namespace coalesce::command
