#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace coalesce::chart {

/// Kinds of picture files that a page is written as: pixels, or lines and text.
enum class PictureFormat { png, pdf, svg };

/// All of them, in the order in which they are offered.
inline constexpr std::array picture_formats{PictureFormat::png, PictureFormat::pdf, PictureFormat::svg};

/// Returns the word of `--format`, which is also the ending of the file's name: "png".
std::string_view word(PictureFormat format);
/// Returns the format that a file's ending names; nullopt for any other ending.
std::optional<PictureFormat> picture_format_of(const std::filesystem::path& file);
/// Returns the endings as a sentence lists them: ".png, .pdf or .svg".
std::string picture_endings();

}  // namespace coalesce::chart
