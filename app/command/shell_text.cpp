#include "command/shell_text.hpp"

namespace coalesce::command {
namespace {

void visit_below(const std::string& path, const CommandEntry& command,
                 const std::function<void(const std::string&, const CommandEntry&)>& visit) {
    visit(path, command);
    for (const CommandEntry& below : command.commands)
        visit_below(path.empty() ? below.name : path + " " + below.name, below, visit);
}

}  // namespace

std::string quoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

std::string spaced(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

void for_each_command(const CommandEntry& program,
                      const std::function<void(const std::string&, const CommandEntry&)>& visit) {
    visit_below("", program, visit);
}

std::vector<std::string> names_of_commands(const CommandEntry& command) {
    std::vector<std::string> names;
    for (const CommandEntry& below : command.commands) names.push_back(below.name);
    return names;
}

}  // namespace coalesce::command
