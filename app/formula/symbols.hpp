#pragma once

#include <string_view>
#include <vector>

#include "formula/node.hpp"

namespace coalesce::formula {

/// A command that stands for a character: \beta, \le, \sum.
struct Symbol {
    std::string_view name;
    char32_t character;
    Role role = Role::ordinary;
    Limits limits = Limits::beside;
};

/// A command that is an operator's name: \log, \softmax.
struct OperatorName {
    std::string_view name;
    Limits limits = Limits::beside;
};

/// A command that puts an accent over its argument: \hat.
struct Accent {
    std::string_view name;
    char32_t character;
    bool wide = false;
};

/// A command that is a space, in em.
struct Space {
    std::string_view name;
    float em;
};

const std::vector<Symbol>& symbols();
const Symbol* symbol_named(std::string_view name);
/// Returns the role of a character that stands in the formula as itself.
Symbol symbol_of(char32_t character);

const OperatorName* operator_named(std::string_view name);
const Accent* accent_named(std::string_view name);
const Space* space_named(std::string_view name);

/// Returns the names of all of them, for messages.
const std::vector<std::string_view>& command_names();

}  // namespace coalesce::formula
