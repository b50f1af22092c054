#pragma once

#include <string>

#include "desk/desk.hpp"

namespace coalesce {

/// Returns a quantity of the desk as scripts compare it; script.hpp lists them.
/// @throws InputError  for a name that is none of them
std::string script_quantity(const std::string& name, const Desk& desk, const Frame& frame);
/// True if the window shows the same frame until the next input: every command is answered and nothing moves.
bool settled(const Desk& desk, const Frame& frame);

}  // namespace coalesce
