#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace coalesce {

/// An error at one path of a scene, thrown by readers and checks. The caller that knows the file and the command line
/// converts it to an InputError (scene_read.cpp, lesson_read.cpp).
class Issue : public std::runtime_error {
  public:
    /// @param path  dotted, as in --set: "tokens.law.components.0.std"; empty for the whole file
    /// @param what  "found -1, expected a number ≥ 0"
    Issue(std::string path, const std::string& what) : std::runtime_error(what), path_(std::move(path)) {}
    const std::string& path() const { return path_; }
    /// Returns "path: what", without the file.
    std::string line() const { return path_.empty() ? what() : path_ + ": " + what(); }

  private:
    std::string path_;
};

}  // namespace coalesce
