#pragma once

#include <atomic>
#include <string>

namespace coalesce::output_detail {

enum class Kind {
    file,
    folder,           ///< with the files in it
    folder_if_empty,  ///< made on the way to an output
};

/// Something that the handler of a signal removes while this lives. Beyond the 64 that it has room for, and for paths
/// of more than 4095 bytes, nothing is remembered and a signal leaves it behind.
class Removal {
  public:
    Removal(const std::string& path, Kind kind);
    ~Removal();
    Removal(const Removal&) = delete;
    Removal& operator=(const Removal&) = delete;
    const std::string& path() const { return path_; }
    /// Removes it now; async-signal-safe.
    void remove() const noexcept;

  private:
    std::string path_;
    Kind kind_;
    int slot_ = -1;
};

/// A signal that comes while one of these lives takes effect afterwards.
class SignalsWait {
  public:
    SignalsWait();
    ~SignalsWait();
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;
};

}  // namespace coalesce::output_detail
