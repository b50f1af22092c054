#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

/// 8-bit RGBA, row-major, first row on top.
struct Image {
    int width = 0, height = 0;
    std::vector<std::uint8_t> rgba;

    Image() = default;
    Image(int w, int h) : width(w), height(h), rgba(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 4) {}
    std::uint8_t* pixel(int x, int y) {
        return rgba.data() +
               (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 4;
    }
    const std::uint8_t* pixel(int x, int y) const { return const_cast<Image*>(this)->pixel(x, y); }
};

/// Writes a PNG without alpha, with the program's version in the tEXt chunk Software. The file is complete or absent.
/// Throws RunError.
/// @param comment  UTF-8 text of the iTXt chunk Comment; empty: none
void write_png(const Image& image, const std::filesystem::path& path, const std::string& comment = {});
/// Returns the bytes of that file. Throws RunError naming `path`.
std::string encode_png(const Image& image, const std::filesystem::path& path, const std::string& comment = {});
/// Reads a PNG. Throws InputError naming the file.
Image read_png(const std::filesystem::path& path);
/// Parses a PNG in memory, with its alpha. @param origin  names it in messages
Image parse_png(std::string_view bytes, const std::string& origin);
/// Returns what a zlib stream unpacks to; nullopt if it is damaged or longer than `limit` bytes.
std::optional<std::string> unpacked(std::string_view zlib, std::size_t limit);
/// Returns the difference of two images of one size, in [0, 1]: both are blurred by a pixel, so that sub-pixel shifts
/// of a line do not count, then the largest channel difference is averaged over pixels. Throws InputError if sizes
/// differ.
double image_difference(const Image& a, const Image& b);

}  // namespace coalesce
