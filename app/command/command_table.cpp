#include "command/command_table.hpp"

#include <CLI/CLI.hpp>

#include "command/command_line.hpp"

namespace coalesce::command {
namespace {

/// Returns the words of "auto|cpu|cuda"; none of other values, such as I/N or WxH.
std::vector<std::string> choices_of(const std::string& value) {
    if (value.find('|') == std::string::npos) return {};
    return CLI::detail::split(value, '|');
}

OptionEntry entry_of(const CLI::Option& option) {
    OptionEntry entry;
    entry.positional = option.get_positional();
    if (entry.positional) entry.names.push_back(option.get_name(true));
    for (const std::string& name : option.get_snames()) entry.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) entry.names.push_back("--" + name);
    // Validators follow the name after a colon.
    if (option.get_items_expected_max() > 0) entry.value = option.get_type_name();
    entry.value = entry.value.substr(0, entry.value.find(':'));
    entry.about = option.get_description();
    entry.default_text = option.get_default_str();
    entry.choices = choices_of(entry.value);
    entry.required = option.get_required();
    entry.repeatable =
        option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll && option.get_items_expected_max() > 0;
    return entry;
}

/// Hidden commands have no group.
CommandEntry entry_of(const CLI::App& app) {
    CommandEntry entry;
    entry.name = app.get_parent() ? app.get_name() : "";
    entry.about = app.get_description();
    entry.footer = app.get_footer();
    for (const CLI::Option* option : app.get_options()) entry.options.push_back(entry_of(*option));
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        if (!command->get_group().empty()) entry.commands.push_back(entry_of(*command));
    return entry;
}

}  // namespace

void Command::hide() {
    app_->group("");
}

CommandEntry Command::table() const {
    return entry_of(*app_);
}

ValueKind kind_of_value(const OptionEntry& option) {
    const std::string& word = option.positional ? option.names.front() : option.value;
    if (word.starts_with("DIR")) return ValueKind::folder;
    return word.starts_with("FILE") || word.starts_with("IMAGE") || word == "SCENE" ? ValueKind::file : ValueKind::word;
}

}  // namespace coalesce::command
