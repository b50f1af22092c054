#include "formula/characters.hpp"

#include <array>
#include <utility>

namespace coalesce::formula {
namespace {

constexpr char32_t replacement = 0xFFFD;

/// Returns the length of the well-formed character at `at`, 0 if there is none (RFC 3629: no surrogates, no longer form
/// than needed, nothing above U+10FFFF).
std::size_t length_at(std::string_view s, std::size_t at) {
    const auto byte = [&](std::size_t k) -> unsigned {
        return at + k < s.size() ? static_cast<unsigned char>(s[at + k]) : 0;
    };
    const auto follows = [&](std::size_t k) { return (byte(k) & 0xC0) == 0x80; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !follows(1)) return 0;
    if (first < 0xE0) return 2;
    if (first < 0xF0) {
        if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
        return follows(2) ? 3 : 0;
    }
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
    return follows(2) && follows(3) ? 4 : 0;
}

/// First characters of an alphabet of letters in U+1D400…; digits and Greek where it has them, else 0.
struct Block {
    Alphabet alphabet;
    char32_t capitals, small, digits, greek_capitals, greek_small;
};
constexpr std::array blocks{
    Block{Alphabet::italic, 0x1D434, 0x1D44E, 0, 0, 0x1D6FC},
    Block{Alphabet::bold, 0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2},
    Block{Alphabet::bold_italic, 0x1D468, 0x1D482, 0, 0x1D71C, 0x1D736},
    Block{Alphabet::script, 0x1D49C, 0x1D4B6, 0, 0, 0},
    Block{Alphabet::double_struck, 0x1D538, 0x1D552, 0x1D7D8, 0, 0},
    Block{Alphabet::fraktur, 0x1D504, 0x1D51E, 0, 0, 0},
};
/// Places in the blocks that are empty: the letters stand in U+2100….
constexpr std::array<std::pair<char32_t, char32_t>, 24> older{{
    {0x1D455, 0x210E}, {0x1D49D, 0x212C}, {0x1D4A0, 0x2130}, {0x1D4A1, 0x2131}, {0x1D4A3, 0x210B}, {0x1D4A4, 0x2110},
    {0x1D4A7, 0x2112}, {0x1D4A8, 0x2133}, {0x1D4AD, 0x211B}, {0x1D4BA, 0x212F}, {0x1D4BC, 0x210A}, {0x1D4C4, 0x2134},
    {0x1D53A, 0x2102}, {0x1D53F, 0x210D}, {0x1D545, 0x2115}, {0x1D547, 0x2119}, {0x1D548, 0x211A}, {0x1D549, 0x211D},
    {0x1D551, 0x2124}, {0x1D506, 0x212D}, {0x1D50B, 0x210C}, {0x1D50C, 0x2111}, {0x1D515, 0x211C}, {0x1D51D, 0x2128},
}};
/// Greek letters that follow the 25 from α to ω in each block: ∂, and the second forms of ε, θ, κ, φ, ρ, π.
constexpr std::array<char32_t, 7> after_omega{0x2202, 0x03F5, 0x03D1, 0x03F0, 0x03D5, 0x03F1, 0x03D6};

}  // namespace

std::string valid_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = length_at(bytes, at);
        if (length == 0) {
            append(text, replacement);
            ++at;
            continue;
        }
        text += bytes.substr(at, length);
        at += length;
    }
    return text;
}

char32_t take_character(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? first : first & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && at + k < text.size(); ++k)
        c = c << 6 | (static_cast<unsigned char>(text[at + k]) & 0x3F);
    at += length;
    return c;
}

void append(std::string& text, char32_t c) {
    const auto add = [&](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) return add(c);
    if (c < 0x800) {
        add(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        add(0xE0 | c >> 12);
        add(0x80 | (c >> 6 & 0x3F));
    } else {
        add(0xF0 | c >> 18);
        add(0x80 | (c >> 12 & 0x3F));
        add(0x80 | (c >> 6 & 0x3F));
    }
    add(0x80 | (c & 0x3F));
}

char32_t in_alphabet(char32_t letter, Alphabet alphabet) {
    for (const Block& block : blocks) {
        if (block.alphabet != alphabet) continue;
        char32_t c = letter;
        if (letter >= 'A' && letter <= 'Z') c = block.capitals + (letter - 'A');
        if (letter >= 'a' && letter <= 'z') c = block.small + (letter - 'a');
        if (letter >= '0' && letter <= '9' && block.digits) c = block.digits + (letter - '0');
        if (letter >= 0x0391 && letter <= 0x03A9 && block.greek_capitals) c = block.greek_capitals + (letter - 0x0391);
        if (letter == 0x2207 && block.greek_capitals) c = block.greek_capitals + 25;
        if (letter >= 0x03B1 && letter <= 0x03C9 && block.greek_small) c = block.greek_small + (letter - 0x03B1);
        for (std::size_t k = 0; k < after_omega.size(); ++k)
            if (letter == after_omega[k] && block.greek_small) c = block.greek_small + 25 + static_cast<char32_t>(k);
        for (const auto& [empty, instead] : older)
            if (c == empty) return instead;
        return c;
    }
    return letter;
}

char32_t plain_letter(char32_t c) {
    for (const auto& [empty, instead] : older)
        if (c == instead) c = empty;
    const auto within = [&](char32_t first, char32_t count) { return first != 0 && c >= first && c < first + count; };
    for (const Block& block : blocks) {
        if (within(block.capitals, 26)) return 'A' + (c - block.capitals);
        if (within(block.small, 26)) return 'a' + (c - block.small);
        if (within(block.digits, 10)) return '0' + (c - block.digits);
        if (within(block.greek_capitals, 25)) return 0x0391 + (c - block.greek_capitals);
        if (within(block.greek_capitals, 26)) return 0x2207;
        if (within(block.greek_small, 25)) return 0x03B1 + (c - block.greek_small);
        if (within(block.greek_small, 32)) return after_omega[c - block.greek_small - 25];
    }
    return c;
}

}  // namespace coalesce::formula
