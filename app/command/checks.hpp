#pragma once

#include <string>
#include <vector>

#include "command/command_line.hpp"

namespace coalesce::command {

/// Returns "a, b or c".
std::string alternatives(const std::vector<std::string>& names);

// Checks with messages in the program's style. CLI11's own would also appear in --help.
Check one_of(std::vector<std::string> names);
Check in_range(double low, double high);
Check not_empty();
/// For Option::transform: accepts a whole number, written in digits or as 1e3.
Check whole();

}  // namespace coalesce::command
