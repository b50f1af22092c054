#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace coalesce::formula {

/// Bytes of a formula, nesting of its groups. Beyond them a formula is shown as it was typed.
inline constexpr std::size_t longest_formula = 4000;
inline constexpr int deepest_formula = 40;

/// Class of an atom among its neighbours: the spaces between atoms follow from it (Knuth, The TeXbook, chapter 18).
enum class Role { ordinary, large, binary, relation, opening, closing, punctuation, inner };

/// Places of an operator's scripts: beside it, above and below it, or so in displayed formulas only.
enum class Limits { beside, displayed, always };

enum class Kind {
    row,       ///< the children one after another
    symbol,    ///< `character`
    name,      ///< `text` in upright letters of the mathematical font: log, softmax
    words,     ///< `text` in the letters around the formula: \text{…}
    typed,     ///< `text` is no command: it is shown as it was typed
    space,     ///< `amount` of an em
    scripts,   ///< child 0 with subscript 1 and superscript 2; an empty row: none
    fraction,  ///< child 0 over child 1; `amount` 0: without a rule. `style` as in \dfrac, \tfrac
    root,      ///< of child 0, with degree 1
    accent,    ///< `character` over child 0; `wide`: as wide as it
    bar,       ///< a rule over child 0; `wide` false: under it
    stack,     ///< child 0 with child 1 below and child 2 above, both small; an empty row: none
    fenced,    ///< `character` and `closing` around child 0, as tall as it; 0: no bracket
    bracket,   ///< `character`, `amount` em tall
    grid,      ///< the children by rows of `columns`
    style,     ///< child 0 as \displaystyle or \textstyle
};

struct Node {
    Kind kind = Kind::row;
    Role role = Role::ordinary;
    char32_t character = 0, closing = 0;
    std::string text{};
    float amount = 0;
    Limits limits = Limits::beside;
    bool wide = false;
    int style = -1;  ///< 0: displayed, 1: text, -1: that around it
    int columns = 0;
    std::string align{};  ///< of a grid's columns: l, c, r; the last letter holds for all that follow
    std::vector<Node> children{};

    bool empty() const { return kind == Kind::row && children.empty(); }
};

}  // namespace coalesce::formula
