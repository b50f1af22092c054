#pragma once

#include <string>

namespace coalesce::command {

/// A JSON object, as the program writes them, with the keys "version" and "commit" of the program behind its own.
std::string with_version(const std::string& json);

}  // namespace coalesce::command
