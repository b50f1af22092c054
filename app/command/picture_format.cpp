#include "command/picture_format.hpp"

#include <algorithm>

#include "command/checks.hpp"

namespace coalesce::command {

void add_formats_to(Command command, std::vector<std::string>& formats) {
    std::vector<std::string> words;
    std::string listed;
    for (const chart::PictureFormat format : chart::picture_formats) {
        words.emplace_back(chart::word(format));
        listed += (listed.empty() ? "" : "|") + words.back();
    }
    command.add_option("--format", formats, "Kind of the picture's file, png without it; repeatable")
        .type_name(listed)
        .check(one_of(words))
        .repeatable();
}

void write_pictures(figure::Painter& painter, const chart::Page& page, const std::vector<std::string>& formats,
                    const std::filesystem::path& folder, const std::string& name) {
    for (const chart::PictureFormat format : chart::picture_formats) {
        const bool asked = std::find(formats.begin(), formats.end(), chart::word(format)) != formats.end();
        if (asked || (formats.empty() && format == chart::PictureFormat::png))
            painter.draw(page, format).write(folder, name);
    }
}

}  // namespace coalesce::command
