#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
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

/// Complete or absent; alpha is dropped, and the program's version is the tEXt chunk Software. Throws RunError.
void write_png(const Image& image, const std::filesystem::path& path);
/// The bytes of that file. Throws RunError naming `path`.
std::string encode_png(const Image& image, const std::filesystem::path& path);
/// Throws InputError naming the file.
Image read_png(const std::filesystem::path& path);
/// Perceptual difference in [0, 1] of two images of one size: both are blurred by a pixel (sub-pixel shifts of a line
/// are not an error), then the mean over pixels of the largest channel difference. Throws InputError when sizes differ.
double image_difference(const Image& a, const Image& b);

}  // namespace coalesce
