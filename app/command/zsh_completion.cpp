#include <algorithm>

#include "command/shell_text.hpp"

namespace coalesce::command {
namespace {

/// Escapes the marks of a specification: brackets and colons.
std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

/// Name of a command's function: _coalesce_lab_equiangular.
std::string function_of(const std::string& path) {
    std::string name = path.empty() ? "_coalesce" : "_coalesce_" + path;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
    return name;
}

/// Names the action that completes a value: words, files, both or nothing.
std::string action_of(const OptionEntry& option) {
    const ValueKind kind = kind_of_value(option);
    const std::string files = kind == ValueKind::folder ? "_files -/" : "_files";
    const std::string words = "(" + spaced(option.choices) + ")";
    if (option.choices.empty()) return kind == ValueKind::word ? " " : files;
    if (kind == ValueKind::word)
        return option.choices.front().ends_with('=') ? "compadd -S \"\" -- " + spaced(option.choices) : words;
    return "_alternative \"names:name:" + words + "\" \"files:file:" + files + "\"";
}

std::string option_spec(const OptionEntry& option) {
    std::string text;
    for (const std::string& name : option.names) {
        const std::string value = option.value.empty() ? "" : ":" + escaped(option.value) + ":" + action_of(option);
        text +=
            " \\\n        " + quoted((option.repeatable ? "*" : "") + name + "[" + escaped(option.about) + "]" + value);
    }
    return text;
}

std::string described_commands(const CommandEntry& command) {
    std::string text;
    for (const CommandEntry& below : command.commands)
        text += "\n            " + quoted(below.name + ":" + escaped(below.about));
    return text;
}

std::string positional_spec(const CommandEntry& command) {
    for (const OptionEntry& option : command.options)
        if (option.positional)
            return " \\\n        " + quoted("1:" + escaped(option.names[0]) + ":" + action_of(option));
    return "";
}

const OptionEntry* positional_of(const CommandEntry& command) {
    const auto found = std::find_if(command.options.begin(), command.options.end(),
                                    [](const OptionEntry& option) { return option.positional; });
    return found == command.options.end() ? nullptr : &*found;
}

/// The function of a command that has others below it: the first word names one of them, or is its own argument.
std::string parent_tail(const std::string& path, const CommandEntry& command) {
    std::string text = " \\\n        '1: :->first' '*:: :->rest'\n    case $state in\n    first)\n";
    text += "        local -a commands=(" + described_commands(command) + ")\n        _describe command commands\n";
    if (const OptionEntry* argument = positional_of(command)) text += "        " + action_of(*argument) + "\n";
    text += "        ;;\n    rest)\n        case $line[1] in\n";
    for (const CommandEntry& below : command.commands)
        text +=
            "        " + below.name + ") " + function_of(path.empty() ? below.name : path + " " + below.name) + " ;;\n";
    return text + "        esac\n        ;;\n    esac\n";
}

}  // namespace

std::string zsh_completion(const CommandEntry& program) {
    std::string text = "#compdef coalesce\n# Completion of coalesce for zsh, written by `coalesce reference zsh`\n";
    for_each_command(program, [&](const std::string& path, const CommandEntry& command) {
        text += function_of(path) + "() {\n    local curcontext=$curcontext state line\n    typeset -A opt_args\n";
        text += "    _arguments -C";
        for (const OptionEntry& option : command.options)
            if (!option.positional) text += option_spec(option);
        text += command.commands.empty() ? positional_spec(command) + "\n" : parent_tail(path, command);
        text += "}\n";
    });
    return text + "_coalesce \"$@\"\n";
}

}  // namespace coalesce::command
