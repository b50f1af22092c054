#include "command/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/text.hpp"
#include "command/checks.hpp"

namespace coalesce::command {
namespace {

/// Returns the innermost command that was named: "lab", or "lab equiangular".
const CLI::App& command_of(const CLI::App& root) {
    const auto parsed = root.get_subcommands();
    return parsed.empty() ? root : command_of(*parsed.front());
}

std::string full_name(const CLI::App& app, const CLI::App& root) {
    const std::string above = app.get_parent() && app.get_parent() != &root ? app.get_parent()->get_name() + " " : "";
    return above + app.get_name();
}

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!command->get_group().empty()) names.push_back(command->get_name());  // a hidden one has no group
    return names;
}

std::string nearest_of(const std::string& word, const std::vector<std::string>& names) {
    return std::string(nearest(word, {names.begin(), names.end()}));
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    return names;
}

std::vector<std::string> positional_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options())
        if (option->get_positional()) names.push_back(option->get_name(true));
    return names;
}

/// Message for `lab` without the name of a laboratory, or with an unknown one.
std::string missing_command(const CLI::App& app, const std::vector<std::string>& extras) {
    const bool named = !extras.empty() && !extras.front().starts_with('-');
    return "found " + (named ? extras.front() : "no name") + ", expected " + alternatives(command_names(app));
}

/// Message for a misspelt command, which the parser took for the desktop's SCENE.
std::string misspelt_command(const CLI::App& root) {
    const CLI::Option* const scene = root.get_option_no_throw("SCENE");
    if (!root.get_subcommands().empty() || !scene || scene->results().empty()) return {};
    const std::string& word = scene->results().front();
    std::error_code ignored;
    if (std::filesystem::exists(word, ignored)) return {};
    std::vector<std::string> names = command_names(root);
    for (const ShippedScene& shipped : shipped_scenes()) {
        if (shipped.name == word) return {};
        names.emplace_back(shipped.name);
    }
    for (const ShippedLesson& shipped : shipped_lessons()) {
        if (shipped.name == word) return {};
        names.emplace_back(shipped.name);
    }
    return "found " + word + ", which is neither a command nor a scene or lesson, the nearest is " +
           nearest_of(word, names);
}

/// Returns the first unknown option; empty if there is none.
std::string unknown_option(const std::vector<std::string>& arguments) {
    const auto option = std::find_if(arguments.begin(), arguments.end(),
                                     [](const std::string& a) { return a.size() > 1 && a[0] == '-'; });
    return option == arguments.end() ? std::string() : option->substr(0, option->find('='));
}

std::string unexpected(const CLI::App& app, const std::vector<std::string>& arguments) {
    const std::string option = unknown_option(arguments);
    if (!option.empty()) {
        return "found the unknown option " + option + ", the nearest known one is " +
               nearest_of(option, option_names(app));
    }
    const std::vector<std::string> wanted = positional_names(app);
    return "found the extra argument " + arguments.front() + ", expected " +
           (wanted.empty() ? "none" : "only " + alternatives(wanted));
}

/// Rewrites CLI11's "Could not convert: --until = x".
std::string not_a_number(const std::string& message) {
    const std::size_t from = message.find(": "), middle = message.find(" = ");
    if (from == std::string::npos || middle == std::string::npos) return message;
    const std::string text = message.substr(middle + 3);
    char* end = nullptr;
    std::strtod(text.c_str(), &end);
    const bool number = !text.empty() && *end == '\0';
    return message.substr(from + 2, middle - from - 2) + ": found " + (text.empty() ? "nothing" : text) +
           ", expected a " + (number ? "whole number in digits" : "number");
}

std::string wrong_number_of_values(const CLI::App& app, const std::string& message) {
    const std::string name = message.substr(0, message.find(':'));
    if (message.find("received") != std::string::npos)
        return name + ": found the option more than once, expected it once";
    const CLI::Option* const option = app.get_option_no_throw(name);
    return name + ": found no value, expected " + (option ? option->get_type_name() : "one");
}

std::string missing(const CLI::App& app, const std::string& message) {
    const std::string name = message.substr(0, message.find(' '));
    const CLI::Option* const option = app.get_option_no_throw(name);
    if (!option) return message;
    const std::string value = option->get_positional() ? "" : " " + option->get_type_name();
    return "found no " + name + ", expected " + name + value + ": " + option->get_description();
}

