#include "view/typeset.hpp"

#include <fribidi.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace coalesce {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array raised{
    Pair{"0", "⁰"}, Pair{"1", "¹"}, Pair{"2", "²"}, Pair{"3", "³"}, Pair{"4", "⁴"}, Pair{"5", "⁵"}, Pair{"6", "⁶"},
    Pair{"7", "⁷"}, Pair{"8", "⁸"}, Pair{"9", "⁹"}, Pair{"+", "⁺"}, Pair{"-", "⁻"}, Pair{"−", "⁻"}, Pair{"(", "⁽"},
    Pair{")", "⁾"}, Pair{"=", "⁼"}, Pair{"T", "ᵀ"}, Pair{"a", "ᵃ"}, Pair{"b", "ᵇ"}, Pair{"c", "ᶜ"}, Pair{"d", "ᵈ"},
    Pair{"e", "ᵉ"}, Pair{"i", "ⁱ"}, Pair{"k", "ᵏ"}, Pair{"m", "ᵐ"}, Pair{"n", "ⁿ"}, Pair{"o", "ᵒ"}, Pair{"p", "ᵖ"},
    Pair{"s", "ˢ"}, Pair{"t", "ᵗ"}, Pair{"x", "ˣ"}, Pair{"β", "ᵝ"}, Pair{"γ", "ᵞ"}, Pair{"θ", "ᶿ"}, Pair{" ", ""}};
/// Names whose index follows without '_'.
constexpr std::array indexed{Pair{"W1", "W₁"}, Pair{"log10", "log₁₀"}};
constexpr std::array lowered{Pair{"0", "₀"}, Pair{"1", "₁"}, Pair{"2", "₂"}, Pair{"3", "₃"}, Pair{"4", "₄"},
                             Pair{"5", "₅"}, Pair{"6", "₆"}, Pair{"7", "₇"}, Pair{"8", "₈"}, Pair{"9", "₉"},
                             Pair{"a", "ₐ"}, Pair{"m", "ₘ"}, Pair{"x", "ₓ"}, Pair{"i", "ᵢ"}, Pair{"j", "ⱼ"}};

std::size_t length_of_character(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::string_view character_at(std::string_view text, std::size_t at) {
    return text.substr(at, length_of_character(text[at]));
}

template <std::size_t n>
std::optional<std::string> shifted(std::string_view text, const std::array<Pair, n>& forms) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view c = character_at(text, at);
        const auto form = std::find_if(forms.begin(), forms.end(), [&](const Pair& pair) { return pair.first == c; });
        if (form == forms.end()) return std::nullopt;
        out += form->second;
        at += c.size();
    }
    return out;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Returns the exponent at `at`, after '^': {…}, a signed whole number, or one letter.
std::string_view exponent_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {};
    if (text[at] == '{') {
        const std::size_t end = text.find('}', at);
        return end == std::string_view::npos ? std::string_view{} : text.substr(at, end + 1 - at);
    }
    std::size_t end = at + (text[at] == '-' || text[at] == '+' ? 1 : 0);
    const std::size_t digits = end;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end > digits) return text.substr(at, end - at);
    return is_letter(text[at]) ? character_at(text, at) : std::string_view{};
}

/// True if a letter begins at `at`. Characters with the first byte E2 are U+2000 to U+2FFF: dashes, brackets,
/// operators.
bool letter_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_letter(text[at]) && text[at] != '\xe2';
}
/// Returns the start of the character that ends at `end` > 0.
std::size_t character_before(std::string_view text, std::size_t end) {
    std::size_t at = end - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
    return at;
}
/// True if a letter ends at `end`.
bool letter_before(std::string_view text, std::size_t end) {
    return end > 0 && letter_at(text, character_before(text, end));
}

/// Returns the index at `at`, after '_': "max", or one letter or digit that ends the word.
std::string_view index_at(std::string_view text, std::size_t at) {
    const auto ends = [&](std::size_t end) {
        return end >= text.size() || !(letter_at(text, end) || is_digit(text[end]) || text[end] == '_');
    };
    if (text.substr(at, 3) == "max" && ends(at + 3)) return text.substr(at, 3);
    return at < text.size() && static_cast<unsigned char>(text[at]) < 0x80 && ends(at + 1) ? text.substr(at, 1)
                                                                                           : std::string_view{};
}

/// Returns the name of `indexed` that is the word at `at`; null if there is none.
const Pair* indexed_at(std::string_view text, std::size_t at) {
    const auto part_of_word = [&](std::size_t k) { return letter_at(text, k) || is_digit(text[k]) || text[k] == '_'; };
    if (at > 0 && part_of_word(character_before(text, at))) return nullptr;
    const auto* found = std::find_if(indexed.begin(), indexed.end(), [&](const Pair& pair) {
        const std::size_t end = at + pair.first.size();
        // A point directly followed by a letter is part of a file name.
        const bool file = end + 1 < text.size() && text[end] == '.' && letter_at(text, end + 1);
        return text.substr(at).starts_with(pair.first) && !file && (end == text.size() || !part_of_word(end));
    });
    return found == indexed.end() ? nullptr : &*found;
}

