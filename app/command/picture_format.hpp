#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "command/command_line.hpp"
#include "figure/figure.hpp"

namespace coalesce::command {

/// Adds --format, which may be given several times; png without it.
void add_formats_to(Command command, std::vector<std::string>& formats);
/// Writes a page in each of the formats asked for, once, as NAME.png, NAME.pdf, NAME.svg. Throws RunError.
void write_pictures(figure::Painter& painter, const chart::Page& page, const std::vector<std::string>& formats,
                    const std::filesystem::path& folder, const std::string& name);

}  // namespace coalesce::command
