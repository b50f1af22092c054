#include "lab/board.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "coalesce/theory/equiangular.hpp"
#include "lab/boards.hpp"

using namespace coalesce;
using namespace coalesce::lab;

namespace {

/// The last dots of a chart: the present moment.
const chart::Dots& last_dots(const chart::Chart& chart) {
    const auto found = std::find_if(chart.items.rbegin(), chart.items.rend(),
                                    [](const chart::Item& item) { return std::holds_alternative<chart::Dots>(item); });
    REQUIRE(found != chart.items.rend());
    return std::get<chart::Dots>(*found);
}

const chart::Rules& rule_of(const chart::Chart& chart) {
    const auto found = std::find_if(chart.items.begin(), chart.items.end(),
                                    [](const chart::Item& item) { return std::holds_alternative<chart::Rules>(item); });
    REQUIRE(found != chart.items.end());
    return std::get<chart::Rules>(*found);
}

bool says(const Board& board, const std::string& words) {
    return std::any_of(board.readouts.begin(), board.readouts.end(),
                       [&](const Readout& readout) { return readout.text.find(words) != std::string::npos; });
}

std::vector<LocationRow> three_rows() {
    std::vector<LocationRow> rows(3);
    for (int k = 0; k < 3; ++k) {
        auto& row = rows[static_cast<std::size_t>(k)];
        row.iteration = 100 * k;
        row.order = row.flow = row.map = {.mu = 0.5, .nu = 0.1 + 0.3 * k};
        row.test = {0.4, 0.01};
        row.risk_flow = row.risk_map = row.risk_paper = 0.4;
    }
    return rows;
}

}  // namespace

TEST_CASE("charts share their place so that each is as large as it can be") {
    // Four charts: a square of cells in a wide window, one below another in a narrow one.
    CHECK(board_grid(4, 60, 36) == BoardGrid{2, 2});
    CHECK(board_grid(4, 26, 50) == BoardGrid{1, 4});
    CHECK(board_grid(4, 160, 22) == BoardGrid{4, 1});
    CHECK(board_grid(3, 44, 38) == BoardGrid{2, 2});
    CHECK(board_grid(1, 10, 10) == BoardGrid{1, 1});
    // Nothing to place is a place nonetheless.
    CHECK(board_grid(0, 10, 10).rows == 1);
}

TEST_CASE("the equiangular board shows the closed form at the present time, in every chart that has a place for it") {
    studies::EquiangularStudy study = studies::compute_equiangular(
        studies::equiangular_settings({"n=8", "beta=3", "rho=0.25", "until=4"}), [](double) {});
    const double time = 1.37, rho = equiangular_curve(Attention::softmax, 8, 3, 0.25, time);
    const Board board = equiangular_board(study, time, false, Theme::dark);
    REQUIRE(board.charts.size() == 4);
    CHECK(rule_of(board.charts[0].chart).at == std::vector<double>{time});
    CHECK(last_dots(board.charts[0].chart).y == std::vector<double>{rho});
    CHECK(last_dots(board.charts[1].chart).x == std::vector<double>{rho});
    CHECK(last_dots(board.charts[1].chart).y == std::vector<double>{equiangular_rate(Attention::softmax, 8, 3, rho)});
    CHECK(last_dots(board.charts[3].chart).y == std::vector<double>{rho});
    char text[32];
    std::snprintf(text, sizeof text, "$\\rho = %.6f$", rho);
    CHECK(says(board, text));
    CHECK(says(board, "$\\rho$ of the particles"));
    // The logarithmic axis begins at the first time that is computed.
    const Board log = equiangular_board(study, time, true, Theme::dark);
    CHECK(log.charts[0].chart.x.scale == chart::Scale::log10);
    CHECK(log.charts[0].chart.x.range->from == doctest::Approx(4.0 / 200));
}

TEST_CASE("a descent is looked at in the row of its iteration") {
    const std::vector<LocationRow> rows = three_rows();
    CHECK(row_at(rows, -1) == 0);
    CHECK(row_at(rows, 0) == 0);
    CHECK(row_at(rows, 99) == 0);
    CHECK(row_at(rows, 100) == 1);
    CHECK(row_at(rows, 1e9) == 2);
    const SingleLocation settings;
    const Board board = location_board({.settings = settings, .rows = rows, .at = 1}, Theme::light);
    CHECK(rule_of(board.charts[0].chart).at == std::vector<double>{100});
    CHECK(says(board, "iteration 100: $\\mu = 0.5000$, $\\nu = 0.4000$"));
}

TEST_CASE("only what runs has a course") {
    SingleLocation settings;
    settings.iterations = 300;
    REQUIRE(location_course(settings));
    CHECK(location_course(settings)->until == 300);
    settings.iterations = 0;
    CHECK_FALSE(location_course(settings));
    settings.iterations = 300;
    settings.link = Link::sign;
    CHECK_FALSE(location_course(settings));
    InfiniteWidth width;
    CHECK(width_course(width).parameter);
    width.matrices = true;
    CHECK(width_course(width).until == 256);
    width.head_width = 300;
    CHECK(width_course(width).from <= width_course(width).until);
}
