#pragma once

#include <functional>
#include <string>
#include <vector>

#include "command/command_table.hpp"

namespace coalesce::command {

/// Returns the text between single quotes, for a shell.
std::string quoted(const std::string& text);
/// Returns the words with blanks between them.
std::string spaced(const std::vector<std::string>& words);
/// Calls visit(path, command) for the program, whose path is empty, and every command below it: "lab equiangular".
void for_each_command(const CommandEntry& program,
                      const std::function<void(const std::string&, const CommandEntry&)>& visit);
/// Returns the names of the commands below one.
std::vector<std::string> names_of_commands(const CommandEntry& command);

}  // namespace coalesce::command
