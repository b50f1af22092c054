#include "coalesce/model/path_text.hpp"

#include <cstddef>

namespace coalesce {
namespace {

/// Length in bytes of the UTF-8 character at the start of `text` (RFC 3629: shortest form, no surrogates, up to
/// U+10FFFF); 0 if there is none.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : first >> 4 == 0xE              ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t k = 1; k < length; ++k)
        if (byte(k) >> 6 != 2) return 0;
    const unsigned char second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F, beyond = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// Decodes the escape at the start of `text`; -1 if there is none.
int escaped_byte(std::string_view text) {
    if (text.size() < 4 || text[0] != '\\' || text[1] != 'x') return -1;
    const int high = hex_digit(text[2]), low = hex_digit(text[3]);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
}

void escape(std::string& text, char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    text += {'\\', 'x', digits[value >> 4], digits[value & 15]};
}

}  // namespace

std::string shown_path(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        const bool control = length == 1 && static_cast<unsigned char>(bytes[0]) < 0x20;
        if (length == 0 || control || escaped_byte(bytes) >= 0) {
            escape(text, bytes[0]);
            bytes.remove_prefix(1);
            continue;
        }
        text += bytes.substr(0, length);
        bytes.remove_prefix(length);
    }
    return text;
}

std::string read_path(std::string_view text) {
    std::string bytes;
    while (!text.empty()) {
        const int byte = escaped_byte(text);
        bytes += byte >= 0 ? static_cast<char>(byte) : text[0];
        text.remove_prefix(byte >= 0 ? 4 : 1);
    }
    return bytes;
}

}  // namespace coalesce
