#pragma once

#include <string>

#include "coalesce/studies/result.hpp"

namespace coalesce::command {

/// Collects and prints the checks of a command's results.
class Verdict {
  public:
    /// Prints a line for each check: its value, its bound, and "met" or "NOT MET".
    void print(const std::string& name, const studies::Result& result);
    /// Throws RunError that names every check that is not met. Call it last: results are written in any case, and the
    /// exit code tells scripts.
    void demand() const;

  private:
    std::string unmet_;
};

}  // namespace coalesce::command
