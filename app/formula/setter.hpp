#pragma once

#include <string_view>
#include <vector>

#include "formula/box.hpp"
#include "formula/math_font.hpp"
#include "formula/node.hpp"

namespace coalesce::formula {

/// The four styles of TeX: displayed, in text, script, script of a script. In a cramped one exponents rise less.
struct Style {
    int level = 1;
    bool cramped = false;

    bool displayed() const { return level == 0; }
    Style crammed() const { return {level, true}; }
    Style superscript() const { return {std::max(2, std::min(level + 1, 3)), cramped}; }
    Style subscript() const { return {superscript().level, true}; }
    Style numerator() const { return {std::min(level + 1, 3), cramped}; }
    Style denominator() const { return {numerator().level, true}; }
};

/// A part of a formula behind which a line may break, and the space before it unless it begins one.
struct Piecewise {
    Box box;
    float gap = 0;
};

/// Sets trees of formulas by the rules of The TeXbook, appendix G, with the constants of the font's MATH table.
class Setter {
  public:
    /// @param em    of the mathematical font in text style
    /// @param line  height of a line of words around the formula
    Setter(const MathFont& font, WordMetrics& words, float em, float line, bool strong)
        : font_(font), c_(font.constants()), words_(words), em_(em), line_(line), strong_(strong) {}

    Box set(const Node& node, Style style) const;
    /// Sets a whole formula in parts that end behind its relations and binary operators outside of brackets.
    std::vector<Piecewise> set_pieces(const Node& formula, Style style) const;

  private:
    struct Atom;
    float em(Style style) const;
    std::vector<Atom> atoms_of(const Node& row, Style style) const;
    void collect(const Node& row, Style style, std::vector<Atom>& atoms) const;
    float gap(const Atom& before, const Atom& after) const;

    Box symbol(const Node& node, Style style) const;
    Box glyph(std::uint32_t id, char32_t character, float size) const;
    Box letters(std::string_view text, Style style) const;
    Box plain(const std::string& text, Style style, bool typed) const;
    Box large(const Node& node, Style style) const;
    Box scripts(const Node& node, Style style) const;
    Box limits(const Box& base, const Node& below, const Node& above, Style style) const;
    Box fraction(const Node& node, Style style) const;
    Box root(const Node& node, Style style) const;
    Box accent(const Node& node, Style style) const;
    Box bar(const Node& node, Style style) const;
    Box fenced(const Node& node, Style style) const;
    Box grid(const Node& node, Style style) const;
    /// A bracket at least `height` tall, its middle on the axis.
    Box bracket(char32_t character, float height, Style style) const;
    Box stretched(const Stretched& form, char32_t character, float size) const;

    const MathFont& font_;
    const Constants& c_;
    WordMetrics& words_;
    float em_, line_;
    bool strong_;
};

}  // namespace coalesce::formula
