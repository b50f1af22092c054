#include "formula/characters.hpp"
#include "formula/text.hpp"

namespace coalesce::formula {
namespace {

std::string linear(const Node& node);

std::string linear_row(const std::vector<Node>& nodes) {
    std::string line;
    const Node* before = nullptr;
    for (const Node& node : nodes) {
        const bool letter_follows = node.kind == Kind::symbol && node.role == Role::ordinary;
        if (before && before->kind == Kind::name && (letter_follows || node.kind == Kind::name)) line += ' ';
        line += linear(node);
        before = &node;
    }
    return line;
}

/// In parentheses, but for one character or a run of digits.
std::string grouped(const Node& node) {
    const std::string inside = linear(node);
    std::size_t at = 0;
    bool digits = true;
    for (const char c : inside) digits = digits && c >= '0' && c <= '9';
    if (!inside.empty()) take_character(inside, at);
    return inside.empty() || digits || at == inside.size() || node.kind == Kind::words ? inside : "(" + inside + ")";
}

std::string bracket(char32_t c) {
    std::string text;
    if (c) append(text, c);
    return text;
}

std::string linear_symbol(const Node& node) {
    std::string text;
    append(text, plain_letter(node.character));
    const bool spaced = node.role == Role::relation || (node.role == Role::binary && node.character != 0x22C5);
    return spaced ? " " + text + " " : node.role == Role::punctuation ? text + " " : text;
}

/// An exponent or an index in small characters, where there are some: "²", "₀".
std::string small(const Node& node, bool raised) {
    constexpr std::u32string_view plain = U"0123456789+\u2212()=";
    constexpr std::u32string_view up = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼", down = U"₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌";
    std::string text, inside = linear(node);
    for (std::size_t at = 0; at < inside.size();) {
        const char32_t c = take_character(inside, at);
        if (c == U'\u2032') return inside;
        if (c == U' ') continue;
        const std::size_t place = plain.find(c);
        if (place != std::u32string_view::npos)
            append(text, (raised ? up : down)[place]);
        else if (raised && c == U'T')
            text += "ᵀ";
        else
            return (raised ? "^" : "_") + grouped(node);
    }
    return text;
}

std::string linear_scripts(const Node& node) {
    std::string text = linear(node.children[0]);
    if (!node.children[1].empty()) text += small(node.children[1], false);
    if (!node.children[2].empty()) text += small(node.children[2], true);
    return text;
}

std::string linear_grid(const Node& node) {
    std::string text;
    for (std::size_t k = 0; k < node.children.size(); ++k) {
        if (k > 0) text += k % static_cast<std::size_t>(node.columns) == 0 ? "; " : node.align == "rl" ? "" : ", ";
        text += linear(node.children[k]);
    }
    return text;
}

std::string linear(const Node& node) {
    switch (node.kind) {
        case Kind::row:
            return linear_row(node.children);
        case Kind::symbol:
            return linear_symbol(node);
        case Kind::name:
        case Kind::words:
        case Kind::typed:
            return node.text;
        case Kind::space:
            return node.amount > 0.2f ? " " : "";
        case Kind::scripts:
            return linear_scripts(node);
        case Kind::fraction:
            return grouped(node.children[0]) + (node.amount > 0 ? "/" : " over ") + grouped(node.children[1]);
        case Kind::root:
            return (node.children[1].empty() ? "√" : linear(node.children[1]) + "√") + grouped(node.children[0]);
        case Kind::accent:
            return linear(node.children[0]) + bracket(node.character);
        case Kind::bar:
        case Kind::style:
            return linear(node.children[0]);
        case Kind::stack: {
            const Node& small = node.children[node.children[1].empty() ? 2 : 1];
            return linear(node.children[0]) + (node.children[1].empty() ? "^" : "_") + grouped(small);
        }
        case Kind::fenced:
            return bracket(node.character) + linear(node.children[0]) + bracket(node.closing);
        case Kind::bracket:
            return bracket(node.character);
        case Kind::grid:
            return linear_grid(node);
    }
    return {};
}

/// Blanks at the ends go, and two that meet are one.
std::string single_spaced(const std::string& text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
    while (out.ends_with(' ')) out.pop_back();
    return out;
}

}  // namespace

std::string plain(const Text& text) {
    std::string out;
    for (const Paragraph& paragraph : text.paragraphs) {
        if (&paragraph != &text.paragraphs.front()) out += '\n';
        for (const Piece& piece : paragraph.pieces) {
            if (const auto* words = std::get_if<Words>(&piece)) out += words->text;
            if (const auto* formula = std::get_if<Formula>(&piece)) {
                const bool apart = formula->displayed && !out.empty() && out.back() != ' ' && out.back() != '\n';
                out += (apart ? " " : "") + single_spaced(linear(formula->tree));
            }
        }
    }
    return out;
}

std::string plain(std::string_view source) {
    return plain(parse(source));
}

}  // namespace coalesce::formula
