#pragma once

#include <string_view>

namespace coalesce {

/// Returns the tooltip of a control, by its name for scripts ("transport.play"): a sentence that says what it does to
/// the tokens, the picture or a file, with the symbol of docs/science.md. Empty if the control has its own: a parameter
/// (ParameterSpec::help), or one whose tooltip says more than its name.
std::string_view control_help(std::string_view name);

}  // namespace coalesce
