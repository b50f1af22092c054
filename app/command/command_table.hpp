#pragma once

#include <string>
#include <vector>

namespace coalesce::command {

/// An option, flag or positional argument, as the parser knows it.
struct OptionEntry {
    std::vector<std::string> names;  ///< "--set", "-h"; of a positional argument its name alone
    std::string value;               ///< word for the value, "KEY=VALUE"; empty for a flag
    std::string about;
    std::string default_text;          ///< as the help shows it, or empty
    std::vector<std::string> choices;  ///< words that may follow; empty: any
    bool positional = false, required = false, repeatable = false;
};

/// A command with all that belongs to it. The program itself is the one without a name.
struct CommandEntry {
    std::string name;  ///< "run"
    std::string about;
    std::string footer;  ///< set as it is in the help: lines, with columns of blanks
    std::vector<OptionEntry> options;
    std::vector<CommandEntry> commands;  ///< hidden ones are left out
};

// Each writes the command line as a file for another program: manual page, completion of a shell.

/// Manual page in the man macros, UTF-8. @param version  "0.1.0"
std::string man_page(const CommandEntry& program, const std::string& version);
std::string bash_completion(const CommandEntry& program);
std::string zsh_completion(const CommandEntry& program);
std::string fish_completion(const CommandEntry& program);

/// Words of an option's value that are files or folders, by the word that stands for it: "FILE", "DIR", "IMAGE.png".
enum class ValueKind { word, file, folder };
ValueKind kind_of_value(const OptionEntry& option);

}  // namespace coalesce::command
