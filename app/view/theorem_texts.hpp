#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coalesce/theory/comparison.hpp"

namespace coalesce {

/// Explanation of a row of the Theory panel. Texts have formulas (docs/formats.md, section 14).
struct TheoremText {
    std::string_view name;       ///< of the row: Comparison::name, or "next merge"
    std::string_view statement;  ///< what it says, in words
    std::string_view formula;    ///< the same in TeX
    struct Symbol {
        std::string_view symbol;   ///< a formula
        std::string_view meaning;  ///< with its unit
    };
    std::vector<Symbol> symbols{};  ///< those of the formula
    std::string_view source;        ///< authors, work and place; of our own statements how they are checked
    std::string_view section;       ///< title of its section in docs/science.md
    std::string_view cited;         ///< words of that section by which the source is found there
    std::string_view fails;         ///< where it fails, and what is then seen
};

/// Returns the texts of all rows, in the order of the panel.
std::span<const TheoremText> theorem_texts();
/// Says that none of the theorems applies, and the reason that most of them have: "No limit theorem applies to these
/// tokens now; most often: noise is on." Empty if one applies, and for no rows.
std::string why_no_theorem(std::span<const Comparison> rows);
/// Returns the text of a row; null if there is none of that name.
const TheoremText* theorem_text(std::string_view name);

}  // namespace coalesce
