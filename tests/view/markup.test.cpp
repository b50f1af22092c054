#include "view/markup.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("a caption is split at asterisks and dollar signs that have a partner") {
    using Kind = MarkupSpan::Kind;
    const std::vector<MarkupSpan> spans = markup("It *waits* $e^{c*\\beta}$, 2*3 costs 5\\$ and \\*.");
    const std::vector<MarkupSpan> expected{{Kind::plain, "It "},
                                           {Kind::emphasis, "waits"},
                                           {Kind::plain, " "},
                                           {Kind::formula, "e^{c*\\beta}"},
                                           {Kind::plain, ", 2*3 costs 5$ and *."}};
    CHECK(spans == expected);
    CHECK(markup("").empty());
    CHECK(markup("**") == std::vector<MarkupSpan>{{Kind::plain, "**"}});
}

TEST_CASE("subtitles say formulas in a line") {
    CHECK(without_markup("*Three* of $\\beta = 30$") == "Three of β = 30");
    CHECK(formula_in_a_line("\\frac{a+b}{2}") == "(a+b)/2");
    CHECK(formula_in_a_line("\\sqrt{2\\beta}") == "√(2β)");
    CHECK(formula_in_a_line("\\|x\\|^2") == "‖x‖²");
    CHECK(formula_in_a_line("}a{") == "a");
    CHECK(formula_in_a_line("\\unknown x") == "unknown x");
}
