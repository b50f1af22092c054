#include <algorithm>

#include "command/shell_text.hpp"

namespace coalesce::command {
namespace {

/// fish knows backslashes inside of quotes.
std::string fish_quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += (c == '\'' || c == '\\') ? std::string("\\") + c : std::string(1, c);
    return out + "'";
}

/// Condition under which a line of completions holds: the commands of the path were typed, and none below.
std::string condition(const std::string& path, const CommandEntry& command, bool before_commands) {
    std::string text;
    for (std::size_t from = 0; from < path.size();) {
        const std::size_t to = std::min(path.find(' ', from), path.size());
        text +=
            (text.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") + path.substr(from, to - from);
        from = to + 1;
    }
    if (!before_commands || command.commands.empty()) return text;
    return (text.empty() ? "" : text + "; and ") + std::string("not __fish_seen_subcommand_from ") +
           spaced(names_of_commands(command));
}

std::string line(const std::string& condition) {
    return "complete -c coalesce" + (condition.empty() ? "" : " -n " + fish_quoted(condition));
}

std::string option_line(const std::string& condition, const OptionEntry& option) {
    std::string text = line(condition);
    for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.value.empty()) {
        const ValueKind kind = kind_of_value(option);
        text += kind == ValueKind::file ? " -r -F" : " -x";
        if (kind == ValueKind::folder) text += " -a '(__fish_complete_directories)'";
        if (!option.choices.empty()) text += " -a " + fish_quoted(spaced(option.choices));
    }
    return text + " -d " + fish_quoted(option.about) + "\n";
}

}  // namespace

std::string fish_completion(const CommandEntry& program) {
    std::string text = "# Completion of coalesce for fish, written by `coalesce reference fish`\n";
    for_each_command(program, [&](const std::string& path, const CommandEntry& command) {
        const std::string here = condition(path, command, true);
        for (const CommandEntry& below : command.commands)
            text += line(here) + " -a " + below.name + " -d " + fish_quoted(below.about) + "\n";
        // fish offers files everywhere unless it is told not to.
        const bool files = std::any_of(command.options.begin(), command.options.end(), [](const OptionEntry& option) {
            return option.positional && kind_of_value(option) == ValueKind::file;
        });
        if (!files) text += line(here) + " -f\n";
        for (const OptionEntry& option : command.options) {
            if (!option.positional)
                text += option_line(here, option);
            else if (!option.choices.empty())
                text += line(here) + " -a " + fish_quoted(spaced(option.choices)) + "\n";
        }
    });
    return text;
}

}  // namespace coalesce::command
