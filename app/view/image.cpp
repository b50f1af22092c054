#include "view/image.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"
#include "version.hpp"
#include "view/png_chunks.hpp"

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image.h>
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace coalesce {
namespace {

std::vector<std::uint8_t> without_alpha(const Image& image) {
    const std::size_t pixels = image.rgba.size() / 4;
    std::vector<std::uint8_t> rgb(3 * pixels);
    for (std::size_t i = 0; i < pixels; ++i) std::copy_n(image.rgba.data() + 4 * i, 3, rgb.data() + 3 * i);
    return rgb;
}

void append(void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

/// Blurs an image by the binomial [1 2 1]², edges repeated; the result is 16 times the weighted mean.
std::vector<std::array<int, 3>> blurred(const Image& image) {
    const int w = image.width;
    const int h = image.height;
    std::vector<std::array<int, 3>> rows(static_cast<std::size_t>(w) * static_cast<std::size_t>(h));
    std::vector<std::array<int, 3>> out(rows.size());
    const auto at = [w](int x, int y) {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(w) + static_cast<std::size_t>(x);
    };
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            const auto* l = image.pixel(std::max(x - 1, 0), y);
            const auto* c = image.pixel(x, y);
            const auto* r = image.pixel(std::min(x + 1, w - 1), y);
            for (std::size_t k = 0; k < 3; ++k) rows[at(x, y)][k] = l[k] + 2 * c[k] + r[k];
        }
    }
    for (int y = 0; y < h; ++y) {
        for (int x = 0; x < w; ++x) {
            const auto& u = rows[at(x, std::max(y - 1, 0))];
            const auto& c = rows[at(x, y)];
            const auto& d = rows[at(x, std::min(y + 1, h - 1))];
            for (std::size_t k = 0; k < 3; ++k) out[at(x, y)][k] = u[k] + 2 * c[k] + d[k];
        }
    }
    return out;
}

std::string size_of(const Image& image) {
    return std::to_string(image.width) + "x" + std::to_string(image.height);
}

}  // namespace

std::string encode_png(const Image& image, const std::filesystem::path& path, const std::string& comment) {
    const auto rgb = without_alpha(image);
    std::string bytes;
    if (stbi_write_png_to_func(append, &bytes, image.width, image.height, 3, rgb.data(), 3 * image.width) == 0) {
        throw RunError(path.string() + ": a picture of " + size_of(image) + " could not be encoded as PNG");
    }
    std::string chunks = latin_chunk("Software", program_name_and_version());
    if (!comment.empty()) chunks += text_chunk("Comment", comment);
    constexpr std::size_t header_end = 33;  // of every PNG
    bytes.insert(header_end, chunks);
    return bytes;
}

void write_png(const Image& image, const std::filesystem::path& path, const std::string& comment) {
    write_file(path, encode_png(image, path, comment));
}

Image read_png(const std::filesystem::path& path) {
    constexpr std::size_t largest = 1u << 30;  // a PNG of 16384×16384 pixels without compression
    return parse_png(read_text(path, largest), path.string());
}

Image parse_png(std::string_view bytes, const std::string& origin) {
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc* data = stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(bytes.data()),
                                          static_cast<int>(bytes.size()), &width, &height, &channels, 4);
    if (data == nullptr) {
        throw InputError(origin + ": cannot be read as a PNG picture (" + stbi_failure_reason() + ")");
    }
    Image image(width, height);
    std::copy_n(data, image.rgba.size(), image.rgba.begin());
    stbi_image_free(data);
    return image;
}

std::optional<std::string> unpacked(std::string_view zlib, std::size_t limit) {
    std::string bytes(limit, '\0');
    const int size =
        stbi_zlib_decode_buffer(bytes.data(), static_cast<int>(limit), zlib.data(), static_cast<int>(zlib.size()));
    if (size < 0) return {};
    bytes.resize(static_cast<std::size_t>(size));
    return bytes;
}

double image_difference(const Image& a, const Image& b) {
    if (a.width != b.width || a.height != b.height) {
        throw InputError("pictures of different sizes cannot be compared: " + size_of(a) + " and " + size_of(b));
    }
    if (a.rgba.empty()) return 0;
    const auto left = blurred(a);
    const auto right = blurred(b);
    double sum = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        int largest = 0;
        for (std::size_t k = 0; k < 3; ++k) largest = std::max(largest, std::abs(left[i][k] - right[i][k]));
        sum += largest;
    }
    return sum / (16.0 * 255.0 * static_cast<double>(left.size()));
}

}  // namespace coalesce
