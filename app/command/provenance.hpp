#pragma once

#include <string>

namespace coalesce::command {

/// Appends the keys "version" and "commit" of the program to a JSON object.
std::string with_version(const std::string& json);

}  // namespace coalesce::command
