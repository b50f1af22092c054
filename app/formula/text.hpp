#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "formula/node.hpp"

namespace coalesce::formula {

/// Words as they are written.
struct Words {
    std::string text{};
    bool strong = false;  ///< between asterisks
};

struct Formula {
    std::string source{};  ///< without the dollars
    bool displayed = false;
    Node tree{};
};

using Piece = std::variant<Words, Formula>;
struct Paragraph {
    std::vector<Piece> pieces{};
};
struct Text {
    std::vector<Paragraph> paragraphs{};
    std::vector<std::string> problems{};
};

/// Reads text with formulas: "Tokens wait about $e^{c\beta}$ *layers*".
///
/// `$…$` is a formula within a line, `$$…$$` one on a line of its own, `*…*` emphasis; `\$`, `\*` and `\\` are the
/// characters themselves; a line break begins a paragraph. docs/formats.md has the commands of formulas. What is not
/// understood stays in the text as it was typed, and problems() has a line of it. Bytes that are no UTF-8 become
/// U+FFFD. Throws nothing.
Text parse(std::string_view source);

/// Returns a line for each part of the text that is not understood: where, what was found, what is expected.
std::vector<std::string> problems(std::string_view source);

/// True if the text has a formula.
bool has_formula(std::string_view source);

/// Returns the text as one string without markup, its formulas in a line: "e^(cβ)", "(a+b)/2". For subtitles, tooltips
/// and titles of windows.
std::string plain(const Text& text);
std::string plain(std::string_view source);

}  // namespace coalesce::formula
