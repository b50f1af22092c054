#include "command/picture_format.hpp"

#include <algorithm>

#include "command/checks.hpp"

namespace coalesce::command {

void add_formats_to(Command command, std::vector<std::string>& formats) {
    command.add_option("--format", formats, "Kind of the picture's file, png without it; repeatable")
        .type_name("png|pdf|svg")
        .check(one_of({figure::picture_formats.begin(), figure::picture_formats.end()}))
        .repeatable();
}

void write_pictures(figure::Painter& painter, const chart::Page& page, const std::vector<std::string>& formats,
                    const std::filesystem::path& folder, const std::string& name) {
    for (std::size_t k = 0; k < figure::picture_formats.size(); ++k) {
        const bool asked = std::find(formats.begin(), formats.end(), figure::picture_formats[k]) != formats.end();
        if (asked || (formats.empty() && k == 0))
            painter.draw(page, static_cast<figure::PictureFormat>(k)).write(folder, name);
    }
}

}  // namespace coalesce::command
