#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "coalesce/model/error.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

/// The parser of command lines, in the few calls that commands make. CLI11 does the work: its header takes longer to
/// compile than any other of the program, and only command_line.cpp and command_table.cpp include it.
namespace coalesce::command {

struct CommandEntry;

/// Reads the text of a value and may rewrite it; returns what is wrong with it, or an empty text.
using Check = std::function<std::string(std::string&)>;

/// An option or positional argument of a command. Setters return the option, for chains.
class Option {
  public:
    explicit Option(CLI::Option* option) : option_(option) {}

    /// Sets the word that the help shows in place of the value.
    Option& type_name(const std::string& name);
    /// Tests the text of every value; what it rewrites is lost.
    Option& check(Check check);
    /// Tests and rewrites the text of every value, before all check()s.
    Option& transform(Check check);
    /// Accepts only values from `low` to `high`, and says so in the help.
    Option& range(double low, double high);
    Option& required();
    /// Takes one value each time the option is given, and any number of times.
    Option& repeatable();
    /// Shows the present value of the variable as the default.
    Option& capture_default_str();

  private:
    CLI::Option* option_;
};

/// A command of the program, or the program itself: a handle, valid as long as its CommandLine. Variables that options
/// write to must live until the command has run.
class Command {
  public:
    explicit Command(CLI::App& app) : app_(&app) {}

    Command add_subcommand(const std::string& name, const std::string& about);
    void require_subcommand();
    /// True if the command line names a command below this one.
    bool subcommand_given() const;
    /// @param name  "--out", or "SCENE" for a positional argument
    /// @tparam T    std::string, int, double, std::optional of double or std::int64_t, std::vector of std::string, int,
    ///              double or std::int64_t
    template <class T>
    Option add_option(const std::string& name, T& value, const std::string& about);
    Option add_flag(const std::string& name, bool& value, const std::string& about);
    /// True if the command line gave the option, "--size".
    bool given(const std::string& option) const;
    /// Text below the help.
    void footer(const std::string& text);
    /// Leaves the command out of the help of the one above.
    void hide();
    /// Returns the command with its options and all commands below, for the manual page and the shells' completion.
    CommandEntry table() const;
    /// Runs once the command line is read, when it names this command.
    void callback(std::function<void()> run);

  private:
    CLI::App* app_;
};

/// A command line that does not follow the help. The message names the command and the option, what was found and what
/// is expected.
class UsageError : public InputError {
  public:
    using InputError::InputError;
};

/// Parses and runs the program's command lines.
class CommandLine {
  public:
    CommandLine(const std::string& about, const std::string& version);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// The program: its options are those without a command.
    Command root();
    /// Runs the command that the arguments name, or prints what --help and --version ask for.
    ///
    /// @param arguments  without the program's name
    /// @throws UsageError, RunError (standard output cannot be written), and what the command throws
    void run(const std::vector<std::string>& arguments);

  private:
    std::unique_ptr<CLI::App> app_;
};

}  // namespace coalesce::command
