#include "chart/picture_format.hpp"

#include <algorithm>

namespace coalesce::chart {

std::string_view word(PictureFormat format) {
    switch (format) {
        case PictureFormat::png:
            return "png";
        case PictureFormat::pdf:
            return "pdf";
        case PictureFormat::svg:
            return "svg";
    }
    return {};
}

std::optional<PictureFormat> picture_format_of(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    const auto format = std::find_if(picture_formats.begin(), picture_formats.end(), [&](PictureFormat candidate) {
        return ending.size() > 1 && ending.substr(1) == word(candidate);
    });
    return format == picture_formats.end() ? std::nullopt : std::optional(*format);
}

std::string picture_endings() {
    std::string list;
    for (const PictureFormat format : picture_formats) {
        if (!list.empty()) list += format == picture_formats.back() ? " or " : ", ";
        list.append(".").append(word(format));
    }
    return list;
}

}  // namespace coalesce::chart
