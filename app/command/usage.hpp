#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace coalesce::command {

/// One line for a command line that the parser refused: the command and option, what was found, what is expected.
std::string explain(const CLI::App& root, const CLI::ParseError& error);

/// "a, b or c"
std::string alternatives(const std::vector<std::string>& names);

// Validators that speak like every other message of the program. CLI11's own would also print themselves into --help.
CLI::Validator one_of(std::vector<std::string> names);
CLI::Validator in_range(double low, double high);
CLI::Validator not_empty();
/// To be given to transform(): a whole number, written in digits or as 1e3.
CLI::Validator whole();

}  // namespace coalesce::command
