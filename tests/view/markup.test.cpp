#include "view/markup.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

TEST_CASE("subtitles say formulas in a line") {
    CHECK(without_markup("*Three* of $\\beta = 30$, 2*3 costs 5\\$ and \\*.") ==
          "Three of β = 30, 2*3 costs 5$ and *.");
    CHECK(without_markup("$\\frac{a+b}{2}$") == "(a + b)/2");
    CHECK(without_markup("$\\sqrt{2\\beta}$") == "√(2β)");
    CHECK(without_markup("$\\|x\\|^2$") == "‖x‖²");
    CHECK(without_markup("**") == "**");
}
