#include <algorithm>

#include "command/command_table.hpp"

namespace coalesce::command {
namespace {

/// Escapes what roff reads as a command: backslashes, hyphens, and points and quotes at the beginning of a line.
std::string roff(const std::string& text) {
    std::string out;
    bool begins = true;
    for (const char c : text) {
        if (begins && (c == '.' || c == '\'')) out += "\\&";
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else
            out += c;
        begins = c == '\n';
    }
    return out;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// Returns "[SCENE]", "SCENE" or "[COMMAND]": what a call has beside its options.
std::string arguments_of(const CommandEntry& command) {
    std::string text;
    for (const OptionEntry& option : command.options) {
        if (!option.positional) continue;
        const std::string& name = option.names.front();
        text += option.required ? " \\fI" + roff(name) + "\\fR" : " [\\fI" + roff(name) + "\\fR]";
    }
    if (command.commands.empty()) return text;
    return text + (command.name.empty() ? " [\\fICOMMAND\\fR …]" : " \\fICOMMAND\\fR …");
}

std::string call_of(const std::string& path, const CommandEntry& command) {
    return "\\fB" + roff(path) + "\\fR [\\fIOPTION\\fR …]" + arguments_of(command);
}

std::string option_text(const OptionEntry& option) {
    std::string text = ".TP\n";
    text += (option.positional ? "\\fI" : "\\fB") + roff(joined(option.names)) + "\\fR";
    if (!option.value.empty() && !option.positional) text += " \\fI" + roff(option.value) + "\\fR";
    text += "\n" + roff(option.about);
    if (!option.default_text.empty()) text += " (default: " + roff(option.default_text) + ")";
    if (option.required && !option.positional) text += " (required)";
    return text + "\n";
}

/// Text in the lines and columns of the help.
std::string preformatted(const std::string& text) {
    return text.empty() ? "" : ".PP\n.nf\n" + roff(text) + "\n.fi\n";
}

std::string options_text(const CommandEntry& command) {
    std::string text;
    for (const OptionEntry& option : command.options) text += option_text(option);
    return text;
}

std::string command_text(const std::string& above, const CommandEntry& command) {
    const std::string path = above + " " + command.name;
    std::string text =
        ".SS \"" + roff(path) + "\"\n" + roff(command.about) + ".\n.PP\n" + call_of(path, command) + "\n";
    text += options_text(command) + preformatted(command.footer);
    for (const CommandEntry& below : command.commands) text += command_text(path, below);
    return text;
}

constexpr const char* ending =
    ".SH EXIT STATUS\n"
    ".TP\n0\nThe command is done.\n"
    ".TP\n1\nThe run failed: a full disk, a failed check, no device although one was demanded.\n"
    ".TP\n2\nThe input is wrong: an option, a scene, a file. A line on standard error names it, what was found and "
    "what "
    "is expected.\n"
    ".TP\n130, 143\nThe run was ended by SIGINT or SIGTERM; what was written is complete.\n"
    ".SH FILES\n"
    ".TP\n\\fI$XDG_CONFIG_HOME/coalesce/\\fR, else \\fI~/.config/coalesce/\\fR\n"
    "Settings and layout of the desktop program. \\fB\\-\\-forget\\fR neither reads nor writes them.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n\\fBXDG_RUNTIME_DIR\\fR, else \\fBTMPDIR\\fR, else \\fI/tmp\\fR\nHolds internal temporary files.\n";

}  // namespace

std::string man_page(const CommandEntry& program, const std::string& version) {
    std::string text = ".\\\" Written by `coalesce reference man`\n";
    text += ".TH COALESCE 1 \"\" \"Coalesce " + version + "\" \"User Commands\"\n";
    text += ".SH NAME\ncoalesce \\- a desktop laboratory for the dynamics of attention\n";
    text += ".SH SYNOPSIS\n" + call_of("coalesce", program) + "\n";
    for (const CommandEntry& command : program.commands)
        text += ".br\n" + call_of("coalesce " + command.name, command) + "\n";
    text += ".SH DESCRIPTION\n" + roff(program.about) + "\n" + preformatted(program.footer);
    text += ".SH OPTIONS\n" + options_text(program) + ".SH COMMANDS\n";
    for (const CommandEntry& command : program.commands) text += command_text("coalesce", command);
    return text + ending;
}

}  // namespace coalesce::command
