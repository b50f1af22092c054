#include "lab/location_plots.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>

#include "lab/boards.hpp"

using namespace coalesce;
using namespace coalesce::lab;

namespace {

/// A plane whose risk rises evenly with ν, so that every level has a label.
LocationPlane sloping(double low, double high) {
    constexpr int cells = LocationPlane::cells;
    LocationPlane plane;
    plane.step_mu = 2;
    plane.risk.resize(static_cast<std::size_t>(cells) * cells);
    for (int row = 0; row < cells; ++row)
        for (int column = 0; column < cells; ++column)
            plane.risk[static_cast<std::size_t>(row * cells + column)] = low + (high - low) * row / (cells - 1);
    return plane;
}

std::vector<std::string> labels_of(const chart::Chart& chart) {
    std::vector<std::string> labels;
    for (const chart::Item& item : chart.items)
        if (const auto* text = std::get_if<chart::Text>(&item)) labels.push_back(text->text);
    return labels;
}

}  // namespace

TEST_CASE("labels of contours have the digits that tell neighbours apart, and no more") {
    for (const auto& [low, high] : {std::pair{1.731, 1.752}, {0.0, 2.0}, {12.0, 460.0}, {3e-5, 9e-5}}) {
        CAPTURE(low);
        const std::vector<std::string> labels = labels_of(location_plane_chart(sloping(low, high), {}, Theme::dark));
        REQUIRE(labels.size() >= 4);
        CHECK(std::set<std::string>(labels.begin(), labels.end()).size() == labels.size());
        std::vector<double> values;
        for (const std::string& label : labels) values.push_back(std::strtod(label.c_str(), nullptr));
        std::sort(values.begin(), values.end());
        // Levels are multiples of one step, so that printed neighbours differ by multiples of the least difference.
        double least = high;
        for (std::size_t k = 1; k < values.size(); ++k) least = std::min(least, values[k] - values[k - 1]);
        for (std::size_t k = 1; k < values.size(); ++k) {
            const double steps = (values[k] - values[k - 1]) / least;
            CHECK(std::abs(steps - std::round(steps)) < 1e-3);
        }
        CHECK(values.front() >= low);
        CHECK(values.back() <= high);
    }
    // Steps of 0.2 need one digit.
    for (const std::string& label : labels_of(location_plane_chart(sloping(0, 2), {}, Theme::dark)))
        CHECK(label.size() == 3);
}

TEST_CASE("the test risk that is written is the one that is drawn: with the noise of the labels") {
    SingleLocation settings;
    settings.epsilon = 0.2;
    std::vector<LocationRow> rows(1);
    rows[0].order = rows[0].flow = rows[0].map = {.mu = 0.5, .nu = 0.4};
    rows[0].test = {0.4, 0.01};
    const Board board = location_board({.settings = settings, .rows = rows, .at = 0}, Theme::light);
    const auto& items = board.charts[0].chart.items;
    double drawn = 0;
    for (const chart::Item& item : items)
        if (const auto* dots = std::get_if<chart::Dots>(&item); dots && dots->name == "test risk") drawn = dots->y[0];
    CHECK(drawn == doctest::Approx(0.4 + 0.2 * 0.2));
    const auto written = std::find_if(board.readouts.begin(), board.readouts.end(),
                                      [](const Readout& readout) { return readout.text.starts_with("test risk "); });
    REQUIRE(written != board.readouts.end());
    CHECK(std::strtod(written->text.c_str() + 10, nullptr) == doctest::Approx(drawn).epsilon(1e-3));
    CHECK(std::any_of(board.readouts.begin(), board.readouts.end(), [](const Readout& readout) {
        return readout.text.find("\\varepsilon^2 = 0.04") != std::string::npos;
    }));
}
