#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "coalesce/model/issue.hpp"

namespace coalesce {

/// Says where a text is no JSON and why, for people who write such files by hand: "line 3, column 5: found …,
/// expected …".
/// @param read     bytes that the parser has read: up to the end of what it did not take
/// @param message  of the parser (nlohmann's), which names what it found and expected
Issue json_fault(std::string_view text, std::size_t read, std::string_view message);

}  // namespace coalesce
