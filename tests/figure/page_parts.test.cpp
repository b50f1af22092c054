#include <doctest/doctest.h>

#include "figure/page_parts.hpp"

using namespace coalesce;

TEST_CASE(
    "mathematics in a figure's lines and titles of charts is set; its own title, a scene's name, stays as it is") {
    chart::Page page = figure::titled_page("run a_1", "after S^2", {"E_max of V K^T Q, W1 at t = 10^4"});
    figure::place(page, {0, 0, 100, 100}, "log10(merge time)", {});
    figure::label_box(page, {0, 0, 100, 100}, 20, "W1 = 0.5 rad", Theme::light);
    CHECK(page.title == "run a_1");
    CHECK(page.source == "after S²");
    CHECK(page.lines == std::vector<std::string>{"Eₘₐₓ of V KᵀQ, W₁ at t = 10⁴"});
    CHECK(page.charts.front().chart.title == "log₁₀(merge time)");
    CHECK(page.texts.front().text == "W₁ = 0.5 rad");
}