std::u32string code_points(std::string_view text) {
    std::vector<FriBidiChar> characters(text.size() + 1);
    const FriBidiStrIndex n = fribidi_charset_to_unicode(FRIBIDI_CHAR_SET_UTF8, text.data(),
                                                         static_cast<FriBidiStrIndex>(text.size()), characters.data());
    return {characters.begin(), characters.begin() + n};
}

std::string visual_line(std::string_view line) {
    std::u32string logical = code_points(line);
    const auto n = static_cast<FriBidiStrIndex>(logical.size());
    std::vector<FriBidiChar> in(logical.begin(), logical.end()), seen(in.size() + 1);
    FriBidiParType direction = FRIBIDI_PAR_ON;
    if (!fribidi_log2vis(in.data(), n, &direction, seen.data(), nullptr, nullptr, nullptr)) return std::string(line);
    std::vector<char> utf8(4 * in.size() + 1);
    const FriBidiStrIndex bytes = fribidi_unicode_to_charset(FRIBIDI_CHAR_SET_UTF8, seen.data(), n, utf8.data());
    return {utf8.data(), static_cast<std::size_t>(bytes)};
}

}  // namespace

std::string typeset(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        // Formulas between dollars are set by app/formula.
        if (const std::size_t end = text.find('$', at + 1); text[at] == '$' && end != std::string_view::npos) {
            out += text.substr(at, end + 1 - at);
            at = end + 1;
            continue;
        }
        const bool follows = at > 0 && text[at - 1] != ' ';
        if (text[at] == '^' && follows) {
            const std::string_view exponent = exponent_at(text, at + 1);
            const bool braced = exponent.starts_with('{');
            const std::string_view inside = braced ? exponent.substr(1, exponent.size() - 2) : exponent;
            const auto form = inside.empty() ? std::nullopt : shifted(inside, raised);
            if (form) {
                out += *form;
                at += 1 + exponent.size();
                // No blank after a transposed matrix: in "Kᵀ Q" the product would look like two terms.
                if (exponent == "T" && text.substr(at, 1) == " " && at + 1 < text.size() && text[at + 1] >= 'A' &&
                    text[at + 1] <= 'Z')
                    ++at;
                continue;
            }
            if (braced && !inside.empty() && text[at - 1] == 'e') {
                out.replace(out.size() - 1, 1, "exp(" + std::string(inside) + ")");
                at += 1 + exponent.size();
                continue;
            }
        } else if (text[at] == '_' && follows && !letter_before(text, character_before(text, at))) {
            const std::string_view index = index_at(text, at + 1);
            if (const auto form = index.empty() ? std::nullopt : shifted(index, lowered)) {
                out += *form;
                at += 1 + index.size();
                continue;
            }
        } else if (const Pair* name = indexed_at(text, at)) {
            out += name->second;
            at += name->first.size();
            continue;
        }
        const std::string_view c = character_at(text, at);
        out += c;
        at += c.size();
    }
    return out;
}

bool reads_right_to_left(std::string_view text) {
    // Characters below U+0590, whose first byte is below D6, are written from left to right.
    if (std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xD6; }))
        return false;
    const std::u32string characters = code_points(text);
    return std::any_of(characters.begin(), characters.end(),
                       [](char32_t c) { return FRIBIDI_IS_RTL(fribidi_get_bidi_type(c)); });
}

std::string visual_order(std::string_view text) {
    if (!reads_right_to_left(text)) return std::string(text);
    std::string out;
    while (true) {
        const std::size_t end = text.find('\n');
        out += visual_line(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

std::string wrapped(const std::string& text, float width) {
    if (!reads_right_to_left(text)) return text;
    ImFont* font = ImGui::GetFont();
    if (!(width > 0)) width = ImGui::GetContentRegionAvail().x;
    std::string out;
    const char *at = text.c_str(), *const end = at + text.size();
    while (at < end) {
        const char* stop =
            std::min(font->CalcWordWrapPosition(ImGui::GetFontSize(), at, end, width), std::find(at, end, '\n'));
        if (stop == at && *at != '\n') ++stop;  // the width is less than a character
        out += visual_line({at, static_cast<std::size_t>(stop - at)});
        at = stop;
        while (at < end && (*at == ' ' || *at == '\n')) ++at;
        if (at < end) out += '\n';
    }
    return out;
}

std::string elided(std::string_view text, float width, float size) {
    const float scale = size > 0 ? size / ImGui::GetFontSize() : 1;
    const auto fits = [&](const std::string& candidate) {
        return scale * ImGui::CalcTextSize(candidate.c_str()).x <= width;
    };
    if (const std::string whole(text); fits(whole)) return whole;
    std::vector<std::size_t> ends{0};
    for (std::size_t at = 0; at < text.size(); ends.push_back(at))
        at = std::min(text.size(), at + length_of_character(text[at]));
    // Bisection finds the longest part that fits, since widths grow with the number of characters.
    std::size_t good = 0, bad = ends.size() - 1;
    const auto cut = [&](std::size_t k) {
        std::string_view kept = text.substr(0, ends[k]);
        while (kept.ends_with(' ')) kept.remove_suffix(1);
        return std::string(kept) + "…";
    };
    while (bad - good > 1) {
        const std::size_t middle = (good + bad) / 2;
        (fits(cut(middle)) ? good : bad) = middle;
    }
    return cut(good);
}

}  // namespace coalesce
