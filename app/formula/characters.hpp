#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coalesce::formula {

/// Returns the text with U+FFFD for each byte that is part of no character (RFC 3629).
std::string valid_utf8(std::string_view bytes);

/// Returns the character at `at` of valid UTF-8 and moves `at` behind it.
char32_t take_character(std::string_view text, std::size_t& at);
void append(std::string& text, char32_t c);

/// Letters of a formula in another alphabet: U+1D400 to U+1D7FF and, where older blocks had the letter, there.
enum class Alphabet { italic, upright, bold, bold_italic, script, double_struck, fraktur };
char32_t in_alphabet(char32_t letter, Alphabet alphabet);
/// Returns the letter, digit or Greek letter that in_alphabet() made this of; others unchanged.
char32_t plain_letter(char32_t character);

}  // namespace coalesce::formula
