#include <cstdio>
#include <memory>

#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "command/checks.hpp"
#include "command/command.hpp"
#include "command/command_table.hpp"
#include "figure/figure.hpp"
#include "version.hpp"

namespace coalesce::command {
namespace {

void append_scenes(std::vector<std::string>& words) {
    for (const ShippedScene& scene : shipped_scenes()) words.emplace_back(scene.name);
}

void append_lessons(std::vector<std::string>& words) {
    for (const ShippedLesson& lesson : shipped_lessons()) words.emplace_back(lesson.name);
}

/// Names what the parser has no list of: scenes, lessons, figures and the keys of a scene.
void add_choices(OptionEntry& option, const std::string& command) {
    const std::string& name = option.names.front();
    if (name == "SCENE") append_scenes(option.choices);
    if (name == "SCENE" && (command.empty() || command == "render")) append_lessons(option.choices);
    if (name == "FIGURE") {
        option.choices.emplace_back("all");
        for (const figure::Entry& entry : figure::entries()) option.choices.emplace_back(entry.name);
    }
    // Laboratories have keys of their own.
    if (name == "--set" && (command == "run" || command == "field" || command == "render" || command == "reproduce"))
        for (const Parameter& parameter : parameters()) option.choices.push_back(std::string(parameter.key) + "=");
}

void add_choices(CommandEntry& command) {
    for (OptionEntry& option : command.options) add_choices(option, command.name);
    for (CommandEntry& below : command.commands) add_choices(below);
}

}  // namespace

void add_reference(Command root) {
    Command command = root.add_subcommand(
        "reference", "Print the manual page, or the completion of a shell, on standard output (for packages)");
    command.hide();
    auto kind = std::make_shared<std::string>();
    command.add_option("KIND", *kind, "What is printed: man, bash, zsh or fish")
        .type_name("")
        .check(one_of({"man", "bash", "zsh", "fish"}))
        .required();
    command.callback([root, kind] {
        CommandEntry program = root.table();
        add_choices(program);
        const std::string text = *kind == "man"    ? man_page(program, std::string(program_version()))
                                 : *kind == "bash" ? bash_completion(program)
                                 : *kind == "zsh"  ? zsh_completion(program)
                                                   : fish_completion(program);
        std::fputs(text.c_str(), stdout);
    });
}

}  // namespace coalesce::command
