#pragma once

#include <atomic>
#include <string>

namespace coalesce::output_detail {

enum class Kind {
    file,
    folder,           ///< with the files in it
    folder_if_empty,  ///< a folder made for an output; removed only if empty
};

/// Registers a path that the signal handler removes while this object lives. At most 64 paths of up to 4095 bytes are
/// registered; a signal leaves others behind.
class Removal {
  public:
    Removal(const std::string& path, Kind kind);
    ~Removal();
    Removal(const Removal&) = delete;
    Removal& operator=(const Removal&) = delete;
    const std::string& path() const { return path_; }
    /// Removes the path now; async-signal-safe.
    void remove() const noexcept;

  private:
    std::string path_;
    Kind kind_;
    int slot_ = -1;
};

/// Installs the handlers of remove_unfinished_on_signals().
void remove_on_signals();

/// Defers signals while an object of it lives.
class SignalsWait {
  public:
    SignalsWait();
    ~SignalsWait();
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;
};

}  // namespace coalesce::output_detail