/// Returns one line about a refused command line: the command and option, what was found, what is expected.
std::string explain(const CLI::App& root, const CLI::ParseError& error) {
    const CLI::App& app = command_of(root);
    const std::string command = &app == &root ? "" : full_name(app, root);
    const std::string message = error.what();
    const std::vector<std::string> extras = root.remaining(true);
    const std::string option = unknown_option(extras), misspelt = misspelt_command(root);
    // `coalesce --windw 8x8` misspells an option, `coalesce rendr --out x.mp4` the command that knows --out.
    const bool near_option = !option.empty() && edit_distance(option, nearest_of(option, option_names(app))) <= 2;
    std::string text;
    if (!misspelt.empty() && !near_option) {
        text = misspelt;
    } else if (&app != &root && !command_names(app).empty()) {
        text = missing_command(app, extras);
    } else if (!extras.empty()) {
        text = unexpected(app, extras);
    } else if (dynamic_cast<const CLI::ConversionError*>(&error)) {
        text = not_a_number(message);
    } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error)) {
        text = wrong_number_of_values(app, message);
    } else if (dynamic_cast<const CLI::RequiredError*>(&error)) {
        text = missing(app, message);
    } else {
        text = message;
    }
    const std::string space = command.empty() ? "" : " ";
    return (command.empty() ? "" : command + ": ") + text + " (see coalesce" + space + command + " --help)";
}

}  // namespace

Option& Option::type_name(const std::string& name) {
    option_->type_name(name);
    return *this;
}

Option& Option::check(Check check) {
    option_->check(CLI::Validator(std::move(check), ""));
    return *this;
}

Option& Option::transform(Check check) {
    option_->transform(CLI::Validator(std::move(check), ""));
    return *this;
}

Option& Option::range(double low, double high) {
    option_->check(CLI::Range(low, high));
    return *this;
}

Option& Option::required() {
    option_->required();
    return *this;
}

Option& Option::repeatable() {
    option_->take_all()->expected(1)->allow_extra_args(false);
    return *this;
}

Option& Option::capture_default_str() {
    option_->capture_default_str();
    return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& about) {
    return Command(*app_->add_subcommand(name, about));
}

void Command::require_subcommand() {
    app_->require_subcommand(1);
}

bool Command::subcommand_given() const {
    return !app_->get_subcommands().empty();
}

template <class T>
Option Command::add_option(const std::string& name, T& value, const std::string& about) {
    return Option(app_->add_option(name, value, about));
}
template Option Command::add_option(const std::string&, std::string&, const std::string&);
template Option Command::add_option(const std::string&, int&, const std::string&);
template Option Command::add_option(const std::string&, double&, const std::string&);
template Option Command::add_option(const std::string&, std::optional<double>&, const std::string&);
template Option Command::add_option(const std::string&, std::optional<std::int64_t>&, const std::string&);
template Option Command::add_option(const std::string&, std::vector<std::string>&, const std::string&);
template Option Command::add_option(const std::string&, std::vector<int>&, const std::string&);
template Option Command::add_option(const std::string&, std::vector<double>&, const std::string&);
template Option Command::add_option(const std::string&, std::vector<std::int64_t>&, const std::string&);

Option Command::add_flag(const std::string& name, bool& value, const std::string& about) {
    return Option(app_->add_flag(name, value, about));
}

bool Command::given(const std::string& option) const {
    const CLI::Option* const found = app_->get_option_no_throw(option);
    return found && found->count() > 0;
}

void Command::footer(const std::string& text) {
    app_->footer(text);
}

void Command::callback(std::function<void()> run) {
    app_->callback(std::move(run));
}

CommandLine::CommandLine(const std::string& about, const std::string& version)
    : app_(std::make_unique<CLI::App>(about, "coalesce")) {
    app_->set_version_flag("--version", version);
    app_->get_formatter()->column_width(34);
}

CommandLine::~CommandLine() = default;

Command CommandLine::root() {
    return Command(*app_);
}

void CommandLine::run(const std::vector<std::string>& arguments) {
    try {
        app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them from the back
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) throw UsageError(explain(*app_, error));
        app_->exit(error);  // prints the help or the version
        std::cout.flush();
        if (!std::cout) throw RunError("standard output: cannot be written");
    }
}

}  // namespace coalesce::command
