#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

/// A stretch of a caption.
struct MarkupSpan {
    enum class Kind {
        plain,
        emphasis,  ///< written *between asterisks*
        formula    ///< TeX between dollar signs, without them
    };
    Kind kind = Kind::plain;
    std::string text;
    bool operator==(const MarkupSpan&) const = default;
};

/// Splits a caption into its stretches. A backslash before * or $ makes it an ordinary character; one without a partner
/// is ordinary as well. In formulas asterisks are ordinary.
std::vector<MarkupSpan> markup(std::string_view caption);

/// Returns a formula in a line of characters: "e^{c\beta}" becomes "exp(cβ)", "\frac{a}{b}" "a/b", "\sqrt{2\beta}"
/// "√(2β)". A command that it does not know is written without its backslash.
std::string formula_in_a_line(std::string_view tex);

/// Returns a caption as subtitles show it: emphasis without asterisks, formulas in a line.
std::string without_markup(std::string_view caption);

}  // namespace coalesce
