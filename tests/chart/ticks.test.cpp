#include "chart/ticks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "chart/numbers.hpp"

using namespace coalesce;
using namespace coalesce::chart;

namespace {

constexpr float text = 16;

/// Bytes of a label, half as wide as they are high.
float across(const std::string& label) {
    return static_cast<float>(label.size()) * text / 2;
}
float up(const std::string&) {
    return text;
}

/// What holds for ticks of every axis: they rise within the range, and labels keep clear of each other. A label upright
/// to its axis needs the height of its digits, 0.8 of a line.
void check_order(const std::vector<PlacedTick>& ticks, const Axis& axis, const Range& shown, float length,
                 bool vertical) {
    const auto place = [&](double value) {
        if (axis.scale == Scale::linear) return (value - shown.from) / shown.size();
        return std::log(value / shown.from) / std::log(shown.to / shown.from);
    };
    double end = -INFINITY, before = -INFINITY;
    for (const PlacedTick& tick : ticks) {
        CHECK(tick.at > before);
        CHECK(shown.holds(tick.at));
        before = tick.at;
        if (tick.label.empty()) continue;
        const double half = vertical ? 0.4 * text : across(tick.label) / 2;
        const double centre = place(tick.at) * static_cast<double>(length);
        CHECK(centre - half >= end - 0.01);
        end = centre + half;
    }
}

/// Whether a number is 1, 2 or 5 times a power of ten.
bool is_round(double step) {
    const double power = std::pow(10, std::floor(std::log10(step) + 1e-9)), part = step / power;
    return std::abs(part - 1) < 1e-6 || std::abs(part - 2) < 1e-6 || std::abs(part - 5) < 1e-6;
}

std::vector<std::string> labels_of(const std::vector<PlacedTick>& ticks) {
    std::vector<std::string> labels;
    for (const PlacedTick& tick : ticks)
        if (!tick.label.empty()) labels.push_back(tick.label);
    return labels;
}

}  // namespace

TEST_CASE("linear ticks of any range are round, in order, inside, and have room for their labels") {
    std::mt19937 random(5);
    std::uniform_real_distribution<double> exponent(-9, 9), part(-3, 3), pixels(30, 3000);
    for (int trial = 0; trial < 500; ++trial) {
        const double size = std::pow(10, exponent(random)), from = part(random) * size;
        const Range shown{from, from + size};
        const auto length = static_cast<float>(pixels(random));
        const bool vertical = trial % 2 == 1;
        CAPTURE(shown.from);
        CAPTURE(shown.to);
        CAPTURE(length);
        const std::vector<PlacedTick> ticks = place_ticks({}, shown, length, vertical, vertical ? up : across);
        check_order(ticks, {}, shown, length, vertical);
        REQUIRE(ticks.size() >= 2);
        const double step = ticks[1].at - ticks[0].at;
        CHECK(is_round(step * (1 + 1e-9)));
        for (const PlacedTick& tick : ticks) {
            const double count = tick.at / step;
            CHECK(std::abs(count - std::round(count)) < 1e-5 * std::max(1.0, std::abs(count)));
            // Rounding would write it as 1e-17.
            if (std::abs(count) < 0.5) CHECK(tick.at == 0);
        }
        CHECK(std::any_of(ticks.begin(), ticks.end(), [](const PlacedTick& tick) { return !tick.label.empty(); }));
    }
}

TEST_CASE("logarithmic ticks are powers of ten with their ninths; where there is hardly one, 2 and 5 are named") {
    std::mt19937 random(6);
    std::uniform_real_distribution<double> exponent(-30, 30), decades(0.2, 60), pixels(30, 3000);
    const Axis axis{.scale = Scale::log10};
    for (int trial = 0; trial < 500; ++trial) {
        const double low = exponent(random);
        const Range shown{std::pow(10, low), std::pow(10, low + decades(random))};
        const auto length = static_cast<float>(pixels(random));
        const bool vertical = trial % 2 == 1;
        CAPTURE(shown.from);
        CAPTURE(shown.to);
        const std::vector<PlacedTick> ticks = place_ticks(axis, shown, length, vertical, vertical ? up : across);
        check_order(ticks, axis, shown, length, vertical);
        for (const PlacedTick& tick : ticks) {
            const double digit = tick.at / std::pow(10, std::floor(std::log10(tick.at) + 1e-9));
            CHECK(std::abs(digit - std::round(digit)) < 1e-6);
            if (tick.major) CHECK(std::abs(digit - 1) < 1e-6);
        }
    }
    CHECK(labels_of(place_ticks(axis, {0.15, 0.7}, 400, false, across)) == std::vector<std::string>{"0.2", "0.5"});
    CHECK(labels_of(place_ticks(axis, {0.5, 2000}, 900, false, across)) ==
          std::vector<std::string>{"1", "10", "100", "1000"});
}

TEST_CASE("a narrow axis keeps the ends and the middle of its own labels, and all its ticks") {
    constexpr double pi = 3.14159265358979;
    const Axis axis{.ticks = {{-pi, "-pi"}, {-pi / 2, "-pi/2"}, {0, "0"}, {pi / 2, "pi/2"}, {pi, "pi"}}};
    const Range shown{-pi, pi};
    CHECK(labels_of(place_ticks(axis, shown, 300, false, across)).size() == 5);
    const std::vector<PlacedTick> narrow = place_ticks(axis, shown, 100, false, across);
    CHECK(narrow.size() == 5);
    CHECK(labels_of(narrow) == std::vector<std::string>{"-pi", "0", "pi"});
    CHECK(labels_of(place_ticks(axis, shown, 10, false, across)).size() == 1);
}

TEST_CASE("an axis that shows nothing has no ticks") {
    CHECK(place_ticks({}, {1, 1}, 400, false, across).empty());
    CHECK(place_ticks({}, {0, 1}, 0, false, across).empty());
    CHECK(place_ticks({.scale = Scale::log10}, {0, 1}, 400, false, across).empty());
    CHECK(labels_of(place_ticks({.tick_labels = false}, {0, 1}, 400, false, across)).empty());
}

TEST_CASE("ticks of exponents and of powers are as few as asked for, and carry powers of ten") {
    const std::vector<Tick> exponents = exponent_ticks(-2.5, 300, 9);
    CHECK(exponents.size() <= 9);
    CHECK(exponents.front().label == "1");
    CHECK(exponents.back().label == power_of_ten(exponents.back().at));
    for (const Tick& tick : power_ticks(3e-7, 2, 6)) CHECK(tick.label == power_of_ten(std::log10(tick.at)));
    CHECK(power_ticks(3e-7, 2, 6).size() <= 6);
    for (const double end : {0.3, 1.0, 7.0, 42.0, 999.0}) {
        const std::vector<Tick> ticks = round_ticks(0, end);
        CHECK(ticks.size() >= 3);
        CHECK(ticks.size() <= 7);
        CHECK(ticks.front().label == "0");
    }
}
