#pragma once

#include <stdexcept>
#include <string>

namespace coalesce {

/// Reports wrong user input: a scene, a file, an option (exit code 2). The message is one line that names the file and
/// the key or option, what was found and what is expected.
class InputError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Reports a failed run on valid input: disk full, encoder error, no usable GL (exit code 1). One line as well.
class RunError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

}  // namespace coalesce
