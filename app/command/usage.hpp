#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace coalesce::command {

/// Returns one line about a refused command line: the command and option, what was found, what is expected.
std::string explain(const CLI::App& root, const CLI::ParseError& error);

/// Returns "a, b or c".
std::string alternatives(const std::vector<std::string>& names);

// Validators with messages in the program's style. CLI11's own would also appear in --help.
CLI::Validator one_of(std::vector<std::string> names);
CLI::Validator in_range(double low, double high);
CLI::Validator not_empty();
/// For CLI::Option::transform: accepts a whole number, written in digits or as 1e3.
CLI::Validator whole();

}  // namespace coalesce::command
